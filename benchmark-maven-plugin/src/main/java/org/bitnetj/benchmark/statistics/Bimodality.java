package org.bitnetj.benchmark.statistics;

import java.util.Arrays;

/**
 * Do the forks fall into two groups, as when the compiler sometimes takes another decision? The sorted values are split in two where that leaves the
 * least variance within the groups, each of at least two; the share left is compared with what it is for one normal distribution.
 */
public final class Bimodality {
    private static final int FEWEST = 5;
    /** The 1 % quantile for normal samples of 5 to 30 values; R 4.2.2, set.seed(1), 50 000 samples each. It grows, so 30 serves for more. */
    private static final double[] CRITICAL = {0.017, 0.032, 0.05, 0.065, 0.08, 0.092, 0.102, 0.114, 0.123, 0.131, 0.14, 0.146, 0.152, 0.157,
        0.163, 0.169, 0.175, 0.178, 0.183, 0.188, 0.188, 0.195, 0.198, 0.2, 0.204, 0.207};

    private Bimodality() {}

    /**
     * Flags.
     *
     * @param values one for each fork
     * @return true for two groups; never with fewer than 5 values
     */
    public static boolean isBimodal(double[] values) {
        if (values.length < FEWEST) {
            return false;
        }
        double left = shareLeft(values);
        return left < CRITICAL[Math.min(values.length - FEWEST, CRITICAL.length - 1)];
    }

    /** Share of the variance that the best split leaves within its groups; NaN when there is no variance. */
    static double shareLeft(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        double best = Double.POSITIVE_INFINITY;
        for (int at = 2; at <= sorted.length - 2; at++) {
            best = Math.min(best, squares(sorted, 0, at) + squares(sorted, at, sorted.length));
        }
        double all = squares(sorted, 0, sorted.length);
        return all > 0 ? best / all : Double.NaN;
    }

    private static double squares(double[] values, int from, int to) {
        double mean = Arrays.stream(values, from, to).average().orElseThrow();
        return Arrays.stream(values, from, to).map(v -> (v - mean) * (v - mean)).sum();
    }
}
