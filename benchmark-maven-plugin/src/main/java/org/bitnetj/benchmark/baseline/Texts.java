package org.bitnetj.benchmark.baseline;

import java.util.Locale;

import org.bitnetj.benchmark.statistics.Comparison;
import org.bitnetj.benchmark.statistics.MarginTest;
import org.bitnetj.benchmark.statistics.MarginVerdict;

/** Comparisons in words: actual, interval, limit, and what to do. */
final class Texts {
    /** From tenfold on, tenths of a percent say nothing. */
    private static final double LARGE = 10;

    private Texts() {}

    static String reason(Comparison c, MarginTest.Judgement judgement, double margin, Integer forks) {
        if (!c.effect().hasUncertainty()) {
            return change(c) + ", but one fork tells nothing of the noise; use at least 2 forks in both arms";
        }
        String text = change(c) + " time an operation, limit " + signed(margin);
        if (judgement.verdict() != MarginVerdict.INCONCLUSIVE) {
            return text + ", adjusted p " + p(judgement.adjustedP());
        }
        text += ", smallest change this could tell " + percent(Math.expm1(c.minimumDetectableEffect()));
        return text + (forks == null
                ? "; no number of forks below 1000 decides it, accept a baseline with more forks or use a quieter machine"
                : "; about " + forks + " forks would decide it");
    }

    /** {@code +4.2 % [+3.0, +5.4]}. */
    static String change(Comparison c) {
        String text = signed(c.effect().ratio() - 1);
        return c.effect().hasUncertainty()
                ? text + " [" + bare(c.effect().lower(0.95) - 1) + ", " + bare(c.effect().upper(0.95) - 1) + "]"
                : text;
    }

    static String bytes(double old, double fresh) {
        return String.format(Locale.ROOT, "%.0f bytes an operation, baseline %.0f", fresh, old);
    }

    static String percent(double share) {
        return String.format(Locale.ROOT, share < LARGE ? "%.1f %%" : "%.0f %%", share * 100);
    }

    static String signed(double share) {
        return bare(share) + " %";
    }

    private static String bare(double share) {
        return String.format(Locale.ROOT, share < LARGE ? "%+.1f" : "%+.0f", share * 100);
    }

    private static String p(double value) {
        return value < 0.001 ? "< 0.001" : String.format(Locale.ROOT, "%.3f", value);
    }

    static String lower(String name) {
        return name.toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
