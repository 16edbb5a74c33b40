package org.bitnetj.benchmark.view;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import org.bitnetj.benchmark.receipt.Receipt;

/** The console table: benchmark, score and interval, unit, forks. */
public final class ScoreTable {
    private static final double WIDE = 1.5;
    private static final int LEAST_NAME = 20;
    private static final List<String> HEAD = List.of("benchmark", "score", "95 % interval", "unit", "forks");
    private static final Set<Integer> TEXT = Set.of(3);

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
        List<String> named = TextTable.lines(rows(receipt, ScoreTable::shortName), TEXT);
        return named.stream().anyMatch(line -> line.contains(TextTable.ELLIPSIS))
                ? TextTable.lines(rows(receipt, ScoreTable::shorterName), TEXT)
                : named;
    }

    /** How a benchmark is called. */
    private interface Naming {
        String of(String className, String method, Map<String, String> params, String mode);
    }

    private static List<List<String>> rows(Receipt receipt, Naming name) {
        Map<String, Receipt.Benchmark> byId = receipt.plan().benchmarks().stream().collect(Collectors.toMap(Receipt.Benchmark::id, b -> b));
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEAD);
        for (Receipt.Estimate estimate : receipt.estimates()) {
            Receipt.Benchmark benchmark = byId.get(estimate.benchmark());
            rows.add(List.of(name.of(benchmark.className(), benchmark.method(), benchmark.params(), benchmark.mode()),
                    Numbers.score(estimate.score()), interval(estimate), estimate.unit(),
                    estimate.forks() + "/" + Math.max(estimate.forks(), receipt.plan().forks())));
        }
        return rows;
    }

    /**
     * A name for people: class without package, method, parameters.
     *
     * @param className full name of the class
     * @param method method
     * @param params parameters
     * @param mode mode of JMH; said only where the unit does not tell it
     * @return {@code Sum.loop size=1024}
     */
    public static String shortName(String className, String method, Map<String, String> params, String mode) {
        String values = params.entrySet().stream().map(param -> " " + param.getKey() + "=" + param.getValue())
                .collect(Collectors.joining());
        return simpleName(className) + "." + method + toldMode(mode) + values;
    }

    /**
     * A name for people on a line that fits 100 columns behind Maven's {@code [INFO] }: the short name, its parameters without their names where that is too
     * long, cut in its middle where that still is.
     *
     * @param benchmark full name of the class
     * @param method method
     * @param params parameters
     * @param mode mode of JMH
     * @param others how many characters of the line are taken by others
     * @return the name
     */
    public static String fittingName(String benchmark, String method, Map<String, String> params, String mode, int others) {
        int width = Math.max(LEAST_NAME, TextTable.WIDTH - others);
        String name = shortName(benchmark, method, params, mode);
        return name.length() <= width ? name : TextTable.shorten(shorterName(benchmark, method, params, mode), width);
    }

    /** The same with the values of the parameters alone. */
    static String shorterName(String className, String method, Map<String, String> params, String mode) {
        return simpleName(className) + "." + method + toldMode(mode) + " " + String.join(" ", params.values());
    }

    private static String simpleName(String className) {
        return className.substring(className.lastIndexOf('.') + 1);
    }

    /** Time an operation and operations a time are told apart by the unit; sampling and single shots are not. */
    private static String toldMode(String mode) {
        return mode.equals("avgt") || mode.equals("thrpt") ? "" : " " + mode;
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
}
