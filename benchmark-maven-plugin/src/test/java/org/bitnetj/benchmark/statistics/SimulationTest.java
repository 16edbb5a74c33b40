package org.bitnetj.benchmark.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the tests do to noise of known kind: how often they are wrong when nothing changed, and how often right when something did. Seeded. */
class SimulationTest {
    private static final int RUNS = 4000;
    private static final double LEAST = 0.03;
    private static final double MOST = 0.07;

    /** A machine: fork and iteration deviation, slowdown over the run, and how often a fork is a tenth slower because of the compiler. */
    private record Noise(double fork, double iteration, double drift, double slowForks) {
        List<Double> sample(Random random, double time, double factor, int iterations) {
            double base = 100 * factor * Math.exp(random.nextGaussian() * fork) * (1 + drift * time)
                    * (random.nextDouble() < slowForks ? 1.1 : 1);
            List<Double> scores = new ArrayList<>();
            for (int i = 0; i < iterations; i++) {
                scores.add(base * Math.exp(random.nextGaussian() * iteration));
            }
            return scores;
        }
    }

    /** Two arms measured side by side, the first of each block drawn by lot. */
    private static Effect pairs(Random random, Noise noise, double factor, int forks, int iterations) {
        List<List<Double>> a = new ArrayList<>();
        List<List<Double>> b = new ArrayList<>();
        for (int block = 0; block < forks; block++) {
            boolean baselineFirst = random.nextBoolean();
            double early = 2.0 * block / (2 * forks);
            double late = (2.0 * block + 1) / (2 * forks);
            a.add(noise.sample(random, baselineFirst ? early : late, 1, iterations));
            b.add(noise.sample(random, baselineFirst ? late : early, factor, iterations));
        }
        return Effect.paired(ForkMeans.logs(a), ForkMeans.logs(b));
    }

    private static Comparison apart(Random random, Noise noise, double factor, int forks, int iterations) {
        List<List<Double>> a = new ArrayList<>();
        List<List<Double>> b = new ArrayList<>();
        for (int fork = 0; fork < forks; fork++) {
            a.add(noise.sample(random, 0, 1, iterations));
            b.add(noise.sample(random, 0, factor, iterations));
        }
        return Comparison.of(a, b, false, Design.UNPAIRED);
    }

    private static double share(java.util.function.BooleanSupplier event) {
        int count = 0;
        for (int run = 0; run < RUNS; run++) {
            count += event.getAsBoolean() ? 1 : 0;
        }
        return (double) count / RUNS;
    }

    @ParameterizedTest
    @CsvSource({"0.02, 0.01, 0, 0, 5, 5", "0.02, 0.01, 0, 0, 5, 20", "0.01, 0.01, 0, 0, 10, 5", "0.01, 0.03, 0, 0, 5, 5",
        "0.02, 0.01, 0, 0.3, 10, 5", "0.02, 0.01, 0, 0, 20, 5"})
    void apartWithoutDifference(double fork, double iteration, double drift, double slowForks, int forks, int iterations) {
        Random random = new Random(42);
        Noise noise = new Noise(fork, iteration, drift, slowForks);
        assertThat(share(() -> Effect.welch(logs(random, noise, forks, iterations), logs(random, noise, forks, iterations))
                .pTwoSided() < 0.05)).isBetween(LEAST, MOST);
    }

    private static double[] logs(Random random, Noise noise, int forks, int iterations) {
        List<List<Double>> scores = new ArrayList<>();
        for (int fork = 0; fork < forks; fork++) {
            scores.add(noise.sample(random, 0, 1, iterations));
        }
        return ForkMeans.logs(scores);
    }

    @ParameterizedTest
    @CsvSource({"0.02, 0.01, 0, 0, 5, 5", "0.02, 0.01, 0.06, 0, 5, 5", "0.02, 0.01, 0.06, 0, 10, 5", "0.005, 0.01, 0.06, 0, 10, 5",
        "0.02, 0.01, 0, 0.3, 10, 5", "0.01, 0.03, 0.06, 0, 5, 20"})
    void pairsWithoutDifference(double fork, double iteration, double drift, double slowForks, int forks, int iterations) {
        Random random = new Random(43);
        Noise noise = new Noise(fork, iteration, drift, slowForks);
        assertThat(share(() -> pairs(random, noise, 1, forks, iterations).pTwoSided() < 0.05)).isBetween(LEAST, MOST);
    }

    @Test
    void atTheMarginItself() {
        Random random = new Random(44);
        Noise noise = new Noise(0.02, 0.01, 0.06, 0);
        double bound = Math.log(1.03);
        assertThat(share(() -> pairs(random, noise, 1.03, 5, 5).pAbove(bound) < 0.05)).isBetween(LEAST, MOST);
        assertThat(share(() -> pairs(random, noise, 1.03, 5, 5).pBelow(bound) < 0.05)).isBetween(LEAST, MOST);
    }

