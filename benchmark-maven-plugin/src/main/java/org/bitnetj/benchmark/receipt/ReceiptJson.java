package org.bitnetj.benchmark.receipt;

import java.util.Set;

import com.fasterxml.jackson.annotation.JsonInclude;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Receipts as JSON, and back. */
public final class ReceiptJson {
    private static final JsonMapper JSON = JsonMapper.builder()
            .changeDefaultPropertyInclusion(always -> always.withValueInclusion(JsonInclude.Include.NON_NULL))
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();
    /** What makes two results comparable; versions of the kernel of the operating system, limits that are not reached and the like do not. */
    private static final Set<String> NOT_IN_FINGERPRINT = Set.of("fingerprint", "memoryBytes", "container");

    private ReceiptJson() {}

    /**
     * Writes a receipt with its digest.
     *
     * @param receipt any receipt; a digest that it has is replaced
     * @return JSON for people and machines
     */
    public static String write(Receipt receipt) {
        return JSON.writeValueAsString(receipt.withDigest(digest(receipt))) + "\n";
    }

    /**
     * Reads a receipt. The digest is not checked.
     *
     * @param json what {@link #write} wrote
     * @return the receipt
     */
    public static Receipt read(String json) {
        return JSON.readValue(json, Receipt.class);
    }

    /**
     * The digest that a receipt must have.
     *
     * @param receipt any receipt
     * @return SHA-256 of the canonical form without digest and signature
     */
    public static String digest(Receipt receipt) {
        return Digest.of(CanonicalJson.of(JSON.valueToTree(receipt.edit().digest(null).signature(null).build())));
    }

    /**
     * The fingerprint of an environment: equal where results may be compared.
     *
     * @param environment environment, with or without fingerprint
     * @return SHA-256 of the canonical form of the parts that matter
     */
    public static String fingerprint(Receipt.Environment environment) {
        ObjectNode parts = JSON.valueToTree(environment);
        parts.remove(NOT_IN_FINGERPRINT);
        JsonNode os = parts.get("os");
        ((ObjectNode) os).remove("version");
        return Digest.of(CanonicalJson.of(parts));
    }
}
