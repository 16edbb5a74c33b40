package org.bitnetj.benchmark.statistics;

import org.apache.commons.math3.stat.StatUtils;

/** The shift between two arms that a few wild forks do not move: Hodges and Lehmann, Ann. Math. Statist. 34 (1963) 598-611. */
public final class HodgesLehmann {
    private static final double MEDIAN = 50;

    private HodgesLehmann() {}

    /**
     * Independent arms: the median of all differences.
     *
     * @param baseline values of the forks, at least one
     * @param candidate values of the forks, at least one
     * @return candidate - baseline
     */
    public static double shift(double[] baseline, double[] candidate) {
        double[] differences = new double[baseline.length * candidate.length];
        int count = 0;
        for (double c : candidate) {
            for (double b : baseline) {
                differences[count++] = c - b;
            }
        }
        return StatUtils.percentile(differences, MEDIAN);
    }

    /**
     * Pairs: the median of the Walsh averages.
     *
     * @param differences candidate - baseline of each block, at least one
     * @return candidate - baseline
     */
    public static double shift(double[] differences) {
        int n = differences.length;
        double[] averages = new double[n * (n + 1) / 2];
        int count = 0;
        for (int i = 0; i < n; i++) {
            for (int j = i; j < n; j++) {
                averages[count++] = (differences[i] + differences[j]) / 2;
            }
        }
        return StatUtils.percentile(averages, MEDIAN);
    }
}
