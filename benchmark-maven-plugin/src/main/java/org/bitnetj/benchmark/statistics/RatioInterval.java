package org.bitnetj.benchmark.statistics;

import org.apache.commons.math3.stat.StatUtils;

/**
 * The ratio of two means without logarithms, as a cross-check of the log model: Fieller's interval in the form of Kalibera and Jones, Quantifying
 * performance changes with effect size confidence intervals, University of Kent technical report 4-12 (2012), section 6.
 *
 * @param ratio candidate / baseline
 * @param lower lower end; NaN when there is no bounded interval
 * @param upper upper end; NaN when there is no bounded interval
 */
public record RatioInterval(double ratio, double lower, double upper) {
    /**
     * The interval of independent arms.
     *
     * @param baseline mean of each fork
     * @param candidate mean of each fork
     * @param level two-sided level, 0.95 for one
     * @return the interval; without ends with fewer than two forks, or when the baseline may be zero
     */
    public static RatioInterval of(double[] baseline, double[] candidate, double level) {
        double old = StatUtils.mean(baseline);
        double fresh = StatUtils.mean(candidate);
        if (baseline.length < 2 || candidate.length < 2) {
            return new RatioInterval(fresh / old, Double.NaN, Double.NaN);
        }
        double oldHalf = half(baseline, level);
        double freshHalf = half(candidate, level);
        double a = old * old - oldHalf * oldHalf;
        double b = fresh * fresh - freshHalf * freshHalf;
        double root = Math.sqrt(old * fresh * old * fresh - a * b);
        return a > 0
                ? new RatioInterval(fresh / old, (old * fresh - root) / a, (old * fresh + root) / a)
                : new RatioInterval(fresh / old, Double.NaN, Double.NaN);
    }

    private static double half(double[] values, double level) {
        return Student.quantile((1 + level) / 2, values.length - 1.0) * Math.sqrt(StatUtils.variance(values) / values.length);
    }
}
