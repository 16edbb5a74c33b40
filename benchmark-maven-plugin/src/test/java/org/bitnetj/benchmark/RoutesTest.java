package org.bitnetj.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import org.bitnetj.benchmark.gate.Policy;
import org.bitnetj.benchmark.gate.RoutingTable;
import org.bitnetj.benchmark.gate.Waiver;
import org.bitnetj.benchmark.receipt.Receipt;
import org.bitnetj.benchmark.receipt.ReceiptBuilder;
import org.bitnetj.benchmark.receipt.Receipts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A receipt for each row of the routing table, and for the order of the rows. */
class RoutesTest {
    private static final String DETECTOR = "review-performance-regression-detector";

    /** What has to be in a receipt for a row to apply; in the order in which the rows decide. */
    private static final Map<String, UnaryOperator<ReceiptBuilder>> FINDINGS = findings();
    private static final Map<String, String> NEXT = Map.ofEntries(Map.entry("interrupted", "self"), Map.entry("precondition", "impl-fixer"),
            Map.entry("benchmark-failed", "impl-fixer"), Map.entry("leak", "security-scanner"), Map.entry("accuracy", "mutation-tester"),
            Map.entry("degraded-across-formats", "architecture-reviewer"), Map.entry("regression", "perf-fixer"),
            Map.entry("regression-small", DETECTOR), Map.entry("gate-failed", "impl-fixer"), Map.entry("left-out", "self"),
            Map.entry("gpu-unavailable", "self"), Map.entry("undecided", "self"), Map.entry("verified", "FINALIZE -> docs-reviewer"),
            Map.entry("baseline-established", DETECTOR));

    private static Map<String, UnaryOperator<ReceiptBuilder>> findings() {
        Map<String, UnaryOperator<ReceiptBuilder>> all = new LinkedHashMap<>();
        all.put("interrupted", b -> b.interrupted(true));
        all.put("precondition", b -> b.preconditions(List.of(new Receipt.Precondition("compiled", "pass", "ok", 1),
                new Receipt.Precondition("tests", "fail", "1 of 7 failed", 1))));
        all.put("benchmark-failed",
                b -> b.failures(List.of(new Receipt.Failure(Receipts.ADD, 0, null, "it broke", null, "log/host.txt"))));
        all.put("leak", b -> b.leaks(List.of(new Receipt.Leak("p", "matrix", "vector", 9, 1L, 1L, 1L, 1L, "pass", null),
                new Receipt.Leak("p", "session", "opencl", 100, 1L, 9L, null, null, "fail", "8 bytes left"))));
        all.put("accuracy", b -> b.accuracy(List.of(accuracy(99.0), accuracy(98.999))));
        all.put("degraded-across-formats",
                b -> b.comparisons(List.of(compared("TL1", "REGRESSED", 1.05), compared("I2_S", "REGRESSED", 1.06))));
        all.put("regression", b -> b.comparisons(List.of(compared("TL1", "REGRESSED", 1.05), compared("I2_S", "NOT_REGRESSED", 1.0),
                compared("TL1", "REGRESSED", 1.21))));
        all.put("regression-small",
                b -> b.comparisons(List.of(compared("TL1", "REGRESSED", 1.2), compared("I2_S", "NOT_REGRESSED", 1.3))));
        all.put("gate-failed", b -> b.gates(List.of(gate("failure", "benchmark missing: x"))));
        all.put("left-out", b -> b.plan(plan(List.of(new Receipt.LeftOut("slow", "over the budget")))));
        all.put("gpu-unavailable", b -> b.gates(List.of(gate("neutral", "skipped (gpu hardware unavailable)")))
                .features(List.of(feature("no OpenCL device"))));
        all.put("undecided", b -> b.gates(List.of(gate("neutral", "inconclusive: x"))));
        all.put("verified", b -> b.comparisons(List.of(compared("TL1", "NOT_REGRESSED", 1.0))));
        all.put("baseline-established", b -> b);
        return all;
    }

    private static Receipt.Accuracy accuracy(double value) {
        return new Receipt.Accuracy("p", "product", "TL1", "vector", "k", "seeded", "gaussian", "percent", 42, value, 99.0,
                value < 99 ? "fail" : "pass");
    }

    private static Receipt.Feature feature(String reason) {
        return new Receipt.Feature("p", "gpu", "opencl", null, null, null, "unavailable", reason, null);
    }

    private static Receipt.Gate gate(String status, String... reasons) {
        return new Receipt.Gate("g", status, status.equals("pass") ? "success" : status, List.of(reasons), "e");
    }

    private static Receipt.Comparison compared(String format, String verdict, double ratio) {
        return new Receipt.Comparison(format, "score", "unpaired", 5, 5, ratio, ratio - 0.01, ratio + 0.01, 0.001, 0.001, 0.02, null,
                verdict, null, "ratio " + ratio, null, List.of());
    }

