package org.bitnetj.benchmark.view;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/** Scores as people read them: four significant digits, no exponent within reason. */
public final class Numbers {
    private static final int DIGITS = 4;
    private static final double LARGE = 1e9;
    private static final double SMALL = 1e-4;

    /** From tenfold on, tenths of a percent say nothing. */
    private static final double TENFOLD = 11;

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

    /**
     * A ratio as a change.
     *
     * @param ratio positive
     * @return {@code +4.2} for 1.042, in percent
     */
    public static String change(double ratio) {
        return String.format(Locale.ROOT, ratio < TENFOLD ? "%+.1f" : "%+.0f", (ratio - 1) * 100);
    }

    /**
     * A probability.
     *
     * @param value between 0 and 1
     * @return {@code 0.042}, or {@code < 0.001}
     */
    public static String probability(double value) {
        return value < 0.001 ? "< 0.001" : String.format(Locale.ROOT, "%.3f", value);
    }
}
