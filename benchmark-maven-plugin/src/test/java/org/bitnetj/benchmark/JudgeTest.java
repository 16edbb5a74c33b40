package org.bitnetj.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.DoubleStream;

import org.bitnetj.benchmark.gate.Policy;
import org.bitnetj.benchmark.precondition.Breakage;
import org.bitnetj.benchmark.receipt.Receipt;
import org.bitnetj.benchmark.receipt.ReceiptJson;
import org.bitnetj.benchmark.receipt.Receipts;
import org.bitnetj.benchmark.view.ChangeTable;
import org.bitnetj.benchmark.view.Evidence;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From samples and baseline to gate, table and evidence, all from a receipt alone. */
class JudgeTest {
    private static final List<List<Double>> OLD = forks(1, 100, 100.4, 99.7, 100.1, 99.9);
    private static final String GATE = "review:gate:benchmarks";

    private static List<List<Double>> forks(double factor, double... scores) {
        return DoubleStream.of(scores).mapToObj(score -> List.of(score * factor)).toList();
    }

    private static Receipt.Baseline baseline(String state, String benchmark, String byteCode, List<List<Double>> forks) {
        String fingerprint = state.equals("foreign") ? "f".repeat(64) : Receipts.measured("x", "00", OLD).environment().fingerprint();
        return new Receipt.Baseline(state, "0123456789ab", fingerprint, null,
                List.of(new Receipt.BaselineEntry(benchmark, byteCode, "run-1", false, "score", "us/op", "lower", forks)));
    }

    private static Receipt judged(List<List<Double>> forks, Receipt.Baseline baseline) {
        return Judge.judge(Receipts.measured("run-2", "00", forks).against(Policy.usual(true, false), baseline), GATE);
    }

    private static Receipt.Comparison only(Receipt receipt) {
        assertThat(receipt.comparisons()).hasSize(1);
        return receipt.comparisons().get(0);
    }

    @Test
    void regressionTurnsTheGateRed() {
        Receipt receipt = judged(forks(1.2, 100.2, 99.8, 100.3, 99.9, 100), baseline("found", Receipts.ADD, "00", OLD));
        Receipt.Comparison comparison = only(receipt);
        assertThat(comparison.verdict()).isEqualTo("REGRESSED");
        assertThat(comparison.ratio()).isBetween(1.195, 1.205);
        assertThat(comparison.lower()).isLessThan(1.2);
        assertThat(comparison.upper()).isGreaterThan(1.2);
        assertThat(comparison.cross().jmh()).isEqualTo("different");
        assertThat(receipt.gates().get(0).status()).isEqualTo("failure");
        assertThat(receipt.gates().get(0).reasons()).singleElement().asString().startsWith("regressed: " + Receipts.ADD + ": +20.0 % [")
                .contains("limit +3.0 %", "adjusted p < 0.001");
        assertThat(Evidence.perf(receipt).orElseThrow())
                .matches("perf: Δ vs baseline: \\+20\\.0 % \\[\\+19\\.\\d, \\+20\\.\\d]; 1 regressed");
        assertThat(ChangeTable.lines(receipt)).hasSize(2).last().asString().contains("Suite.add 64", "+20.0 %", "different", "REGRESSED");
    }

    @Test
    void sameSpeedPasses() {
        Receipt receipt = judged(forks(1, 100.2, 99.8, 100.3, 99.9, 100), baseline("found", Receipts.ADD, "00", OLD));
        assertThat(only(receipt).verdict()).isEqualTo("NOT_REGRESSED");
        assertThat(receipt.gates().get(0).status()).isEqualTo("pass");
        assertThat(Evidence.text(receipt)).startsWith("benchmarks: jmh: 1 benchmark ok\nperf: Δ vs baseline: ").contains("; 0 regressed\n");
    }

