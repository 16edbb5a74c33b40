package org.bitnetj.benchmark.statistics;

import java.util.List;

import org.apache.commons.math3.stat.StatUtils;

/** Bytes allocated by an operation hardly vary: a change is judged by its size, two-sided, without a test, but never by equality. */
public final class NearExact {
    /** What is beyond this share of the baseline, and beyond the floor, is a change. */
    public static final double SHARE = 0.01;
    /** Bytes: the size of an object header and a reference. */
    public static final double FLOOR = 16;

    private NearExact() {}

    /**
     * Compares medians of forks.
     *
     * @param baseline bytes by fork and iteration, finite; at least one
     * @param candidate bytes by fork and iteration, finite; at least one
     * @return REGRESSED for more bytes, IMPROVED for fewer, else NOT_REGRESSED
     */
    public static MarginVerdict judge(List<List<Double>> baseline, List<List<Double>> candidate) {
        double old = median(baseline);
        double fresh = median(candidate);
        double allowed = Math.max(FLOOR, SHARE * Math.abs(old));
        if (fresh > old + allowed) {
            return MarginVerdict.REGRESSED;
        }
        return fresh < old - allowed ? MarginVerdict.IMPROVED : MarginVerdict.NOT_REGRESSED;
    }

    /**
     * The median of the means of the forks.
     *
     * @param forks values by fork and iteration
     * @return the median; NaN when there are none
     */
    public static double median(List<List<Double>> forks) {
        double[] means = forks.stream()
                .filter(fork -> !fork.isEmpty())
                .mapToDouble(fork -> fork.stream().mapToDouble(Double::doubleValue).average().orElseThrow())
                .toArray();
        return StatUtils.percentile(means, 50);
    }
}
