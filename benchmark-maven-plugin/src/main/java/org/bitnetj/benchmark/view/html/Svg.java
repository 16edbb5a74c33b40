package org.bitnetj.benchmark.view.html;

import java.util.List;
import java.util.Locale;

/** Small pictures that stand in tables, beside the numbers that they show. They take numbers only, so there is nothing to escape. */
final class Svg {
    private static final int WIDTH = 200;
    private static final int HEIGHT = 18;
    private static final int MIDDLE = HEIGHT / 2;
    private static final int EDGE = 8;
    private static final String SIZE = "viewBox='0 0 " + WIDTH + " " + HEIGHT + "' width='" + WIDTH + "' height='" + HEIGHT
            + "' aria-hidden='true'>";

    private Svg() {}

    /**
     * The scale of a forest plot: logarithmic, the same to both sides of 1.
     *
     * @param reach the largest ln of a ratio that is drawn; what lies beyond gets an arrow at the edge
     */
    record Scale(double reach) {
        double x(double ratio) {
            double part = Math.log(ratio) / reach;
            return WIDTH / 2.0 + Math.max(-1, Math.min(1, part)) * (WIDTH / 2.0 - EDGE);
        }

        boolean beyond(double ratio) {
            return Math.abs(Math.log(ratio)) > reach;
        }
    }

    /** What is alike in all rows of the forest plot: the band of the margin and the line of no change. */
    static String forestGround(Scale scale, double margin) {
        double left = scale.x(1 / (1 + margin));
        return "<svg class='defs' aria-hidden='true' width='0' height='0'><defs><g id='fg'><rect class='band' x='" + at(left)
                + "' y='0' width='" + at(scale.x(1 + margin) - left) + "' height='" + HEIGHT + "'/><path class='zero' d='M" + WIDTH / 2
                + " 0V" + HEIGHT + "'/></g></defs></svg>";
    }

    /** The axis of the forest plot, for the head of its column. */
    static String forestAxis(Scale scale, double tick) {
        String low = String.format(Locale.ROOT, "−%.1f %%", (1 - 1 / (1 + tick)) * 100);
        String high = String.format(Locale.ROOT, "+%.1f %%", tick * 100);
        return "<svg class='axis' " + SIZE + "<text x='" + at(scale.x(1 / (1 + tick))) + "' y='13'>" + low + "</text><text x='" + WIDTH / 2
                + "' y='13'>0</text><text x='" + at(scale.x(1 + tick)) + "' y='13'>" + high + "</text></svg>";
    }

    /** A ratio with its interval, if it has one. */
    static String forest(Scale scale, double ratio, Double lower, Double upper) {
        StringBuilder svg = new StringBuilder("<svg class='f' " + SIZE + "<use href='#fg'/>");
        if (lower != null && upper != null) {
            svg.append("<path class='ci' d='M" + at(scale.x(lower)) + " " + MIDDLE + "H" + at(scale.x(upper)));
            if (scale.beyond(lower)) {
                svg.append("M" + (EDGE + 4) + " 5L" + (EDGE - 1) + " " + MIDDLE + "L" + (EDGE + 4) + " 13");
            }
            if (scale.beyond(upper)) {
                int edge = WIDTH - EDGE;
                svg.append("M" + (edge - 4) + " 5L" + (edge + 1) + " " + MIDDLE + "L" + (edge - 4) + " 13");
            }
            svg.append("'/>");
        }
        return svg.append("<path class='dot' d='M" + at(scale.x(ratio)) + " " + MIDDLE + "h0'/></svg>").toString();
    }

    /** A bar from nothing to a value, with a stroke at a limit unless that is NaN. */
    static String bar(double value, double limit, double most) {
        double full = WIDTH - 2.0;
        String stroke = Double.isNaN(limit)
                ? ""
                : "<path class='limit' d='M" + at(1 + full * Math.min(1, limit / most)) + " 1V" + (HEIGHT - 1) + "'/>";
        return "<svg class='bar' " + SIZE + "<rect x='1' y='4' height='10' width='" + at(Math.max(1, full * Math.min(1, value / most)))
                + "'/>" + stroke + "</svg>";
    }

    /** Where a value lies in the interval that it was expected in. */
    static String within(double value, double lower, double upper) {
        double low = Math.min(value, lower);
        double span = Math.max(value, upper) - low;
        double unit = span > 0 ? (WIDTH - 2.0 * EDGE) / span : 0;
        return "<svg class='f' " + SIZE + "<rect class='band' x='" + at(EDGE + (lower - low) * unit) + "' y='3' height='12' width='"
                + at(Math.max(1, (upper - lower) * unit)) + "'/><path class='dot' d='M" + at(EDGE + (value - low) * unit) + " " + MIDDLE
                + "h0'/></svg>";
    }

    /** Shares of a whole, each with its class. */
    static String shares(List<String> styles, List<Long> counts) {
        double all = counts.stream().mapToLong(Long::longValue).sum();
        StringBuilder svg = new StringBuilder("<svg class='shares' viewBox='0 0 1000 12' preserveAspectRatio='none' aria-hidden='true'>");
        double x = 0;
        for (int i = 0; i < counts.size(); i++) {
            double width = all > 0 ? counts.get(i) * 1000 / all : 0;
            svg.append("<rect class='" + styles.get(i) + "' x='" + at(x) + "' y='0' height='12' width='" + at(width) + "'/>");
            x += width;
        }
        return svg.append("</svg>").toString();
    }

    private static String at(double x) {
        double tenth = Math.round(x * 10) / 10.0;
        return tenth == Math.rint(tenth) ? Long.toString((long) tenth) : Double.toString(tenth);
    }
}
