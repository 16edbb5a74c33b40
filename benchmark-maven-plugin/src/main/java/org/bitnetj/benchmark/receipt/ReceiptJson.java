package org.bitnetj.benchmark.receipt;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.bitnetj.benchmark.precondition.Breakage;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
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
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    private static final Pattern VERSION = Pattern.compile("(0|[1-9]\\d{0,8})\\.(0|[1-9]\\d{0,8})\\.(0|[1-9]\\d{0,8})");
    private static final int MAJOR = 1;
    private static final int MINOR = 0;
    /** What makes two results comparable; versions of the kernel of the operating system, limits that are not reached and the like do not. */
    private static final Set<String> NOT_IN_FINGERPRINT = Set.of("fingerprint", "memoryBytes", "container");

    private ReceiptJson() {}

    /**
     * Writes a receipt with its digest. A signature that was made over another digest is left out.
     *
     * @param receipt any receipt; a digest that it has is replaced
     * @return JSON for people and machines, which follows the schema
     * @throws Breakage when the receipt does not follow the schema
     */
    public static String write(Receipt receipt) {
        String digest = digest(receipt);
        boolean same = digest.equals(receipt.digest());
        JsonNode json = JSON.valueToTree(receipt.edit().digest(digest).signature(same ? receipt.signature() : null).build());
        Optional<ReceiptSchema.Problem> problem = ReceiptSchema.firstProblem(json);
        if (problem.isPresent()) {
            throw new Breakage("the receipt can not be written, for its field " + problem.get().field() + " " + problem.get().message()
                    + "; that is a mistake in the plugin: report it with this line");
        }
        return JSON.writeValueAsString(json) + "\n";
    }

    /**
     * Reads a receipt, strictly. Of a newer minor version, fields that this one does not know are left out; the digest, if it was right, is then that of
     * the rest. Whether the digest of another receipt is right is not checked.
     *
     * @param json what {@link #write} wrote
     * @return the receipt
     * @throws BadReceipt when it is no receipt, or one of another major version
     */
    public static Receipt read(String json) {
        JsonNode tree = tree(json);
        boolean newer = isNewer(tree);
        boolean intact = newer && digest(tree).equals(tree.path("digest").asString(null));
        if (newer) {
            ReceiptSchema.removeUnknown(tree);
            ((ObjectNode) tree).put("schemaVersion", Receipt.SCHEMA_VERSION).remove("signature");
        }
        Optional<ReceiptSchema.Problem> problem = ReceiptSchema.firstProblem(tree);
        if (problem.isPresent()) {
            throw new BadReceipt(problem.get().field(), problem.get().message()
                    + "; take the receipt as the plugin wrote it, or run the benchmarks again");
        }
        try {
            Receipt receipt = JSON.treeToValue(tree, Receipt.class);
            return intact ? receipt.withDigest(digest(receipt)) : receipt;
        } catch (JacksonException e) {
            throw new BadReceipt("$", "can not be read: " + firstLine(e), e);
        }
    }

    /** Any JSON text, without the things that readers disagree on. */
    static JsonNode tree(String json) {
        JsonNode tree;
        try {
            tree = JSON.readTree(json);
        } catch (JacksonException e) {
            throw new BadReceipt("$", "is not JSON: " + firstLine(e), e);
        }
        if (!tree.isObject()) {
            throw new BadReceipt("$", "is not a JSON object; name a receipt.json");
        }
        return tree;
    }

    private static String firstLine(JacksonException e) {
        return e.getOriginalMessage().lines().findFirst().orElse("");
    }

    private static boolean isNewer(JsonNode tree) {
        Matcher version = VERSION.matcher(tree.path("schemaVersion").asString(""));
        if (!version.matches()) {
            throw new BadReceipt("$.schemaVersion", "must be a version such as " + Receipt.SCHEMA_VERSION + ", but is "
                    + (tree.has("schemaVersion") ? tree.get("schemaVersion") : "missing") + "; name a receipt.json");
        }
        if (Integer.parseInt(version.group(1)) != MAJOR) {
            throw new BadReceipt("$.schemaVersion", "is " + version.group() + ", and this plugin reads " + MAJOR
                    + ".x; use the version of the plugin that wrote it, or a newer one");
        }
        return Integer.parseInt(version.group(2)) > MINOR;
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

    /** The digest that a receipt must have, of any version, over all fields that it has. */
    static String digest(JsonNode tree) {
        ObjectNode signed = ((ObjectNode) tree).deepCopy();
        signed.remove(Set.of("digest", "signature"));
        return Digest.of(CanonicalJson.of(signed));
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
