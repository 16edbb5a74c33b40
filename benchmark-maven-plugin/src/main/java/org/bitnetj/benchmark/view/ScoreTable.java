package org.bitnetj.benchmark.view;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.bitnetj.benchmark.receipt.Receipt;

/** The console table: benchmark, score and interval, unit, forks. Fits 100 columns behind Maven's {@code [INFO] }. */
public final class ScoreTable {
    private static final int WIDTH = 93;
    private static final double WIDE = 1.5;
    private static final List<String> HEAD = List.of("benchmark", "score", "95 % interval", "unit", "forks");

    private ScoreTable() {}

    /**
     * Lays out the table.
     *
     * @param receipt any receipt
     * @return its lines; none when nothing was measured
     */
    public static List<String> lines(Receipt receipt) {
        if (receipt.estimates() == null || receipt.estimates().isEmpty()) {
            return List.of();
        }
        Map<String, Receipt.Benchmark> byId = receipt.plan().benchmarks().stream().collect(Collectors.toMap(Receipt.Benchmark::id, b -> b));
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEAD);
        for (Receipt.Estimate estimate : receipt.estimates()) {
            Receipt.Benchmark benchmark = byId.get(estimate.benchmark());
            rows.add(List.of(shortName(benchmark.className(), benchmark.method(), benchmark.params(), benchmark.mode()),
                    Numbers.score(estimate.score()), interval(estimate), estimate.unit(), estimate.forks() + "/" + receipt.plan().forks()));
        }
        return layOut(rows);
    }

    /**
     * A name for people: class without package, method, parameters.
     *
     * @param className full name of the class
     * @param method method
     * @param params parameters
     * @param mode mode of JMH
     * @return {@code Sum.loop avgt size=1024}
     */
    public static String shortName(String className, String method, Map<String, String> params, String mode) {
        String values = params.entrySet().stream().map(param -> " " + param.getKey() + "=" + param.getValue())
                .collect(Collectors.joining());
        return className.substring(className.lastIndexOf('.') + 1) + "." + method + " " + mode + values;
    }

    private static String interval(Receipt.Estimate estimate) {
        if (estimate.lower() == null) {
            return "none (1 fork)";
        }
        if (estimate.upper() > estimate.score() * WIDE) {
            // far from symmetric on this scale: a single percentage would mislead
            return Numbers.score(estimate.lower()) + " to " + Numbers.score(estimate.upper());
        }
        return "± " + Numbers.percent(estimate.score(), estimate.lower(), estimate.upper());
    }

    private static List<String> layOut(List<List<String>> rows) {
        int columns = HEAD.size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int c = 0; c < columns; c++) {
                widths[c] = Math.max(widths[c], row.get(c).length());
            }
        }
        int others = 0;
        for (int c = 1; c < columns; c++) {
            others += widths[c] + 2;
        }
        widths[0] = Math.min(widths[0], WIDTH - others);
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder(pad(shorten(row.get(0), widths[0]), widths[0], false));
            for (int c = 1; c < columns; c++) {
                boolean text = c == 3;
                line.append("  ").append(pad(row.get(c), widths[c], !text));
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }

    /** The end of a name tells more than its middle: parameters stand there. */
    private static String shorten(String name, int width) {
        if (name.length() <= width) {
            return name;
        }
        int head = (width - 1) / 2;
        return name.substring(0, head) + "…" + name.substring(name.length() - (width - 1 - head));
    }

    private static String pad(String text, int width, boolean right) {
        String space = " ".repeat(Math.max(0, width - text.length()));
        return right ? space + text : text + space;
    }
}
