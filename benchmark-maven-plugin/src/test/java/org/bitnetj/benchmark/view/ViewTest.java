package org.bitnetj.benchmark.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.bitnetj.benchmark.receipt.Receipt;
import org.bitnetj.benchmark.receipt.Receipts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ViewTest {
    private static String golden(String name) throws IOException {
        try (InputStream in = ViewTest.class.getResourceAsStream(name)) {
            assertThat(in).as(name).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String shown(Receipt receipt) {
        List<String> lines = new ArrayList<>(ScoreTable.lines(receipt));
        lines.addAll(Summary.lines(receipt, "target/benchmark/receipt.json"));
        lines.add(Evidence.benchmarks(receipt));
        return String.join("\n", lines) + "\n";
    }

    @Test
    void completeRun() throws IOException {
        assertThat(shown(Receipts.complete())).isEqualTo(golden("complete.txt"));
    }

    @Test
    void failedRun() throws IOException {
        assertThat(shown(Receipts.failed()) + Summary.failure(Receipts.failed(), "r.json") + "\n").isEqualTo(golden("failed.txt"));
    }

    @Test
    void moduleWithoutBenchmarks() throws IOException {
        assertThat(shown(Receipts.empty())).isEqualTo(golden("empty.txt"));
    }

    @Test
    void evidenceFileHasALineForEachGate() {
        assertThat(Evidence.text(Receipts.complete())).isEqualTo("benchmarks: jmh: 2 benchmarks ok\n");
    }

    @Test
    void longNamesAreShortenedInTheMiddle() {
        Receipt receipt = Receipts.complete();
        String name = "x".repeat(150);
        Receipt.Benchmark benchmark = new Receipt.Benchmark("id", "org.example." + name, "m", "avgt", Map.of("k", "2560"), "us/op", "lower",
                1,
                List.of(), "00");
        Receipt.Plan plan = new Receipt.Plan("smoke", "PT1S", 2, 2, "PT1S", 1, "PT1S", List.of(benchmark), List.of(), List.of());
        Receipt.Estimate estimate = new Receipt.Estimate("id", "score", "us/op", "lower", 1234567, 1234566.0, 1234568.0, 2);
        List<String> lines = ScoreTable
                .lines(receipt.edit().plan(plan).samples(List.of()).estimates(List.of(estimate)).gates(List.of()).build());
        assertThat(lines).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(93));
        assertThat(lines.get(1)).contains("…").contains(".m 2560");
    }

    @ParameterizedTest
    @CsvSource({"12.3456, 12.35", "123456, 123500", "0.00123456, 0.001235", "0.0000123, 0.00001230", "123456789012, 1.235E+11", "1, 1.000",
        "0.2, 0.2000", "1.5, 1.500", "10, 10.00"})
    void scoresHaveFourDigits(double score, String expected) {
        assertThat(Numbers.score(score)).isEqualTo(expected);
    }

    @Test
    void aRunThatBecomesTheBaselineIsNotAskedToBecomeIt() {
        Receipt receipt = Receipts.complete().edit().baseline(new Receipt.Baseline("none", null, null, null, List.of())).build();
        assertThat(Summary.lines(receipt, "receipt.json")).anyMatch(line -> line.startsWith("baseline: none"));
        assertThat(Summary.lines(receipt, "receipt.json", true)).noneMatch(line -> line.startsWith("baseline: none"))
                .contains("next: keep the baseline under version control; the next run is compared with it");
    }

    @Test
    void aBenchmarkThatIsMissingIsToBeBroughtBack() {
        Receipt receipt = Receipts.complete();
        Receipt.Gate gate = receipt.gates().get(0);
        Receipt missing = receipt.withGates(List.of(new Receipt.Gate(gate.name(), "failure", "failure",
                List.of("benchmark missing: org.example.Suite.gone:avgt is in the baseline"), gate.evidence())));
        assertThat(Summary.lines(missing, "r.json")).last().asString()
                .startsWith("next: bring back the benchmark that is missing, or drop it from the baseline with");
    }
}
