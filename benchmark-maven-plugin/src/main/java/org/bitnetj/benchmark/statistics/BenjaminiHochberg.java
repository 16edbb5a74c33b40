package org.bitnetj.benchmark.statistics;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Controls the false discovery rate over the benchmarks of one metric class: with 50 benchmarks and no difference some unadjusted test fails by
 * chance 92 % of the time. Benjamini and Hochberg, J. R. Statist. Soc. B 57 (1995) 289-300.
 */
public final class BenjaminiHochberg {
    private BenjaminiHochberg() {}

    /**
     * Adjusts.
     *
     * @param p p values; NaN, which stands for a test that could not be made, does not count and stays NaN
     * @return adjusted p values in the same order: rejecting those of at most q keeps the false discovery rate at q
     */
    public static double[] adjust(double[] p) {
        int[] falling = IntStream.range(0, p.length)
                .filter(i -> !Double.isNaN(p[i]))
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> -p[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        double[] adjusted = new double[p.length];
        Arrays.fill(adjusted, Double.NaN);
        int tests = falling.length;
        double smallest = 1;
        for (int k = 0; k < tests; k++) {
            int rank = tests - k;
            smallest = Math.min(smallest, p[falling[k]] * tests / rank);
            adjusted[falling[k]] = smallest;
        }
        return adjusted;
    }
}
