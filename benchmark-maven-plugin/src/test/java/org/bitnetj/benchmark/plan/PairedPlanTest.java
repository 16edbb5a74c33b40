package org.bitnetj.benchmark.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;

class PairedPlanTest {
    private static final Effort EFFORT = new Effort(20, 2, Duration.ofMillis(100), 1, Duration.ofMillis(100));
    private static final Set<String> IN_BASE = Set.of("org.example.Suite.b00:avgt", "org.example.Suite.b02:avgt");

    private static Plan paired() {
        return Plan.paired(new Budget.Share(Benchmarks.some(3), List.of()), List.of(), EFFORT, 42, IN_BASE);
    }

    @Test
    void armsOfABenchmarkRunOneAfterTheOtherInDrawnOrder() {
        Plan plan = paired();
        int candidateFirst = 0;
        for (int block = 0; block < plan.blocks().size(); block++) {
            List<Integer> positions = plan.blocks().get(block);
            List<Integer> arms = plan.arms().get(block);
            assertThat(positions).containsExactlyInAnyOrder(0, 0, 1, 2, 2);
            int at = positions.indexOf(2);
            assertThat(positions.get(at + 1)).isEqualTo(2);
            assertThat(arms.get(at) + arms.get(at + 1)).isEqualTo(1);
            candidateFirst += arms.get(at) == 0 ? 1 : 0;
            // what the base does not have runs in the candidate alone
            assertThat(arms.get(positions.indexOf(1))).isZero();
        }
        assertThat(candidateFirst).isBetween(4, 16);
        assertThat(plan.hasPairs()).isTrue();
        assertThat(plan.forks("org.example.Suite.b00:avgt", 0)).isEqualTo(20);
        assertThat(plan.forks("org.example.Suite.b00:avgt", 1)).isEqualTo(20);
        assertThat(plan.forks("org.example.Suite.b01:avgt", 1)).isZero();
        assertThat(plan.expectedTime()).isEqualTo(EFFORT.stepTime().multipliedBy(100));
        assertThat(paired()).isEqualTo(plan);
    }

    @Test
    void longerPlanBeginsWithTheShorterOne() {
        Plan plan = paired();
        Plan longer = plan.extended(List.of(2), 5, IN_BASE);
        assertThat(longer.steps().subList(0, plan.steps().size())).isEqualTo(plan.steps());
        List<Step> more = longer.steps().subList(plan.steps().size(), longer.steps().size());
        assertThat(more).hasSize(10).extracting(Step::fork).containsExactly(20, 20, 21, 21, 22, 22, 23, 23, 24, 24);
        assertThat(more).extracting(step -> step.benchmark().method()).containsOnly("b02");
        assertThat(longer.forks("org.example.Suite.b02:avgt", 1)).isEqualTo(25);
        assertThat(plan.extended(List.of(), 5, IN_BASE).steps()).hasSameSizeAs(plan.steps());
    }
}
