package org.bitnetj.benchmark.statistics;

import java.util.Arrays;
import java.util.List;

import org.apache.commons.math3.distribution.TDistribution;

/**
 * The score of a benchmark, from the means of its forks. The unit is the fork, never the iteration: iterations within a fork are correlated.
 *
 * @param score geometric mean of the fork means
 * @param lower lower end of the 95 % interval; NaN with fewer than two forks
 * @param upper upper end; NaN with fewer than two forks
 * @param forks number of forks that it rests on
 */
public record Estimate(double score, double lower, double upper, int forks) {
    private static final double LEVEL = 0.95;

    /**
     * Estimates on the log scale, as differences between forks are relative: mean of y = ln(mean of a fork's iterations), with Student's t
     * interval of n - 1 degrees of freedom, and back.
     *
     * @param iterations positive scores by fork and iteration; every fork has at least one
     * @return the estimate
     */
    public static Estimate of(List<List<Double>> iterations) {
        double[] logs = iterations.stream().mapToDouble(fork -> Math.log(mean(fork))).toArray();
        if (logs.length == 0 || !Arrays.stream(logs).allMatch(Double::isFinite)) {
            throw new IllegalArgumentException("an estimate needs at least one fork, and positive scores; got " + iterations);
        }
        double center = Arrays.stream(logs).average().orElseThrow();
        double half = halfWidth(logs, center);
        return new Estimate(Math.exp(center), Math.exp(center - half), Math.exp(center + half), logs.length);
    }

    /**
     * Whether there is an interval at all.
     *
     * @return true from two forks on
     */
    public boolean hasInterval() {
        return forks >= 2;
    }

    private static double halfWidth(double[] logs, double center) {
        int n = logs.length;
        if (n < 2) {
            return Double.NaN;
        }
        double squares = Arrays.stream(logs).map(y -> (y - center) * (y - center)).sum();
        double standardError = Math.sqrt(squares / (n - 1) / n);
        // No random generator: the quantile needs none, and the default one would be seeded from the clock.
        return new TDistribution(null, n - 1).inverseCumulativeProbability((1 + LEVEL) / 2) * standardError;
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
    }
}