    /** The reason for all this: the same samples, read the usual ways. */
    @Test
    void poolingAndJmhIntervalsAreWrongFarMoreOften() {
        Random random = new Random(45);
        Noise noise = new Noise(0.02, 0.01, 0, 0);
        int[] jmh = new int[1];
        double pooled = share(() -> {
            List<List<Double>> a = new ArrayList<>();
            List<List<Double>> b = new ArrayList<>();
            List<List<Double>> singlesA = new ArrayList<>();
            List<List<Double>> singlesB = new ArrayList<>();
            for (int fork = 0; fork < 5; fork++) {
                a.add(noise.sample(random, 0, 1, 20));
                b.add(noise.sample(random, 0, 1, 20));
                a.get(fork).forEach(score -> singlesA.add(List.of(score)));
                b.get(fork).forEach(score -> singlesB.add(List.of(score)));
            }
            jmh[0] += JmhIntervals.read(a, b) == JmhIntervals.Reading.DIFFERENT ? 1 : 0;
            return Effect.welch(ForkMeans.logs(singlesA), ForkMeans.logs(singlesB)).pTwoSided() < 0.05;
        });
        assertThat(pooled).isBetween(0.60, 0.70);
        assertThat((double) jmh[0] / RUNS).isBetween(0.24, 0.36);
    }

    @Test
    void fiftyBenchmarksWithoutDifference() {
        Random random = new Random(46);
        Noise noise = new Noise(0.02, 0.01, 0, 0);
        int anyRaw = 0;
        int anyAdjusted = 0;
        int suites = 400;
        for (int suite = 0; suite < suites; suite++) {
            double[] p = new double[50];
            for (int i = 0; i < p.length; i++) {
                // at the margin: the hardest case in which red is still wrong
                p[i] = pairs(random, noise, 1.03, 5, 2).pAbove(Math.log(1.03));
            }
            anyRaw += java.util.Arrays.stream(p).anyMatch(value -> value < 0.05) ? 1 : 0;
            anyAdjusted += java.util.Arrays.stream(BenjaminiHochberg.adjust(p)).anyMatch(value -> value < 0.05) ? 1 : 0;
        }
        assertThat((double) anyRaw / suites).isGreaterThan(0.85);
        assertThat((double) anyAdjusted / suites).isLessThanOrEqualTo(MOST);
    }

    @Test
    void falseDiscoveriesAmongFiftyOfWhichTenAreSlower() {
        Random random = new Random(47);
        Noise noise = new Noise(0.01, 0.01, 0, 0);
        double rate = 0;
        int found = 0;
        int suites = 200;
        for (int suite = 0; suite < suites; suite++) {
            double[] p = new double[50];
            for (int i = 0; i < p.length; i++) {
                p[i] = pairs(random, noise, i < 10 ? 1.10 : 1.03, 10, 2).pAbove(Math.log(1.03));
            }
            double[] adjusted = BenjaminiHochberg.adjust(p);
            int right = 0;
            int wrong = 0;
            for (int i = 0; i < p.length; i++) {
                right += i < 10 && adjusted[i] < 0.05 ? 1 : 0;
                wrong += i >= 10 && adjusted[i] < 0.05 ? 1 : 0;
            }
            rate += right + wrong == 0 ? 0 : (double) wrong / (right + wrong) / suites;
            found += right;
        }
        assertThat(rate).isLessThan(0.05);
        assertThat(found / (10.0 * suites)).isGreaterThan(0.95);
    }

    @Test
    void powerAtFivePercent() {
        Random random = new Random(48);
        Noise noise = new Noise(0.01, 0.01, 0.06, 0);
        double bound = Math.log(1.03);
        double pairs = share(() -> pairs(random, noise, 1.05, 10, 5).pAbove(bound) < 0.05);
        double none = share(() -> pairs(random, noise, 1.05, 10, 5).pAbove(0) < 0.05);
        // R: power.t.test(n=10, delta=log(1.05/1.03), sd=sqrt(2*(.01^2+.01^2/5)), type="paired", alternative="one.sided")$power = 0.975, less what the drift within a pair costs
        assertThat(pairs).isBetween(0.90, 0.99);
        assertThat(none).isGreaterThan(0.99);
    }

    @Test
    void minimumDetectableEffectIsDetectedFourTimesOutOfFive() {
        Random random = new Random(49);
        Noise noise = new Noise(0.02, 0.01, 0, 0);
        double effect = Math.exp(Power.minimumDetectableEffect(0.02, 0.01, 5, 10));
        assertThat(share(() -> apart(random, noise, effect, 10, 5).effect().pTwoSided() < 0.05)).isBetween(0.77, 0.84);
    }

    /** Three looks at the growing data, each at Pocock's level: together they are wrong in no more than 5 %. */
    @Test
    void threeLooksTogetherKeepTheLevel() {
        Random random = new Random(50);
        Noise noise = new Noise(0.02, 0.01, 0, 0);
        double level = AlphaSpending.pocock(3, 0.05);
        double wrong = share(() -> {
            double[] a = logs(random, noise, 15, 2);
            double[] b = logs(random, noise, 15, 2);
            for (int forks = 5; forks <= 15; forks += 5) {
                if (Effect.paired(java.util.Arrays.copyOf(a, forks), java.util.Arrays.copyOf(b, forks)).pTwoSided() < level) {
                    return true;
                }
            }
            return false;
        });
        assertThat(wrong).isBetween(LEAST, MOST);
    }
}
