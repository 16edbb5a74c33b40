package org.bitnetj.benchmark.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PlanTest {
    private static final Effort EFFORT = new Effort(4, 2, Duration.ofMillis(100), 1, Duration.ofMillis(100));

    private static Plan plan(int benchmarks, long seed) {
        return Plan.of(new Budget.Share(Benchmarks.some(benchmarks), List.of()), List.of(), EFFORT, seed);
    }

    @Test
    void everyBlockHoldsEachBenchmarkOnce() {
        Plan plan = plan(7, 1);
        assertThat(plan.blocks()).hasSize(4).allSatisfy(block -> assertThat(block).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6));
        assertThat(plan.steps()).hasSize(28);
        for (int block = 0; block < 4; block++) {
            List<Step> steps = plan.steps().subList(block * 7, block * 7 + 7);
            assertThat(steps).extracting(Step::benchmark).containsExactlyInAnyOrderElementsOf(Benchmarks.some(7));
            assertThat(steps).extracting(Step::fork).containsOnly(block);
        }
        assertThat(plan.steps()).extracting(Step::index).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void seedDecidesTheOrder() {
        assertThat(plan(7, 42)).isEqualTo(plan(7, 42));
        assertThat(plan(7, 42).blocks()).isNotEqualTo(plan(7, 43).blocks());
        // java.util.Random and Collections.shuffle are specified: this order holds on every JVM
        assertThat(plan(4, 42).blocks().get(0)).containsExactly(3, 1, 0, 2);
    }

    @Test
    void blocksAreShuffledIndependently() {
        assertThat(new ArrayList<>(plan(7, 42).blocks())).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "2.999, 0", "3, 1", "5.999, 1", "6, 2", "9, 3", "1000, 3"})
    void budgetLetsWholeBenchmarksThrough(double seconds, int kept) {
        // one step: 550 ms for the fork, 200 ms; four forks make 3 s
        Effort effort = new Effort(4, 1, Duration.ofMillis(100), 1, Duration.ofMillis(100));
        Budget.Share share = new Budget(Duration.ofMillis((long) (seconds * 1000)), List.of()).share(Benchmarks.some(3), effort, 1);
        assertThat(share.kept()).isEqualTo(Benchmarks.some(kept));
        assertThat(share.leftOut()).extracting(Budget.LeftOut::benchmark)
                .containsExactlyElementsOf(Benchmarks.some(3).subList(kept, 3).stream().map(Benchmark::id).toList());
    }

    @Test
    void prioritiesDecideWhoIsLeftOut() {
        List<Benchmark> wanted = List.of(Benchmarks.named("a"), Benchmarks.named("zBaseline"), Benchmarks.named("core"));
        Budget budget = new Budget(EFFORT.benchmarkTime().multipliedBy(2),
                List.of(Pattern.compile("(?i)baseline"), Pattern.compile("core")));
        Budget.Share share = budget.share(wanted, EFFORT, 1);
        assertThat(share.kept()).extracting(Benchmark::method).containsExactly("core", "zBaseline");
        assertThat(share.leftOut()).containsExactly(new Budget.LeftOut("org.example.Suite.a:avgt", "over the budget of " + budget.limit()));
    }

    @Test
    void selectionMatchesTheWholeName() {
        Selection selection = new Selection(List.of(Pattern.compile("b0[12]:avgt$")), List.of(Pattern.compile("b02")));
        assertThat(selection.of(Benchmarks.some(4))).extracting(Benchmark::method).containsExactly("b01");
        assertThat(new Selection(List.of(), List.of()).of(Benchmarks.some(4))).hasSize(4);
    }

    @ParameterizedTest
    @EnumSource
    void theBenchmarksThatAProfilePromisesFitItsBudget(Profile profile) {
        int promised = profile == Profile.SMOKE ? 10 : 24;
        Duration expected = profile.effort().benchmarkTime().multipliedBy(promised);
        assertThat(expected).isLessThan(profile.budget());
    }

    @Test
    void unknownProfileIsAnsweredWithTheKnownOnes() {
        assertThatThrownBy(() -> Profile.of("Smoke")).hasMessage("there is no profile Smoke; choose one of smoke, standard, thorough");
    }

    @Test
    void impossibleEffortIsRefused() {
        assertThatThrownBy(() -> new Effort(0, 1, Duration.ZERO, 0, Duration.ZERO)).hasMessageContaining("at least 1, not 0");
        assertThatThrownBy(() -> new Effort(1, 0, Duration.ZERO, 0, Duration.ZERO)).hasMessageContaining("1 and 0");
    }
}