    private static Receipt.Plan plan(List<Receipt.LeftOut> leftOut) {
        List<Receipt.Benchmark> benchmarks = Stream.of("TL1", "I2_S").map(f -> new Receipt.Benchmark(f, "org.example.A", "a", "avgt",
                Map.of("format", f), "us/op", "lower", 1, List.of(), "00")).toList();
        return new Receipt.Plan("smoke", "PT1M", 2, 2, "PT1S", 1, "PT1S", benchmarks, leftOut, List.of());
    }

    private static ReceiptBuilder sound() {
        return Receipts.complete().edit().plan(plan(List.of())).gates(List.of(gate("pass")));
    }

    static Stream<String> rows() {
        return FINDINGS.keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void eachRowHasItsReceipt(String finding) {
        Receipt.Routing routing = Routes.of(FINDINGS.get(finding).apply(sound()).build(), Map.of());
        assertThat(routing.finding()).isEqualTo(finding);
        assertThat(routing.next()).isEqualTo(NEXT.get(finding));
        assertThat(routing.reason()).isNotBlank();
        assertThat(routing.names()).isNull();
        assertThat(Routes.of(FINDINGS.get(finding).apply(sound()).build(), Map.of(finding, "somebody")).next()).isEqualTo("somebody");
    }

    @Test
    void everyRowIsTriedInItsOrder() {
        assertThat(RoutingTable.findings()).containsExactlyElementsOf(FINDINGS.keySet());
        assertThat(NEXT).containsOnlyKeys(FINDINGS.keySet());
    }

    @ParameterizedTest
    @MethodSource("rows")
    void theFirstRowThatAppliesDecides(String finding) {
        List<String> order = new ArrayList<>(FINDINGS.keySet());
        for (String later : order.subList(order.indexOf(finding) + 1, order.size())) {
            // the first is applied last, so that what both set is that of the first
            Receipt both = FINDINGS.get(finding).apply(FINDINGS.get(later).apply(sound())).build();
            assertThat(Routes.of(both, Map.of()).finding()).as(finding + " with " + later).isEqualTo(finding);
        }
    }

    @Test
    void aPreconditionMayHaveItsOwnFixer() {
        Receipt receipt = FINDINGS.get("precondition").apply(sound()).build();
        assertThat(Routes.of(receipt, Map.of("precondition", "a", "precondition.tests", "b", "precondition.formatter", "c")).next())
                .isEqualTo("b");
        assertThat(Routes.of(receipt, Map.of("precondition", "a", "precondition.formatter", "c")).next()).isEqualTo("a");
        assertThat(Routes.of(receipt, Map.of()).reason()).isEqualTo("precondition does not hold: tests");
    }

    @Test
    void waivedRegressionsDoNotRoute() {
        Waiver waiver = new Waiver("TL1", "score", 1.3, "2026-01-02", "#1", "known");
        Policy policy = new Policy(0.03, 0.05, 1, true, false, false, true, false, false, List.of(waiver));
        ReceiptBuilder builder = FINDINGS.get("regression").apply(sound()).policy(policy).gates(List.of(gate("neutral", "waived until")));
        assertThat(Routes.of(builder.build(), Map.of()).finding()).isEqualTo("undecided");
        builder.startedAt(Receipts.START.plusSeconds(86_400));
        assertThat(Routes.of(builder.build(), Map.of()).finding()).isEqualTo("regression");
    }

    @Test
    void withoutGpuThePassSaysSo() {
        Receipt receipt = sound().features(List.of(feature("no OpenCL device"))).build();
        assertThat(Routes.of(receipt, Map.of()).reason())
                .isEqualTo("all pass, baseline established; CPU only, gpu hardware unavailable: no OpenCL device");
    }

    @Test
    void worstRegressionIsNamed() {
        assertThat(Routes.of(FINDINGS.get("regression").apply(sound()).build(), Map.of()).reason())
                .isEqualTo("regressed above 20 %: TL1: ratio 1.21 (and 1 more)");
    }

    @Test
    void judgingKeepsTheNames() {
        Receipt receipt = Routes.named(Receipts.measured("run-2", "00", List.of(List.of(1.0), List.of(1.1))),
                Map.of("baseline-established", "somebody"));
        Receipt judged = Judge.judge(receipt, "g");
        assertThat(judged.routing().next()).isEqualTo("somebody");
        assertThat(Judge.judge(judged, "g").routing()).isEqualTo(judged.routing());
    }

    @Test
    void wrongNamesAreRefused() {
        assertThatThrownBy(() -> RoutingTable.check(Map.of("regresion", "x"))).hasMessageContaining("there is no finding regresion")
                .hasMessageContaining("regression-small");
        assertThatThrownBy(() -> RoutingTable.check(Map.of("regression", " "))).hasMessageContaining("needs a name");
        assertThatThrownBy(() -> RoutingTable.check(Map.of("regression", "a\nb"))).hasMessageContaining("one line");
        RoutingTable.check(Map.of("regression", "x", "precondition.tests", "y"));
    }
}
