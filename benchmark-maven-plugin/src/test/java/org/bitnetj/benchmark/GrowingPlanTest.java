package org.bitnetj.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.bitnetj.benchmark.plan.Benchmark;
import org.bitnetj.benchmark.plan.Budget;
import org.bitnetj.benchmark.plan.Effort;
import org.bitnetj.benchmark.plan.Plan;
import org.bitnetj.benchmark.receipt.Receipt;
import org.bitnetj.benchmark.receipt.Receipts;
import org.junit.jupiter.api.Test;

class GrowingPlanTest {
    private static final Effort EFFORT = new Effort(5, 2, Duration.ofMillis(100), 1, Duration.ofMillis(100));
    private static final Benchmark ADD = new Benchmark("org.example.Suite", "add", "avgt", Map.of("k", "64"), "us/op", "lower", 1,
            List.of(),
            "00");
    private static final Duration ROUND = EFFORT.benchmarkTime();

    private static Plan plan() {
        return Plan.of(new Budget.Share(List.of(ADD), List.of()), List.of(), EFFORT, 42);
    }

    private static Receipt soFar(String verdict, Integer forksToDecide) {
        Receipt receipt = Receipts.measured("run-2", "00", List.of(List.of(1.0), List.of(1.1)));
        return receipt.withComparisons(List.of(new Receipt.Comparison(Receipts.ADD, "score", "unpaired", 5, 5, 1.0, 0.9, 1.1, 0.5, 0.5, 0.1,
                forksToDecide, verdict, null, "why", null, List.of())), null);
    }

    @Test
    void looksAreThoseThatTheBudgetHolds() {
        assertThat(GrowingPlan.looks(plan(), ROUND.dividedBy(2))).isEqualTo(1);
        assertThat(GrowingPlan.looks(plan(), ROUND.multipliedBy(2).minusMillis(1))).isEqualTo(1);
        assertThat(GrowingPlan.looks(plan(), ROUND.multipliedBy(2))).isEqualTo(2);
        assertThat(GrowingPlan.looks(plan(), ROUND.multipliedBy(100))).isEqualTo(3);
    }

    @Test
    void forksAreBoughtForWhatTheyCanDecide() {
        GrowingPlan growing = new GrowingPlan(plan(), Set.of(), ROUND.multipliedBy(10));
        GrowingPlan.Round round = growing.next(soFar("INCONCLUSIVE", 15)).orElseThrow();
        assertThat(round.steps()).hasSize(5);
        assertThat(round.plan().blocks()).hasSize(10);
        assertThat(growing.next(soFar("INCONCLUSIVE", 15)).orElseThrow().plan().blocks()).hasSize(15);
    }

    @Test
    void nothingIsBoughtForWhatIsDecidedOrHopelessOrTooDear() {
        assertThat(new GrowingPlan(plan(), Set.of(), ROUND.multipliedBy(10)).next(soFar("NOT_REGRESSED", null))).isEmpty();
        assertThat(new GrowingPlan(plan(), Set.of(), ROUND.multipliedBy(10)).next(soFar("INCONCLUSIVE", 16))).isEmpty();
        assertThat(new GrowingPlan(plan(), Set.of(), ROUND.multipliedBy(10)).next(soFar("INCONCLUSIVE", null))).isEmpty();
        assertThat(new GrowingPlan(plan(), Set.of(), ROUND.plusMillis(1)).next(soFar("INCONCLUSIVE", 4))).isEmpty();
        Receipt without = Receipts.measured("run-2", "00", List.of(List.of(1.0)));
        assertThat(new GrowingPlan(plan(), Set.of(), ROUND.multipliedBy(10)).next(without)).isEmpty();
    }
}
