package org.bitnetj.benchmark.receipt;

import java.security.PublicKey;
import java.util.Optional;

import tools.jackson.databind.JsonNode;

/**
 * The text of a receipt, as it was written: form, digest and signature are those of all its fields, also of those that this version does not know.
 */
public final class ReceiptForm {
    private final JsonNode tree;
    private final Receipt receipt;

    /**
     * Reads.
     *
     * @param json the text
     * @throws BadReceipt when it does not follow the schema
     */
    public ReceiptForm(String json) {
        receipt = ReceiptJson.read(json);
        tree = ReceiptJson.tree(json);
    }

    /**
     * The receipt.
     *
     * @return what this version knows of it
     */
    public Receipt receipt() {
        return receipt;
    }

    /**
     * Checks the digest.
     *
     * @return what is wrong; empty when it is that of the content
     */
    public Optional<Rule.Violation> digest() {
        String said = tree.path("digest").asString("");
        String follows = ReceiptJson.digest(tree);
        return said.equals(follows)
                ? Optional.empty()
                : Rule.broken("$.digest", "is " + said + ", but the content's is " + follows + ": the receipt was changed");
    }

    /**
     * Checks the signature.
     *
     * @param trusted the key that it must be made with; null to take the one that the receipt carries
     * @return what is wrong; empty when nothing is
     */
    public Optional<Rule.Violation> signature(PublicKey trusted) {
        return ReceiptSignature.check(signed(), ReceiptJson.digest(tree), trusted);
    }

    /**
     * Whether anybody signed.
     *
     * @return false when there is no signature
     */
    public boolean isSigned() {
        return tree.has("signature");
    }

    private Receipt.Signature signed() {
        JsonNode signature = tree.path("signature");
        return isSigned()
                ? new Receipt.Signature(signature.path("algorithm").asString(""), signature.path("publicKey").asString(""),
                        signature.path("value").asString(""))
                : null;
    }
}
