package org.bitnetj.benchmark.view;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import org.bitnetj.benchmark.receipt.Receipt;

/**
 * The second console table: each benchmark against the baseline. The change is that of the time of an operation, so that plus is slower also for
 * rates; {@code MDE} is the smallest change that these samples find four times out of five; {@code JMH} is what its own intervals would say.
 */
public final class ChangeTable {
    private static final int LONGEST_LABEL = 40;
    private static final List<String> HEAD = List.of("change", "95 % interval", "adj. p", "MDE", "JMH",
            "verdict");

    private ChangeTable() {}

    /**
     * Lays out the table.
     *
     * @param receipt any receipt
     * @return its lines; none when there was no baseline
     */
    public static List<String> lines(Receipt receipt) {
        if (receipt.comparisons() == null || receipt.comparisons().isEmpty()) {
            return List.of();
        }
        Map<String, Receipt.Benchmark> byId = receipt.plan().benchmarks().stream().collect(Collectors.toMap(Receipt.Benchmark::id, b -> b));
        List<List<String>> rows = new ArrayList<>();
        rows.add(head(receipt.baseline()));
        for (Receipt.Comparison c : receipt.comparisons()) {
            Receipt.Benchmark benchmark = byId.get(c.benchmark());
            String name = ScoreTable.shorterName(benchmark.className(), benchmark.method(), benchmark.params(), benchmark.mode());
            String labels = c.labels().isEmpty() ? "" : " *";
            rows.add(List.of(c.metric().equals("score") ? name : name + " " + c.metric(),
                    c.ratio() == null ? "" : Numbers.change(c.ratio()) + " %",
                    c.lower() == null ? "" : "[" + Numbers.change(c.lower()) + ", " + Numbers.change(c.upper()) + "]",
                    c.adjustedP() == null ? "" : Numbers.probability(c.adjustedP()),
                    c.mde() == null ? "" : Numbers.change(1 + c.mde()).substring(1) + " %",
                    c.cross() == null ? "" : c.cross().jmh(), c.verdict() + labels));
        }
        List<String> lines = new ArrayList<>(TextTable.lines(rows, Set.of(5, 6)));
        receipt.comparisons().stream().flatMap(c -> c.labels().stream()).distinct().sorted().forEach(label -> lines.add("* " + label));
        return lines;
    }

    /** A base that was measured beside the candidate has a name. */
    private static List<String> head(Receipt.Baseline baseline) {
        boolean named = baseline.state().equals("paired") && baseline.label() != null && baseline.label().length() <= LONGEST_LABEL;
        List<String> head = new ArrayList<>(List.of("against " + (named ? baseline.label() : "the baseline")));
        head.addAll(HEAD);
        return head;
    }
}
