package org.bitnetj.benchmark.statistics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;

/**
 * Where a history changed its level: E-divisive, Matteson and James, J. Am. Statist. Assoc. 109 (2014) 334-345, with the energy distance of exponent
 * 1, a least length of segments, and a permutation test that is seeded. Advisory.
 */
public final class ChangePoints {
    /** Shorter segments are noise. */
    public static final int LEAST_SEGMENT = 4;
    private static final int PERMUTATIONS = 199;

    private ChangePoints() {}

    /** The best split of a segment. */
    record Split(int at, double statistic) {}

    /**
     * Finds all.
     *
     * @param series values in the order of time
     * @param significance level of the permutation test of each split
     * @param seed seed of the permutations
     * @return positions at which a new level begins, ascending; none for series shorter than two segments
     */
    public static List<Integer> of(double[] series, double significance, long seed) {
        Random random = new Random(seed);
        TreeSet<Integer> bounds = new TreeSet<>(List.of(0, series.length));
        List<Integer> found = new ArrayList<>();
        for (boolean more = true; more;) {
            more = false;
            int start = 0;
            Split best = null;
            List<Integer> edges = List.copyOf(bounds);
            for (int s = 0; s + 1 < edges.size(); s++) {
                Split split = best(Arrays.copyOfRange(series, edges.get(s), edges.get(s + 1)));
                if (split != null && (best == null || split.statistic > best.statistic)) {
                    best = split;
                    start = edges.get(s);
                }
            }
            if (best != null && pValue(series, edges, best.statistic, random) <= significance) {
                bounds.add(start + best.at);
                found.add(start + best.at);
                more = true;
            }
        }
        return found.stream().sorted().toList();
    }

    /** The split with the largest energy statistic q = mn / (m + n) x (2 E|X-Y| - E|X-X'| - E|Y-Y'|); null when the segment is too short. */
    static Split best(double[] segment) {
        Split best = null;
        for (int at = LEAST_SEGMENT; at <= segment.length - LEAST_SEGMENT; at++) {
            double statistic = energy(Arrays.copyOf(segment, at), Arrays.copyOfRange(segment, at, segment.length));
            if (best == null || statistic > best.statistic) {
                best = new Split(at, statistic);
            }
        }
        return best;
    }

    static double energy(double[] x, double[] y) {
        double between = 0;
        for (double a : x) {
            for (double b : y) {
                between += Math.abs(a - b);
            }
        }
        double m = x.length;
        double n = y.length;
        return m * n / (m + n) * (2 * between / (m * n) - meanDistance(x) - meanDistance(y));
    }

    private static double meanDistance(double[] values) {
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            for (int j = i + 1; j < values.length; j++) {
                sum += Math.abs(values[i] - values[j]);
            }
        }
        return 2 * sum / (values.length * (values.length - 1.0));
    }

    /** Shuffles within the segments, as the levels that were found already are taken for granted. */
    private static double pValue(double[] series, List<Integer> edges, double observed, Random random) {
        int atLeast = 1;
        for (int i = 0; i < PERMUTATIONS; i++) {
            double largest = Double.NEGATIVE_INFINITY;
            for (int s = 0; s + 1 < edges.size(); s++) {
                double[] segment = Arrays.copyOfRange(series, edges.get(s), edges.get(s + 1));
                shuffle(segment, random);
                Split split = best(segment);
                largest = split == null ? largest : Math.max(largest, split.statistic);
            }
            atLeast += largest >= observed ? 1 : 0;
        }
        return atLeast / (PERMUTATIONS + 1.0);
    }

    private static void shuffle(double[] values, Random random) {
        for (int i = values.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            double swapped = values[i];
            values[i] = values[j];
            values[j] = swapped;
        }
    }
}
