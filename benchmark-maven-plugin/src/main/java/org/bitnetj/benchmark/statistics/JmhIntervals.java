package org.bitnetj.benchmark.statistics;

import java.util.List;

import org.apache.commons.math3.stat.StatUtils;

/**
 * What a reader of JMH's own output would conclude: its 99.9 % intervals pool all iterations of all forks as if they were independent. For
 * comparison only; statistics.md tells how often that is wrong.
 */
public final class JmhIntervals {
    private static final double LEVEL = 0.999;

    private JmhIntervals() {}

    /** What the two intervals say. */
    public enum Reading {
        /** They do not overlap. */
        DIFFERENT,
        /** They overlap. */
        SAME,
        /** An arm has fewer than two iterations. */
        NONE
    }

    /**
     * Compares the intervals.
     *
     * @param baseline scores by fork and iteration
     * @param candidate scores by fork and iteration
     * @return whether they overlap
     */
    public static Reading read(List<List<Double>> baseline, List<List<Double>> candidate) {
        double[] old = interval(baseline);
        double[] fresh = interval(candidate);
        if (old.length == 0 || fresh.length == 0) {
            return Reading.NONE;
        }
        return old[1] < fresh[0] || fresh[1] < old[0] ? Reading.DIFFERENT : Reading.SAME;
    }

    /** Mean -+ t s / sqrt(n) of the pooled iterations; empty with fewer than two. */
    static double[] interval(List<List<Double>> scores) {
        double[] pooled = scores.stream().flatMap(List::stream).mapToDouble(Double::doubleValue).toArray();
        if (pooled.length < 2) {
            return new double[0];
        }
        double half = Student.quantile((1 + LEVEL) / 2, pooled.length - 1.0)
                * Math.sqrt(StatUtils.variance(pooled) / pooled.length);
        double mean = StatUtils.mean(pooled);
        return new double[]{mean - half, mean + half};
    }
}