    @Test
    void noiseIsInconclusiveWithWhatItTakes() {
        Receipt receipt = judged(forks(1, 90, 111, 105, 95, 101), baseline("found", Receipts.ADD, "00", OLD));
        Receipt.Comparison comparison = only(receipt);
        assertThat(comparison.verdict()).isEqualTo("INCONCLUSIVE");
        assertThat(comparison.forksToDecide()).isGreaterThan(5);
        assertThat(comparison.mde()).isGreaterThan(0.05);
        assertThat(comparison.reason()).contains("about " + comparison.forksToDecide() + " forks would decide it");
        assertThat(receipt.gates().get(0).status()).isEqualTo("neutral");
        assertThat(Evidence.perf(receipt).orElseThrow()).contains("0 regressed, 1 inconclusive (MDE ");
    }

    @Test
    void oneForkTellsNothing() {
        Receipt.Comparison comparison = only(judged(forks(1, 150), baseline("found", Receipts.ADD, "00", OLD)));
        assertThat(comparison.verdict()).isEqualTo("INCONCLUSIVE");
        assertThat(comparison.reason()).contains("at least 2 forks");
        assertThat(comparison.p()).isNull();
    }

    @Test
    void whatMustNotBeComparedIsNeverAPass() {
        List<List<Double>> same = forks(1, 100.2, 99.8, 100.3, 99.9, 100);
        incomparable(judged(same, baseline("foreign", Receipts.ADD, "00", OLD)), "ENVIRONMENT");
        incomparable(judged(same, baseline("found", Receipts.ADD, "01", OLD)), "EDITED");
        incomparable(judged(forks(1, 7, 7, 7), baseline("found", Receipts.ADD, "00", OLD)), "SAMPLES");
        incomparable(judged(same, baseline("found", Receipts.ADD, "00", forks(1, 7, 7, 7))), "SAMPLES");
        incomparable(judged(same, baseline("found", "org.example.Suite.other:avgt", "00", OLD)), "NEW");
        Receipt itself = Judge.judge(Receipts.measured("run-1", "00", OLD).against(Policy.usual(true, false),
                baseline("found", Receipts.ADD, "00", OLD)), GATE);
        incomparable(itself, "SAMPLES");
    }

    private static void incomparable(Receipt receipt, String cause) {
        assertThat(only(receipt).verdict()).as(cause).isEqualTo("INCOMPARABLE");
        assertThat(only(receipt).cause()).isEqualTo(cause);
        assertThat(receipt.gates().get(0).status()).as(cause).isEqualTo("neutral");
        assertThat(Evidence.perf(receipt)).hasValue("perf: Δ vs baseline: not comparable; 0 regressed, 1 incomparable");
    }

    @Test
    void aBaselineFromATreeWithChangesIsLabelled() {
        Receipt.Baseline clean = baseline("found", Receipts.ADD, "00", OLD);
        Receipt.BaselineEntry e = clean.entries().get(0);
        Receipt.Baseline dirty = new Receipt.Baseline(clean.state(), clean.id(), clean.fingerprint(), clean.label(),
                List.of(new Receipt.BaselineEntry(e.benchmark(), e.byteCode(), e.runId(), true, e.metric(), e.unit(), e.better(),
                        e.forks())));
        assertThat(only(judged(OLD, clean)).labels()).isEmpty();
        Receipt receipt = judged(OLD, dirty);
        assertThat(only(receipt).labels()).containsExactly("baseline from a tree with changes");
        assertThat(ChangeTable.lines(receipt)).last().isEqualTo("* baseline from a tree with changes");
    }

    @Test
    void aBaseBesideTheCandidateIsNamedInTheTable() {
        Receipt.Baseline paired = baseline("paired", Receipts.ADD, "00", OLD);
        Receipt.Baseline named = new Receipt.Baseline("paired", null, paired.fingerprint(), "v1 (0123456789ab)", paired.entries());
        assertThat(ChangeTable.lines(judged(forks(20, 100.2, 99.8, 100.3, 99.9, 100), named)))
                .first().asString().startsWith("against v1 (0123456789ab)")
                .contains("change", "95 % interval", "adj. p", "MDE", "JMH", "verdict");
        assertThat(ChangeTable.lines(judged(forks(20, 100.2, 99.8, 100.3, 99.9, 100), named))).last().asString().contains("+1900 %");
    }

