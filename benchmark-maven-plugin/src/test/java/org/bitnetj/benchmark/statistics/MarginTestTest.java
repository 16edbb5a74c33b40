package org.bitnetj.benchmark.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;

import org.junit.jupiter.api.Test;

class MarginTestTest {
    private static final List<List<Double>> BASELINE = forks(1, 99.5, 100, 100.5, 99.8, 100.2);

    private static List<List<Double>> forks(double factor, double... means) {
        return DoubleStream.of(means).mapToObj(mean -> List.of(mean * factor)).toList();
    }

    private static MarginVerdict verdict(List<List<Double>> candidate, boolean higherIsBetter, Design design) {
        Comparison comparison = Comparison.of(BASELINE, candidate, higherIsBetter, design);
        return MarginTest.judge(List.of(comparison), 0.03, 0.05).get(0).verdict();
    }

    @Test
    void eachVerdictForTimes() {
        assertThat(verdict(forks(1.10, 100, 99.6, 100.4, 100.1, 99.9), false, Design.UNPAIRED)).isEqualTo(MarginVerdict.REGRESSED);
        assertThat(verdict(forks(1, 100, 99.6, 100.4, 100.1, 99.9), false, Design.UNPAIRED)).isEqualTo(MarginVerdict.NOT_REGRESSED);
        assertThat(verdict(forks(0.90, 100, 99.6, 100.4, 100.1, 99.9), false, Design.UNPAIRED)).isEqualTo(MarginVerdict.IMPROVED);
        assertThat(verdict(forks(1.03, 100, 99.6, 100.4, 100.1, 99.9), false, Design.UNPAIRED)).isEqualTo(MarginVerdict.INCONCLUSIVE);
        assertThat(verdict(forks(1, 80, 120, 100, 90, 115), false, Design.UNPAIRED)).isEqualTo(MarginVerdict.INCONCLUSIVE);
        assertThat(verdict(forks(1.10, 99.5, 100.1, 100.5, 99.8, 100.2), false, Design.PAIRED)).isEqualTo(MarginVerdict.REGRESSED);
    }

    @Test
    void ratesAreTurnedRound() {
        List<List<Double>> lower = forks(0.90, 100, 99.6, 100.4, 100.1, 99.9);
        assertThat(verdict(lower, true, Design.UNPAIRED)).isEqualTo(MarginVerdict.REGRESSED);
        Comparison comparison = Comparison.of(BASELINE, lower, true, Design.UNPAIRED);
        assertThat(comparison.effect().ratio()).isCloseTo(1 / 0.9, within(0.002));
        assertThat(comparison.fieller().ratio()).isCloseTo(1 / 0.9, within(0.002));
        assertThat(comparison.robustRatio()).isCloseTo(1 / 0.9, within(0.003));
    }

    @Test
    void oneForkAndConstantForksAreInconclusive() {
        assertThat(verdict(forks(2, 100), false, Design.UNPAIRED)).isEqualTo(MarginVerdict.INCONCLUSIVE);
        Comparison constant = Comparison.of(forks(1, 5, 5, 5), forks(2, 5, 5, 5), false, Design.UNPAIRED);
        assertThat(MarginTest.judge(List.of(constant), 0.03, 0.05).get(0).verdict()).isEqualTo(MarginVerdict.INCONCLUSIVE);
        assertThat(constant.forksToDecide(0.03, 0.05)).isEmpty();
        assertThat(constant.minimumDetectableEffect()).isNaN();
    }

    @Test
    void manyBenchmarksRaiseTheBar() {
        List<List<Double>> doubtful = forks(1.0385, 100, 99.6, 100.4, 100.1, 99.9);
        assertThat(verdict(doubtful, false, Design.UNPAIRED)).isEqualTo(MarginVerdict.REGRESSED);
        List<Comparison> all = new ArrayList<>();
        all.add(Comparison.of(BASELINE, doubtful, false, Design.UNPAIRED));
        for (int i = 0; i < 49; i++) {
            all.add(Comparison.of(BASELINE, forks(1, 100, 99.6, 100.4, 100.1, 99.9), false, Design.UNPAIRED));
        }
        assertThat(MarginTest.judge(all, 0.03, 0.05).get(0).verdict()).isEqualTo(MarginVerdict.INCONCLUSIVE);
    }

    @Test
    void saysHowManyForksItTakes() {
        Comparison doubtful = Comparison.of(BASELINE, forks(1.02, 98, 102, 100, 101, 99), false, Design.UNPAIRED);
        assertThat(MarginTest.judge(List.of(doubtful), 0.03, 0.05).get(0).verdict()).isEqualTo(MarginVerdict.INCONCLUSIVE);
        assertThat(doubtful.forksToDecide(0.03, 0.05).orElseThrow()).isGreaterThan(5).isLessThan(100);
    }

    @Test
    void senselessPoliciesAreRefused() {
        assertThatThrownBy(() -> MarginTest.judge(List.of(), -0.1, 0.05)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> MarginTest.judge(List.of(), 0.03, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Comparison.of(List.of(), BASELINE, false, Design.UNPAIRED)).hasMessageContaining("0 and 5");
    }
}
