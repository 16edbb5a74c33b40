package org.bitnetj.benchmark.statistics;

import java.util.Arrays;
import java.util.List;

import org.apache.commons.math3.stat.StatUtils;

/** Reads what fixed kernels took in each block of a run: they label a machine that was not steady, and never rescale a result. */
public final class Rulers {
    /** A ruler that moves by more makes its machine unsteady. */
    public static final double STEADY = 0.05;

    private Rulers() {}

    /**
     * How far a ruler moved during the run: the largest of its times over their median, or the median over the smallest.
     *
     * @param times positive times of one ruler, in the order of the blocks
     * @return 0.03 for 3 %; 0 for fewer than two blocks
     */
    public static double movement(List<Double> times) {
        if (times.size() < 2) {
            return 0;
        }
        double[] values = times.stream().mapToDouble(Double::doubleValue).toArray();
        double median = StatUtils.percentile(values, 50);
        double largest = Arrays.stream(values).max().orElseThrow();
        double smallest = Arrays.stream(values).min().orElseThrow();
        return Math.max(largest / median, median / smallest) - 1;
    }
}
