package org.bitnetj.benchmark.view;

import java.math.BigDecimal;
import java.math.MathContext;

/** Scores as people read them: four significant digits, no exponent within reason. */
public final class Numbers {
    private static final int DIGITS = 4;
    private static final double LARGE = 1e9;
    private static final double SMALL = 1e-4;

    private Numbers() {}

    /**
     * A score.
     *
     * @param value finite
     * @return {@code 12.34}, {@code 123400}, {@code 1.234E+12}
     */
    public static String score(double value) {
        BigDecimal shortened = new BigDecimal(value, new MathContext(DIGITS));
        // numbers of one column should look alike: 1.500 beside 1.234
        BigDecimal rounded = shortened.setScale(shortened.scale() + Math.max(0, DIGITS - shortened.precision()));
        boolean plain = value == 0 || (Math.abs(value) < LARGE && Math.abs(value) >= SMALL);
        return plain ? rounded.toPlainString() : rounded.toString();
    }

    /**
     * A relative half width.
     *
     * @param score middle
     * @param lower lower end
     * @param upper upper end
     * @return {@code 2.3 %}
     */
    public static String percent(double score, double lower, double upper) {
        double half = Math.max(upper - score, score - lower) / score * 100;
        return new BigDecimal(half, new MathContext(2)).toPlainString() + " %";
    }
}