    @Test
    void deletedBenchmarkFailsByName() {
        Receipt receipt = judged(OLD, baseline("found", "org.example.Suite.gone:avgt", "00", OLD));
        assertThat(receipt.gates().get(0).status()).isEqualTo("failure");
        assertThat(receipt.gates().get(0).reasons().get(0)).startsWith("benchmark missing: org.example.Suite.gone:avgt");
    }

    @Test
    void renamedBenchmarkIsHintedAt() {
        String moved = "org.example.Elsewhere.gone:avgt";
        assertThat(judged(OLD, baseline("found", moved, "00", OLD)).gates().get(0).reasons().get(0))
                .startsWith("benchmark missing: " + moved + " (renamed to " + Receipts.ADD + "?) is in the baseline");
        assertThat(judged(OLD, baseline("found", "org.example.Suite.plus:avgt", "01", OLD)).gates().get(0).reasons().get(0))
                .contains("(renamed to " + Receipts.ADD + "?)");
        assertThat(judged(OLD, baseline("found", moved, "01", OLD)).gates().get(0).reasons().get(0)).doesNotContain("renamed");
    }

    @Test
    void withoutBaselineNothingIsCompared() {
        Receipt receipt = judged(OLD, new Receipt.Baseline("none", null, null, null, List.of()));
        assertThat(receipt.comparisons()).isNull();
        assertThat(receipt.gates().get(0).status()).isEqualTo("pass");
        assertThat(Evidence.perf(receipt)).isEmpty();
    }

    @Test
    void pairsWithAFailedForkAreLeftOutWhole() {
        List<List<Double>> holed = List.of(List.of(120.1), List.of(), List.of(119.9), List.of(120.3), List.of(119.8));
        Receipt.Comparison comparison = only(judged(holed, baseline("paired", Receipts.ADD, "00", OLD)));
        assertThat(comparison.design()).isEqualTo("paired");
        assertThat(comparison.baselineForks()).isEqualTo(4);
        assertThat(comparison.verdict()).isEqualTo("REGRESSED");
    }

    @Test
    void storedReceiptIsJudgedAgainByteForByte(@TempDir Path folder) throws IOException {
        Receipt receipt = judged(forks(1.2, 100.2, 99.8, 100.3, 99.9, 100), baseline("found", Receipts.ADD, "00", OLD));
        Path file = folder.resolve("receipt.json");
        Files.writeString(file, ReceiptJson.write(receipt));
        Check check = new Check(file);
        Path again = check.write(check.judge(check.policy(), null));
        assertThat(again).hasSameBinaryContentAs(file);
        // another policy, another verdict
        Policy lenient = new Policy(0.3, 0.05, 1, true, false, false, true, false, false, List.of());
        assertThat(check.judge(lenient, null).gates().get(0).status()).isEqualTo("pass");
    }

    @Test
    void changedMissingAndOldReceiptsAreNotJudged(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("receipt.json");
        assertThatThrownBy(() -> new Check(file)).isInstanceOf(Breakage.class).hasMessageContaining("there is no receipt");
        Receipt receipt = judged(OLD, baseline("found", Receipts.ADD, "00", OLD));
        Files.writeString(file, ReceiptJson.write(receipt).replace("\"status\" : \"complete\"", "\"status\" : \"partial\""));
        assertThatThrownBy(() -> new Check(file)).isInstanceOf(Breakage.class).hasMessageContaining("changed");
        Files.writeString(file, ReceiptJson.write(Receipts.complete()));
        assertThatThrownBy(() -> new Check(file)).isInstanceOf(Breakage.class).hasMessageContaining("no policy");
        Files.writeString(file, "{\"x\": 1}");
        assertThatThrownBy(() -> new Check(file)).isInstanceOf(Breakage.class).hasMessageContaining("is no receipt");
    }

    @Test
    void baseThatCouldNotBeBuiltFailsAndKeepsTheSamples() {
        Receipt receipt = judged(OLD, new Receipt.Baseline("unbuilt", null, null, "the base v1 can not be measured: why", List.of()));
        assertThat(receipt.gates().get(0).status()).isEqualTo("failure");
        assertThat(receipt.gates().get(0).reasons()).containsExactly("nothing to compare with: the base v1 can not be measured: why");
        assertThat(receipt.samples().get(0).forks()).isEqualTo(OLD);
    }
}
