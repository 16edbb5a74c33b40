package org.bitnetj.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;

import org.bitnetj.benchmark.gate.Policy;
import org.bitnetj.benchmark.plan.Effort;
import org.bitnetj.benchmark.receipt.Receipt;
import org.bitnetj.benchmark.receipt.Receipts;
import org.bitnetj.benchmark.sample.Samples;
import org.bitnetj.benchmark.view.Summary;
import org.junit.jupiter.api.Test;

class NoiseSectionTest {
    /** One iteration takes 0.1 s; start, handshake and warm-up 0.85 s. */
    private static final Effort EFFORT = new Effort(3, 4, Duration.ofMillis(100), 1, Duration.ofMillis(300));
    private static final List<List<Double>> FORKS = List.of(List.of(10.1, 10.3, 9.9, 10.2), List.of(11.0, 11.2, 10.9, 11.1),
            List.of(10.4, 10.6, 10.5, 10.2));

    private static Samples.Series score(List<List<Double>> forks) {
        return new Samples.Series(Receipts.ADD, "score", "us/op", "lower", forks);
    }

    @Test
    void forksAndIterationsAreToldApart() {
        // the variances are those of StatisticsTest, from R: 0.00192579645486148 and 0.000231007773966665
        // ceiling(sqrt(850/100*0.000231007773966665/0.00192579645486148)) is 2
        assertThat(NoiseSection.of(List.of(score(FORKS)), EFFORT)).singleElement().satisfies(noise -> {
            assertThat(noise.benchmark()).isEqualTo(Receipts.ADD);
            assertThat(noise.betweenForks()).isCloseTo(Math.sqrt(0.00192579645486148), within(1e-12));
            assertThat(noise.withinForks()).isCloseTo(Math.sqrt(0.000231007773966665), within(1e-12));
            assertThat(noise.bestIterations()).isEqualTo(2);
        });
    }

    @Test
    void forksThatDifferNoMoreThanTheirIterationsAskForLongerOnes() {
        List<List<Double>> alike = List.of(List.of(10.0, 11.0, 9.0, 10.0), List.of(11.0, 9.0, 10.0, 10.0));
        assertThat(NoiseSection.of(List.of(score(alike)), EFFORT)).singleElement().satisfies(noise -> {
            assertThat(noise.betweenForks()).isZero();
            assertThat(noise.bestIterations()).isEqualTo(16);
        });
    }

    @Test
    void whatSaysNothingIsLeftOut() {
        assertThat(NoiseSection.of(List.of(score(FORKS)), null)).isNull();
        assertThat(NoiseSection.of(List.of(score(FORKS.subList(0, 1))), EFFORT)).isNull();
        assertThat(NoiseSection.of(List.of(score(List.of(List.of(1.0), List.of(2.0)))), new Effort(2, 1, Duration.ofMillis(1), 0,
                Duration.ZERO))).isNull();
        // a fork that failed is no fork
        assertThat(NoiseSection.of(List.of(score(List.of(FORKS.get(0), List.of(), FORKS.get(2)))), EFFORT)).hasSize(1);
        assertThat(NoiseSection.of(List.of(new Samples.Series(Receipts.ADD, "alloc", "B/op", "lower", FORKS)), EFFORT)).isNull();
    }

    @Test
    void theSummarySaysWhichForksToBuy() {
        List<List<Double>> old = List.of(List.of(100.0), List.of(100.4), List.of(99.7), List.of(100.1), List.of(99.9));
        Receipt fresh = Receipts.measured("run-2", "00", List.of(List.of(90.0), List.of(111.0), List.of(105.0), List.of(95.0)));
        Receipt.Baseline baseline = new Receipt.Baseline("found", "0123456789ab", fresh.environment().fingerprint(), null,
                List.of(new Receipt.BaselineEntry(Receipts.ADD, "00", "run-1", false, "score", "us/op", "lower", old)));
        Receipt.Plan p = fresh.plan();
        Receipt.Plan plan = new Receipt.Plan(p.profile(), p.budget(), p.forks(), 5, p.iterationTime(), p.warmupIterations(), p.warmupTime(),
                p.benchmarks(), p.leftOut(), p.notSelected());
        Receipt judged = Judge.judge(fresh.edit().plan(plan).build().against(Policy.usual(true, false), baseline), "gate");
        assertThat(next(judged, null)).isEqualTo(
                "next: buy more forks (benchmark.forks, benchmark.profile, benchmark.budget), or quiet the machine");
        assertThat(next(judged, new Receipt.Noise(Receipts.ADD, 0.08, 0.01, 2)))
                .contains("benchmark.budget) of 2 iterations each (benchmark.iterations=2), which buys most for the time, or quiet");
        assertThat(next(judged, new Receipt.Noise(Receipts.ADD, 0.01, 0.08, 10)))
                .contains("of 10 iterations each (benchmark.iterations=10)");
        assertThat(next(judged, new Receipt.Noise(Receipts.ADD, 0.01, 0.02, 9))).doesNotContain("iterations");
        assertThat(next(judged, new Receipt.Noise("another", 0.01, 0.08, 10))).doesNotContain("iterations");
    }

    private static String next(Receipt receipt, Receipt.Noise noise) {
        List<String> lines = Summary.lines(receipt.edit().noise(noise == null ? null : List.of(noise)).build(), "receipt.json");
        return lines.get(lines.size() - 1);
    }
}
