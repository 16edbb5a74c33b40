package org.bitnetj.benchmark.statistics;

import java.util.ArrayList;
import java.util.List;

import org.apache.commons.math3.stat.descriptive.rank.Percentile;

/** Tukey's fences: they label what lies far out, and never drop it. */
public final class Fences {
    private static final double WIDTH = 1.5;

    private Fences() {}

    /**
     * What lies more than 1.5 interquartile ranges beyond the quartiles (type 7 of Hyndman and Fan, as in R).
     *
     * @param values any number
     * @return positions, ascending
     */
    public static List<Integer> outside(double[] values) {
        List<Integer> outside = new ArrayList<>();
        if (values.length == 0) {
            return outside;
        }
        Percentile percentile = new Percentile().withEstimationType(Percentile.EstimationType.R_7);
        double low = percentile.evaluate(values, 25);
        double high = percentile.evaluate(values, 75);
        double reach = WIDTH * (high - low);
        for (int i = 0; i < values.length; i++) {
            if (values[i] < low - reach || values[i] > high + reach) {
                outside.add(i);
            }
        }
        return outside;
    }
}
