package org.bitnetj.benchmark.receipt;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.path.PathType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The published form of receipts: {@code META-INF/benchmark/receipt.schema.json}, JSON Schema draft 2020-12. Safe for use by several threads. */
public final class ReceiptSchema {
    /** Where the schema is in the jar. */
    public static final String RESOURCE = "META-INF/benchmark/receipt.schema.json";

    private static final String REFERENCE = "#/$defs/";
    private static final JsonNode TREE = JsonMapper.shared().readTree(text());
    private static final Schema SCHEMA = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12,
            registry -> registry.schemaRegistryConfig(SchemaRegistryConfig.builder()
                    .formatAssertionsEnabled(true)
                    .pathType(PathType.JSON_PATH)
                    .locale(Locale.ENGLISH)
                    .build()))
            .getSchema(TREE);

    private ReceiptSchema() {}

    /**
     * What is wrong with a field.
     *
     * @param field its path, {@code $.samples[0].forks} for one
     * @param message what is wrong with it
     */
    record Problem(String field, String message) {}

    /**
     * The schema itself.
     *
     * @return JSON
     */
    public static String text() {
        try (InputStream in = ReceiptSchema.class.getClassLoader().getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("the plugin's jar lacks " + RESOURCE + "; install it again");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("the plugin can not read its own jar", e);
        }
    }

    /** The first field that does not follow the schema; empty when all do. */
    static Optional<Problem> firstProblem(JsonNode receipt) {
        Optional<String> infinite = notFinite(receipt, "$");
        if (infinite.isPresent()) {
            return Optional.of(new Problem(infinite.get(), "is not finite"));
        }
        List<Error> errors = SCHEMA.validate(receipt);
        return errors.isEmpty() ? Optional.empty() : Optional.of(problem(errors.get(0)));
    }

    private static Problem problem(Error error) {
        String at = error.getInstanceLocation().toString();
        return switch (error.getKeyword()) {
            case "required" -> new Problem(at + "." + error.getProperty(), "is missing");
            case "additionalProperties" -> new Problem(at + "." + error.getProperty(), "is unknown");
            case "enum" -> new Problem(at, "is " + error.getInstanceNode() + ", not one of " + error.getSchemaNode());
            case "pattern" -> new Problem(at, "is " + error.getInstanceNode() + ", which does not match " + error.getSchemaNode());
            case "type" -> new Problem(at, "is " + shortened(error.getInstanceNode()) + ", and not of type " + error.getSchemaNode());
            default -> new Problem(at, "is " + shortened(error.getInstanceNode()) + ": " + error.getMessage());
        };
    }

    private static String shortened(JsonNode node) {
        String text = String.valueOf(node);
        return text.length() > 80 ? text.substring(0, 80) + "..." : text;
    }

    /** JSON has no number that is not finite, but readers make one of 1e999. */
    private static Optional<String> notFinite(JsonNode node, String at) {
        if (node.isNumber()) {
            return Double.isFinite(node.doubleValue()) ? Optional.empty() : Optional.of(at);
        }
        if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                Optional<String> found = notFinite(node.get(i), at + "[" + i + "]");
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        for (String name : node.propertyNames()) {
            Optional<String> found = notFinite(node.get(name), at + "." + name);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /** Takes out, in place, what a newer minor version added: every field that this schema does not know. */
    static void removeUnknown(JsonNode receipt) {
        removeUnknown(receipt, TREE);
    }

    private static void removeUnknown(JsonNode node, JsonNode schema) {
        JsonNode form = schema.has("$ref") ? TREE.get("$defs").get(schema.get("$ref").stringValue().substring(REFERENCE.length())) : schema;
        if (node.isArray() && form.has("items")) {
            node.forEach(item -> removeUnknown(item, form.get("items")));
        }
        if (node instanceof ObjectNode object && form.has("properties")) {
            JsonNode known = form.get("properties");
            List<String> unknown = object.propertyNames().stream().filter(name -> !known.has(name)).toList();
            object.remove(unknown);
            object.propertyNames().forEach(name -> removeUnknown(object.get(name), known.get(name)));
        }
    }
}
