package org.bitnetj.benchmark.receipt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the site publishes of the schemas is what the plugin checks with; what differs is left in target/golden, to be taken over. */
class SchemaPageTest {
    private static final Path SITE = Path.of("").toAbsolutePath().getParent().resolve("src/site");
    private static final String REFERENCE = "#/$defs/";

    private static String schema(String name) throws IOException {
        return Files.readString(Path.of("src/main/resources/META-INF/benchmark", name + ".schema.json"));
    }

    private static void same(Path published, String actual) throws IOException {
        String there = Files.exists(published) ? Files.readString(published) : "(missing)";
        if (!there.equals(actual)) {
            Files.writeString(Files.createDirectories(Path.of("target", "golden")).resolve(published.getFileName()), actual);
        }
        assertThat(there).as("%s; take over target/golden/%s", published, published.getFileName()).isEqualTo(actual);
    }

    @ParameterizedTest
    @ValueSource(strings = {"receipt", "probe"})
    void theSitePublishesTheSchemaUnderItsVersion(String name) throws IOException {
        String text = schema(name);
        assertThat(JsonMapper.shared().readTree(text).get("$id").stringValue()).endsWith("/schema/" + name + "-1.0.0.json");
        same(SITE.resolve("resources/schema/" + name + "-1.0.0.json"), text);
    }

    @Test
    void theSiteHasATableOfEveryObject() throws IOException {
        JsonNode schema = JsonMapper.shared().readTree(schema("receipt"));
        StringBuilder page = new StringBuilder("""
                # Fields of a receipt

                Made from the schema, [receipt-1.0.0.json](schema/receipt-1.0.0.json), by the build, which fails when this page is another. The schema of
                probes is [probe-1.0.0.json](schema/probe-1.0.0.json). What they are for is told in [Benchmarks and receipts](receipts.html).

                """);
        object(page, "receipt", schema);
        List<String> objects = new ArrayList<>();
        schema.get("$defs").propertyStream().forEach(definition -> {
            if (definition.getValue().has("properties")) {
                objects.add(definition.getKey());
                object(page, definition.getKey(), definition.getValue());
            } else {
                page.append("## ").append(definition.getKey()).append("\n\n").append(text(definition.getValue())).append("\n\n");
            }
        });
        assertThat(objects).hasSizeGreaterThan(25);
        assertThat(page.toString()).doesNotContain("null");
        same(SITE.resolve("markdown/receipt-fields.md"), page.toString().strip() + "\n");
    }

    private static void object(StringBuilder page, String name, JsonNode form) {
        List<String> required = form.path("required").valueStream().map(JsonNode::stringValue).toList();
        page.append("## ").append(name).append("\n\n").append(text(form)).append("\n\n");
        page.append("| field | type | always there | meaning |\n|---|---|---|---|\n");
        form.get("properties").propertyStream().forEach(property -> page.append("| `").append(property.getKey()).append("` | ")
                .append(type(property.getValue())).append(" | ").append(required.contains(property.getKey()) ? "yes" : "no").append(" | ")
                .append(text(property.getValue())).append(" |\n"));
        page.append('\n');
    }

    private static String text(JsonNode form) {
        String text = form.get("description").stringValue();
        assertThat(text).isNotBlank();
        return text.replace("|", "\\|").replace("[", "\\[");
    }

    private static String type(JsonNode form) {
        if (form.has("$ref")) {
            String name = form.get("$ref").stringValue().substring(REFERENCE.length());
            return "[" + name + "](#" + name + ")";
        }
        if (form.has("enum")) {
            return String.join(", ", form.get("enum").valueStream().map(value -> "`" + value.stringValue() + "`").toList());
        }
        String type = form.get("type").stringValue();
        if (type.equals("array")) {
            return "array of " + type(form.get("items"));
        }
        if (type.equals("object") && form.path("additionalProperties").isObject()) {
            return "object of " + type(form.get("additionalProperties"));
        }
        return type + (form.has("format") ? " (" + form.get("format").stringValue() + ")" : "");
    }
}
