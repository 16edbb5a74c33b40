package org.bitnetj.benchmark.statistics;

import org.apache.commons.math3.distribution.NormalDistribution;

/**
 * The level of each of several looks at growing data that keeps the whole at alpha: Pocock, Biometrika 64 (1977) 191-199. Computed by the recursion of
 * Armitage, McPherson and Rowe, J. R. Statist. Soc. A 132 (1969) 235-244, for equal steps and two-sided tests. The verdicts take the level for tests of one
 * side, for which it is a little stricter than it must be: three looks at 0.0221, where 0.0232 would keep 0.05.
 */
public final class AlphaSpending {
    private static final int POINTS = 401;
    private static final double PRECISION = 1e-7;
    private static final NormalDistribution NORMAL = new NormalDistribution(null, 0, 1);

    private AlphaSpending() {}

    /**
     * The level of each look.
     *
     * @param looks how often the data may be looked at, at least 1
     * @param alpha level of all looks together, two-sided
     * @return level of each look: 0.0221 for three looks at 0.05
     */
    public static double pocock(int looks, double alpha) {
        if (looks < 1 || !(alpha > 0 && alpha < 1)) {
            throw new IllegalArgumentException("looks must be at least 1 and alpha between 0 and 1, not " + looks + " and " + alpha);
        }
        if (looks == 1) {
            return alpha;
        }
        double low = 0;
        double high = 6;
        while (high - low > PRECISION) {
            double middle = (low + high) / 2;
            if (crossing(middle, looks) > alpha) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return 2 * (1 - NORMAL.cumulativeProbability((low + high) / 2));
    }

    /** Probability that the standardised sum leaves [-c, c] at one of the looks. */
    private static double crossing(double c, int looks) {
        double[] density = new double[POINTS];
        double edge = c;
        for (int i = 0; i < POINTS; i++) {
            density[i] = NORMAL.density(at(i, edge));
        }
        for (int look = 2; look <= looks; look++) {
            double next = c * Math.sqrt(look);
            double[] grown = new double[POINTS];
            for (int j = 0; j < POINTS; j++) {
                double[] integrand = new double[POINTS];
                for (int i = 0; i < POINTS; i++) {
                    integrand[i] = density[i] * NORMAL.density(at(j, next) - at(i, edge));
                }
                grown[j] = simpson(integrand, edge);
            }
            density = grown;
            edge = next;
        }
        return 1 - simpson(density, edge);
    }

    private static double at(int i, double edge) {
        return -edge + 2 * edge * i / (POINTS - 1);
    }

    private static double simpson(double[] values, double edge) {
        double sum = values[0] + values[POINTS - 1];
        for (int i = 1; i < POINTS - 1; i++) {
            sum += values[i] * (i % 2 == 1 ? 4 : 2);
        }
        return sum * 2 * edge / (POINTS - 1) / 3;
    }
}
