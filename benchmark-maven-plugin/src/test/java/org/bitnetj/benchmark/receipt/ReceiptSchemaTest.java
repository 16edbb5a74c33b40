package org.bitnetj.benchmark.receipt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import org.bitnetj.benchmark.precondition.Breakage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class ReceiptSchemaTest {
    private static final String JSON = ReceiptJson.write(Receipts.complete());

    private static void refused(String json, String field, String what) {
        assertThat(json).isNotEqualTo(JSON);
        assertThatThrownBy(() -> ReceiptJson.read(json)).isInstanceOf(BadReceipt.class).hasMessageContaining("field " + field + " ")
                .hasMessageContaining(what).extracting(e -> ((BadReceipt) e).field()).isEqualTo(field);
    }

    @Test
    void schemaAndRecordsSayTheSame() {
        assertThat(SchemaCoverage.gaps()).isEmpty();
    }

    @Test
    void schemaIsOneOfItsDraft() {
        JsonNode schema = JsonMapper.shared().readTree(ReceiptSchema.text());
        assertThat(schema.get("$schema").stringValue()).isEqualTo(SpecificationVersion.DRAFT_2020_12.getDialectId());
        assertThat(SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(com.networknt.schema.SchemaLocation.of(SpecificationVersion.DRAFT_2020_12.getDialectId())).validate(schema))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "\"runId\" : \"run-1\" | \"runId\" : 1 | $.runId | not of type",
        "\"runId\" : \"run-1\" | \"runId\" : \"\" | $.runId | is \"\"",
        "\"runId\" : \"run-1\", | '' | $.runId | is missing",
        "\"runId\" | \"surprise\" : 1, \"runId\" | $.surprise | is unknown",
        "\"name\" : \"benchmark-maven-plugin\" | \"nom\" : 1, \"name\" : \"x\" | $.tool.nom | is unknown",
        "\"status\" : \"complete\" | \"status\" : \"done\" | $.status | not one of",
        "\"startedAt\" : \"2026-01-02T03:04:05Z\" | \"startedAt\" : \"yesterday\" | $.startedAt | yesterday",
        "\"score\" : 0.25 | \"score\" : -1 | $.estimates[1].score | is -1",
        "\"score\" : 0.25 | \"score\" : \"NaN\" | $.estimates[1].score | not of type",
        "\"score\" : 0.25 | \"score\" : 1e999 | $.estimates[1].score | is not finite",
        "\"threads\" : 1 | \"threads\" : 1.5 | $.plan.benchmarks[0].threads | not of type",
        "\"dirty\" : false | \"dirty\" : null | $.source.dirty | not of type",
        "\"schemaVersion\" : \"1.0.0\" | \"schemaVersion\" : \"2.0.0\" | $.schemaVersion | this plugin reads 1.x",
        "\"schemaVersion\" : \"1.0.0\" | \"schemaVersion\" : \"0.9.0\" | $.schemaVersion | this plugin reads 1.x",
        "\"schemaVersion\" : \"1.0.0\", | '' | $.schemaVersion | missing",
        "\"schemaVersion\" : \"1.0.0\" | \"schemaVersion\" : \"one\" | $.schemaVersion | must be a version"})
    void whatDoesNotFollowIsRefusedByName(String old, String changed, String field, String what) {
        int at = JSON.indexOf(old.strip());
        assertThat(at).as(old).isNotNegative();
        refused(JSON.substring(0, at) + changed.strip() + JSON.substring(at + old.strip().length()), field, what);
    }

    @Test
    void whatReadersDisagreeOnIsRefused() {
        refused(JSON.replaceFirst("\"runId\"", "\"runId\" : \"a\", \"runId\""), "$", "is not JSON");
        refused(JSON + "{}", "$", "is not JSON");
        refused("[]", "$", "is not a JSON object");
        refused("", "$", "");
    }

    @Test
    void newerMinorVersionIsReadWithoutWhatItAdded() {
        ObjectNode newer = (ObjectNode) JsonMapper.shared().readTree(JSON);
        newer.put("schemaVersion", "1.7.0").put("mood", "good");
        ((ObjectNode) newer.get("tool")).put("colour", 3);
        ((ObjectNode) newer.get("plan").get("benchmarks").get(1)).putArray("more").add(1);
        newer.put("digest", ReceiptJson.digest(newer));
        Receipt read = ReceiptJson.read(newer.toString());
        assertThat(read).isEqualTo(ReceiptJson.read(JSON));
        // one that was changed does not become a good one on the way
        newer.put("runId", "run-2");
        Receipt changed = ReceiptJson.read(newer.toString());
        assertThat(changed.digest()).isNotEqualTo(ReceiptJson.digest(changed));
        newer.put("runId", 2);
        refused(newer.toString(), "$.runId", "not of type");
    }

    @Test
    void wrongReceiptsAreNotWritten() {
        assertThatThrownBy(() -> ReceiptJson.write(Receipts.complete().edit().status("fine").build())).isInstanceOf(Breakage.class)
                .hasMessageContaining("$.status").hasMessageContaining("report it");
        Receipt.Estimate nan = new Receipt.Estimate(Receipts.ADD, "score", "us/op", "lower", Double.NaN, null, null, 1);
        assertThatThrownBy(() -> ReceiptJson.write(Receipts.complete().edit().estimates(List.of(nan)).build()))
                .hasMessageContaining("NaN");
    }
}
