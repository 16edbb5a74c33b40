package org.bitnetj.benchmark.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;

/** A first iteration that is far slower than the others of its fork, and nothing else. */
class ColdForksTest {
    private static final List<Double> COLD = List.of(47_120.0, 10.8, 7.5, 7.1, 7.1);
    private static final List<Double> WARM = List.of(8.0, 7.2, 7.5, 7.1, 7.1);
    private static final List<Double> DISTURBED = List.of(7.1, 30.0, 7.5, 7.1, 7.1);

    @Test
    void countsForksWhoseFirstIterationIsFarSlower() {
        assertThat(ColdForks.count(List.of(WARM, COLD, DISTURBED, COLD), "lower")).isEqualTo(2);
        assertThat(ColdForks.count(List.of(WARM, DISTURBED), "lower")).isZero();
        assertThat(ColdForks.count(List.of(List.of(14.3, 7.1, 7.1), List.of(14.1, 7.1, 7.1)), "lower")).isEqualTo(1);
    }

    @Test
    void ratesAreSlowWhereTheyAreLow() {
        assertThat(ColdForks.count(List.of(List.of(3.0, 30.0, 31.0)), "higher")).isEqualTo(1);
        assertThat(ColdForks.count(List.of(List.of(90.0, 30.0, 31.0)), "higher")).isZero();
    }

    @Test
    void fewIterationsTellNothing() {
        assertThat(ColdForks.count(List.of(List.of(), List.of(100.0), List.of(100.0, 1.0)), "lower")).isZero();
    }
}
