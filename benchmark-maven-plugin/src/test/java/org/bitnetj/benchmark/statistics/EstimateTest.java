package org.bitnetj.benchmark.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;

import org.junit.jupiter.api.Test;

class EstimateTest {
    /** Expected values: Python's math on the logs, and t = 2.7764451051977934 from SciPy, stats.t.ppf(0.975, 4). */
    @Test
    void fiveForks() {
        Estimate estimate = Estimate
                .of(List.of(List.of(10.0, 10.0), List.of(10.0, 11.0), List.of(9.8), List.of(10.1, 10.3), List.of(10.1)));
        assertThat(estimate.score()).isCloseTo(10.117364206117049, within(1e-12));
        assertThat(estimate.lower()).isCloseTo(9.802157780080254, within(1e-9));
        assertThat(estimate.upper()).isCloseTo(10.44270667497666, within(1e-9));
        assertThat(estimate.forks()).isEqualTo(5);
    }

    /** t = 12.706204736432095, SciPy, stats.t.ppf(0.975, 1). */
    @Test
    void twoForksHaveAWideInterval() {
        Estimate estimate = Estimate.of(List.of(List.of(2.0), List.of(8.0)));
        assertThat(estimate.score()).isCloseTo(4.0, within(1e-12));
        assertThat(estimate.lower()).isCloseTo(0.0005985648841552024, within(1e-12));
        assertThat(estimate.upper()).isCloseTo(26730.602518692613, within(1e-5));
        assertThat(estimate.hasInterval()).isTrue();
    }

    @Test
    void oneForkHasNoInterval() {
        Estimate estimate = Estimate.of(List.of(List.of(3.0, 5.0)));
        assertThat(estimate.score()).isCloseTo(4.0, within(1e-12));
        assertThat(estimate.hasInterval()).isFalse();
        assertThat(estimate.lower()).isNaN();
        assertThat(estimate.upper()).isNaN();
    }

    @Test
    void iterationsOfAForkDoNotCountAsForks() {
        Estimate few = Estimate.of(List.of(List.of(1.0), List.of(2.0)));
        Estimate many = Estimate.of(List.of(List.of(1.0, 1.0, 1.0, 1.0), List.of(2.0, 2.0, 2.0, 2.0)));
        assertThat(many).isEqualTo(few);
    }

    @Test
    void refusesWhatHasNoLogarithm() {
        assertThatThrownBy(() -> Estimate.of(List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Estimate.of(List.of(List.of()))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Estimate.of(List.of(List.of(0.0)))).hasMessageContaining("positive scores");
        assertThatThrownBy(() -> Estimate.of(List.of(List.of(1.0), List.of(-1.0)))).isInstanceOf(IllegalArgumentException.class);
    }
}
