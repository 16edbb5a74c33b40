package org.bitnetj.benchmark.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;

import org.bitnetj.benchmark.Judge;
import org.bitnetj.benchmark.receipt.Receipt;
import org.bitnetj.benchmark.receipt.Receipts;
import org.bitnetj.benchmark.view.Evidence;
import org.bitnetj.benchmark.view.Summary;
import org.junit.jupiter.api.Test;

class PreconditionGateTest {
    private static final Policy STRICT = Policy.usual(true, false);
    private static final Policy LENIENT = new Policy(0.03, 0.05, 1, true, false, false, true, false, false, List.of(), false);

    private static Receipt skipped(Policy policy) {
        Receipt receipt = Receipts.empty().edit()
                .policy(policy)
                .preconditions(List.of(new Receipt.Precondition("compiled", "pass", "2 classes", 1),
                        new Receipt.Precondition("tests", "fail", "3 tests in 1 report: 1 failed", 2),
                        new Receipt.Precondition("lint", "neutral", "none", 0)))
                .nothingSelected(PreconditionGate.skipped(List.of("tests")))
                .build();
        return Judge.judge(receipt, "review:gate:benchmarks");
    }

    @Test
    void whatHoldsIsNoReason() {
        assertThat(PreconditionGate.judge(Map.of(), STRICT)).isEqualTo(new Verdict(Verdict.Status.PASS, List.of()));
    }

    @Test
    void aFailedOneIsAFailureThatNamesIt() {
        Receipt.Gate gate = skipped(STRICT).gates().get(0);
        assertThat(gate.conclusion()).isEqualTo("failure");
        assertThat(gate.reasons()).containsExactly("precondition tests does not hold: 3 tests in 1 report: 1 failed",
                "skipped (precondition: tests)");
    }

    @Test
    void byPolicyItIsNeutral() {
        Receipt.Gate gate = skipped(LENIENT).gates().get(0);
        assertThat(gate.conclusion()).isEqualTo("neutral");
        assertThat(gate.reasons()).containsExactly("skipped (precondition: tests)",
                "precondition tests does not hold: 3 tests in 1 report: 1 failed");
    }

    @Test
    void viewsSayWhyNothingWasMeasured() {
        Receipt receipt = skipped(STRICT);
        assertThat(Evidence.benchmarks(receipt)).isEqualTo(
                "benchmarks: jmh: nothing measured; result: skipped (precondition: tests); reason: tests: 3 tests in 1 report: 1 failed");
        assertThat(Summary.failure(receipt, "r.json")).contains("precondition tests does not hold")
                .contains("Next: see to it that precondition tests holds");
    }
}
