package org.bitnetj.benchmark.statistics;

import java.util.Arrays;
import java.util.List;

/** The observations of the model: y = ln(mean of a fork's iterations), one for each fork. */
public final class ForkMeans {
    private ForkMeans() {}

    /**
     * Arithmetic means.
     *
     * @param iterations positive, finite scores by fork and iteration; forks without any are left out
     * @return one mean for each fork
     */
    public static double[] of(List<List<Double>> iterations) {
        double[] means = iterations.stream().filter(fork -> !fork.isEmpty()).mapToDouble(ForkMeans::mean).toArray();
        for (List<Double> fork : iterations) {
            for (double score : fork) {
                if (!(score > 0) || Double.isInfinite(score)) {
                    throw new IllegalArgumentException("scores must be positive and finite; one is " + score);
                }
            }
        }
        return means;
    }

    /**
     * Logarithms of the means.
     *
     * @param iterations positive, finite scores by fork and iteration; forks without any are left out
     * @return one y for each fork
     */
    public static double[] logs(List<List<Double>> iterations) {
        return Arrays.stream(of(iterations)).map(Math::log).toArray();
    }

    private static double mean(List<Double> fork) {
        return fork.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }
}
