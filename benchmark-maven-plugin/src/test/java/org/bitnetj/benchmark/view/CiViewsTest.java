package org.bitnetj.benchmark.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertAll;

import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;

import org.bitnetj.benchmark.receipt.Receipt;
import org.bitnetj.benchmark.receipt.Receipts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Check run, JUnit report, SARIF log and step summary. */
class CiViewsTest {
    private static final JsonMapper JSON = JsonMapper.shared();

    private static Receipt routed(Receipt receipt) {
        return receipt.edit().routing(new Receipt.Routing("x", receipt.gates().get(0).status(), "somebody", "because", null)).build();
    }

    private static Document xml(Receipt receipt) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(JunitXml.xml(receipt))));
    }

    static Stream<Receipt> receipts() {
        return Stream.of(ViewReceipts.regressed(), ViewReceipts.hostile(), routed(Receipts.complete()), routed(Receipts.failed()),
                routed(Receipts.empty()));
    }

    @Test
    void regressedRun() {
        assertAll(() -> Golden.assertThat("check-run.json", CheckRun.json(ViewReceipts.regressed())),
                () -> Golden.assertThat("junit.xml", JunitXml.xml(ViewReceipts.regressed())),
                () -> Golden.assertThat("sarif.json", Sarif.json(ViewReceipts.regressed())),
                () -> Golden.assertThat("step-summary.md", Page.text(ViewReceipts.regressed())));
    }

    @Test
    void failedRun() {
        Receipt failed = routed(Receipts.failed());
        assertAll(() -> Golden.assertThat("check-run-failed.json", CheckRun.json(failed)),
                () -> Golden.assertThat("junit-failed.xml", JunitXml.xml(failed)),
                () -> Golden.assertThat("sarif-failed.json", Sarif.json(failed)));
    }

    @Test
    void hostileNames() throws Exception {
        Receipt hostile = ViewReceipts.hostile();
        assertAll(() -> Golden.assertThat("step-summary-hostile.md", Page.text(hostile)),
                () -> Golden.assertThat("sarif-hostile.json", Sarif.json(hostile)));
        assertThat(Page.text(hostile)).doesNotContain("<", "](http").doesNotContainPattern("(?<!\\\\)`");
        for (JsonNode annotation : JSON.readTree(CheckRun.json(hostile)).get("output").get("annotations")) {
            assertThat(annotation.get("path").asString()).isIn("org/example/Suite.java", "pom.xml");
        }
        Element suite = xml(hostile).getDocumentElement();
        assertThat(suite.getElementsByTagName("testcase").getLength()).isEqualTo(4);
        assertThat(suite.getAttribute("name")).startsWith("x|y`z*<img src=q onerror=alert(1)>](http://evil) <!-- gates:end -->");
    }

    @ParameterizedTest
    @MethodSource("receipts")
    void limitsOfTheChecksApiAreKept(Receipt receipt) {
        List<String> reasons = IntStream.range(0, 60).mapToObj(i -> "benchmark missing: \uD834\uDD1E" + "漢".repeat(40_000) + i).toList();
        Receipt.Gate gate = receipt.gates().get(0);
        Receipt long60 = receipt.withGates(List.of(new Receipt.Gate(gate.name(), "failure", "failure", reasons, gate.evidence())));
        for (Receipt one : List.of(receipt, long60, many(receipt))) {
            String body = CheckRun.json(one);
            JsonNode run = JSON.readTree(body);
            assertThat(run.get("name").asString()).isNotEmpty();
            assertThat(run.get("head_sha").asString()).matches("[0-9a-f]{40}");
            assertThat(run.get("external_id").asString()).isEqualTo("run-1");
            assertThat(run.get("status").asString()).isEqualTo("completed");
            assertThat(run.get("conclusion").asString()).isEqualTo(one.gates().get(0).conclusion());
            JsonNode output = run.get("output");
            assertThat(bytes(output.get("title"))).isBetween(1, 255);
            assertThat(bytes(output.get("summary"))).isBetween(1, 65_535);
            assertThat(output.has("text") ? bytes(output.get("text")) : 0).isLessThanOrEqualTo(65_535);
            assertThat(output.get("annotations").size()).isEqualTo(Math.min(50, one.gates().get(0).reasons().size()));
            for (JsonNode annotation : output.get("annotations")) {
                assertThat(bytes(annotation.get("message"))).isBetween(1, 65_536);
                assertThat(annotation.has("raw_details") ? bytes(annotation.get("raw_details")) : 0).isLessThanOrEqualTo(65_536);
                assertThat(annotation.get("annotation_level").asString()).isIn("failure", "warning", "notice");
            }
        }
        assertThat(CheckRun.json(many(receipt))).contains("(cut here; all of it is in receipt.json)");
    }

    private static Receipt many(Receipt receipt) {
        return receipt.edit().estimates(Collections.nCopies(2000,
                new Receipt.Estimate("org.example.Ä.x:avgt", "score", "us/op", "lower", 1, 0.9, 1.1, 2))).build();
    }

    private static int bytes(JsonNode text) {
        // a cut inside a code point would show as a question mark, which no text here holds
        byte[] bytes = text.asString().getBytes(StandardCharsets.UTF_8);
        assertThat(new String(bytes, StandardCharsets.UTF_8)).isEqualTo(text.asString());
        return bytes.length;
    }

    @ParameterizedTest
    @CsvSource({"9, a𝄞漢z", "8, a𝄞.", "7, a𝄞.", "6, a𝄞.", "5, a.", "4, a.", "2, a.", "1, ."})
    void textsAreCutBetweenCodePoints(int bytes, String expected) {
        assertThat(Utf8.limit("a𝄞漢z", bytes, ".")).isEqualTo(expected);
        assertThat(expected.getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(bytes);
    }

    @ParameterizedTest
    @MethodSource("receipts")
    void everyFindingIsAResultOfSarif(Receipt receipt) {
        JsonNode run = JSON.readTree(Sarif.json(receipt)).get("runs").get(0);
        assertThat(run.get("results").size()).isEqualTo(receipt.gates().get(0).reasons().size());
        for (JsonNode result : run.get("results")) {
            assertThat(run.get("tool").get("driver").get("rules").get(result.get("ruleIndex").asInt()).get("id"))
                    .isEqualTo(result.get("ruleId"));
            assertThat(result.get("level").asString()).isIn("error", "warning", "note");
            assertThat(result.get("locations").get(0).get("physicalLocation").get("artifactLocation").get("uri").asString())
                    .matches("[A-Za-z0-9/._%~$-]+").doesNotContain("..");
        }
    }

    @ParameterizedTest
    @MethodSource("receipts")
    void junitCountsItsCases(Receipt receipt) throws Exception {
        Element suite = xml(receipt).getDocumentElement();
        for (String[] pair : new String[][]{{"tests", "testcase"}, {"failures", "failure"}, {"errors", "error"}, {"skipped", "skipped"}}) {
            assertThat(suite.getAttribute(pair[0])).isEqualTo(String.valueOf(suite.getElementsByTagName(pair[1]).getLength()));
        }
        assertThat(suite.getElementsByTagName("testcase").getLength()).isPositive();
        boolean red = !suite.getAttribute("failures").equals("0") || !suite.getAttribute("errors").equals("0");
        assertThat(red).isEqualTo(receipt.gates().get(0).status().equals("failure"));
    }

    @Test
    void aWarningThatAloneFailsTheGateIsAnError() {
        Receipt receipt = ViewReceipts.regressed();
        List<String> reasons = List.of(receipt.gates().get(0).reasons().get(1));
        assertThat(Finding.of(receipt.withGates(List.of(new Receipt.Gate("g", "failure", "failure", reasons, "e")))))
                .singleElement().satisfies(f -> {
                    assertThat(f.level()).isEqualTo(Finding.Level.ERROR);
                    assertThat(f.subject()).isEqualTo(Receipts.ADD);
                });
        assertThat(Finding.of(receipt.withGates(List.of(new Receipt.Gate("g", "neutral", "neutral", reasons, "e")))))
                .singleElement().satisfies(f -> assertThat(f.level()).isEqualTo(Finding.Level.WARNING));
    }

    @ParameterizedTest
    @CsvSource({"org.example.Suite, org/example/Suite.java", "org.example.Suite$Inner, org/example/Suite.java", "Ä.漢字, Ä/漢字.java",
        "../../etc/passwd, pom.xml", "a..b, pom.xml", "'', pom.xml", "a b, pom.xml", "/x, pom.xml", "C:\\x, pom.xml"})
    void onlyClassNamesBecomePaths(String className, String path) {
        assertThat(Finding.path(className)).isEqualTo(path);
    }

    @Test
    void withoutAFullCommitThereIsNoCheckRun() {
        Receipt receipt = ViewReceipts.regressed();
        Receipt unknown = receipt.edit().source(new Receipt.Source("m", "1", null, null, null, "no git")).build();
        assertThat(CheckRun.missingBecause(unknown)).hasValue("the commit is unknown: no git");
        Receipt odd = receipt.edit().source(new Receipt.Source("m", "1", "../x", null, null, null)).build();
        assertThat(CheckRun.missingBecause(odd)).hasValueSatisfying(reason -> assertThat(reason).contains("no full hash"));
        assertThatThrownBy(() -> CheckRun.json(odd)).isInstanceOf(IllegalArgumentException.class);
        assertThat(CheckRun.missingBecause(receipt)).isEmpty();
    }
}
