package org.bitnetj.benchmark.statistics;

import org.apache.commons.math3.stat.StatUtils;

/**
 * Where the next session's mean should lie if nothing changed: mean +- t s sqrt(1 + 1 / n). Advisory.
 *
 * @param lower lower end
 * @param upper upper end
 */
public record PredictionInterval(double lower, double upper) {
    /** Fewer sessions say too little. */
    public static final int FEWEST_SESSIONS = 8;

    /**
     * The interval.
     *
     * @param sessions ln of the session means, at least 8
     * @param level two-sided level, 0.95 for one
     * @return interval of the next one, on the log scale
     */
    public static PredictionInterval of(double[] sessions, double level) {
        int n = sessions.length;
        if (n < FEWEST_SESSIONS) {
            throw new IllegalArgumentException("a prediction needs " + FEWEST_SESSIONS + " sessions; there are " + n);
        }
        double mean = StatUtils.mean(sessions);
        double half = Student.quantile((1 + level) / 2, n - 1.0) * Math.sqrt(StatUtils.variance(sessions) * (1 + 1.0 / n));
        return new PredictionInterval(mean - half, mean + half);
    }

    /**
     * Whether a session is as expected.
     *
     * @param session ln of its mean
     * @return true inside the interval
     */
    public boolean contains(double session) {
        return session >= lower && session <= upper;
    }
}
