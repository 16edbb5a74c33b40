package org.bitnetj.benchmark.view.html;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import org.bitnetj.benchmark.receipt.Receipt;
import org.bitnetj.benchmark.view.Numbers;

/**
 * The benchmarks as a table that is a forest plot at once: a row holds numbers and their picture, all pictures have one scale.
 *
 * @param caption how to read it
 * @param compared whether there is anything to compare with; otherwise there are scores alone
 * @param ground what the pictures share; empty without comparison
 * @param axis head of the column of pictures; empty without comparison
 * @param rows rows, the worst first
 * @param raw what the script draws from, as JSON
 */
public record Forest(String caption, boolean compared, String ground, String axis, List<Line> rows, String raw) {
    /** Holds for all rows alike, and is said above them. */
    private static final String UNSTEADY = "machine not steady";
    private static final double USUAL_MARGIN = 0.03;
    private static final double LEAST_REACH = Math.log(1.05);
    private static final double MOST_REACH = Math.log(2);
    private static final double[] TICKS = {0.01, 0.02, 0.03, 0.05, 0.1, 0.2, 0.5, 0.8};

    /**
     * A row.
     *
     * @param name short name
     * @param style class for its colour
     * @param score score with interval
     * @param unit unit
     * @param change change in percent; empty without
     * @param interval its interval
     * @param picture interval on the common scale
     * @param p adjusted p
     * @param tells smallest change that would have been found
     * @param verdict verdict with its mark
     * @param labels what is special about the samples
     */
    public record Line(String name, String style, String score, String unit, String change, String interval, String picture, String p,
            String tells, String verdict, List<String> labels) {}

    static Forest of(List<BenchmarkRow> rows, Receipt receipt) {
        boolean compared = receipt.comparisons() != null && !receipt.comparisons().isEmpty();
        double margin = receipt.policy() == null ? USUAL_MARGIN : receipt.policy().margin();
        Svg.Scale scale = new Svg.Scale(reach(rows, margin));
        List<Line> lines = rows.stream().map(row -> line(row, scale)).toList();
        String caption = compared
                ? "Change of the time of an operation against the baseline, 95 % intervals; to the right is slower. The band is the allowed "
                        + "slowdown of " + Units.percent(margin) + " and its mirror."
                : "Scores with 95 % intervals over forks. Nothing was compared.";
        return new Forest(caption, compared, compared ? Svg.forestGround(scale, margin) : "",
                compared ? Svg.forestAxis(scale, tick(scale.reach())) : "", lines, Raw.json(rows));
    }

    private static double reach(List<BenchmarkRow> rows, double margin) {
        double widest = rows.stream()
                .map(BenchmarkRow::comparison)
                .filter(c -> c != null && c.ratio() != null)
                .flatMap(c -> Stream.of(c.ratio(), c.lower(), c.upper()))
                .filter(ratio -> ratio != null && ratio > 0 && Double.isFinite(ratio))
                .mapToDouble(ratio -> Math.abs(Math.log(ratio)))
                .max()
                .orElse(0);
        return Math.min(Math.max(Math.max(widest * 1.05, LEAST_REACH), 2 * Math.log(1 + margin)),
                Math.max(MOST_REACH, 2 * Math.log(1 + margin)));
    }

    private static double tick(double reach) {
        double best = TICKS[0];
        for (double tick : TICKS) {
            if (Math.log(1 + tick) <= reach * 0.8) {
                best = tick;
            }
        }
        return best;
    }

    private static Line line(BenchmarkRow row, Svg.Scale scale) {
        Receipt.Comparison c = row.comparison();
        boolean drawn = c != null && c.ratio() != null && c.ratio() > 0;
        boolean interval = drawn && c.lower() != null && c.upper() != null;
        String word = Status.word(row.verdict()) + (c == null || c.cause() == null ? "" : ": " + c.cause().toLowerCase(Locale.ROOT));
        return new Line(row.name(), Report.style(row.verdict()), score(row.estimate()), row.unit(),
                drawn ? change(c.ratio()) + " %" : "", interval ? "[" + change(c.lower()) + ", " + change(c.upper()) + "]" : "",
                drawn ? Svg.forest(scale, c.ratio(), c.lower(), c.upper()) : "",
                c == null || c.adjustedP() == null ? "" : Numbers.probability(c.adjustedP()),
                c == null || c.mde() == null ? "" : Units.percent(c.mde()), mark(row.verdict()) + " " + word,
                row.labels().stream().filter(label -> !label.startsWith(UNSTEADY)).toList());
    }

    private static String mark(String verdict) {
        return switch (verdict) {
            case "REGRESSED" -> "▲";
            case "IMPROVED" -> "▼";
            case "NOT_REGRESSED" -> "✓";
            default -> Status.mark(verdict);
        };
    }

    private static String change(double ratio) {
        return Numbers.change(ratio).replace('-', '−');
    }

    private static String score(Receipt.Estimate estimate) {
        if (estimate == null) {
            return "";
        }
        String score = Numbers.score(estimate.score());
        if (estimate.lower() == null || estimate.upper() == null) {
            return score;
        }
        return estimate.upper() > estimate.score() * 1.5
                ? score + " (" + Numbers.score(estimate.lower()) + " to " + Numbers.score(estimate.upper()) + ")"
                : score + " ± " + Numbers.percent(estimate.score(), estimate.lower(), estimate.upper());
    }
}
