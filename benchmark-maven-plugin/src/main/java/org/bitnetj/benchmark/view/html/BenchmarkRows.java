package org.bitnetj.benchmark.view.html;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.bitnetj.benchmark.receipt.Receipt;
import org.bitnetj.benchmark.view.ScoreTable;

/** Puts together what a receipt says of each benchmark, with what a reviewer looks for first. */
final class BenchmarkRows {
    private record Key(String benchmark, String metric) {}

    private final Map<String, Receipt.Benchmark> planned = new HashMap<>();
    private final Map<Key, Receipt.Estimate> estimates = new HashMap<>();
    private final Map<Key, Receipt.Comparison> comparisons = new HashMap<>();
    private final Map<Key, List<List<Double>>> forks = new HashMap<>();
    private final Map<Key, List<List<Double>>> baseForks = new HashMap<>();
    private final Set<Key> keys = new LinkedHashSet<>();

    private BenchmarkRows(Receipt receipt) {
        if (receipt.plan() != null) {
            receipt.plan().benchmarks().forEach(b -> planned.put(b.id(), b));
        }
        for (Receipt.Estimate estimate : receipt.estimates()) {
            Key key = new Key(estimate.benchmark(), estimate.metric());
            estimates.put(key, estimate);
            keys.add(key);
        }
        if (receipt.comparisons() != null) {
            for (Receipt.Comparison comparison : receipt.comparisons()) {
                Key key = new Key(comparison.benchmark(), comparison.metric());
                comparisons.put(key, comparison);
                keys.add(key);
            }
        }
        receipt.samples().forEach(s -> forks.put(new Key(s.benchmark(), s.metric()), s.forks()));
        if (receipt.baseline() != null && receipt.baseline().entries() != null) {
            receipt.baseline().entries().forEach(e -> baseForks.put(new Key(e.benchmark(), e.metric()), e.forks()));
        }
        if (receipt.plan() != null) {
            receipt.plan().benchmarks().forEach(b -> keys.add(new Key(b.id(), "score")));
        }
    }

    /** All rows, the worst first. */
    static List<BenchmarkRow> of(Receipt receipt) {
        BenchmarkRows known = new BenchmarkRows(receipt);
        List<BenchmarkRow> rows = new ArrayList<>();
        known.keys.forEach(key -> rows.add(known.row(key)));
        rows.sort(Comparator.comparingInt((BenchmarkRow row) -> Status.rank(row.verdict()))
                .thenComparingDouble(row -> row.ratio() == null ? 0 : -Math.abs(Math.log(row.ratio()))));
        return rows;
    }

    private BenchmarkRow row(Key key) {
        Receipt.Benchmark benchmark = planned.get(key.benchmark());
        Receipt.Estimate estimate = estimates.get(key);
        Receipt.Comparison comparison = comparisons.get(key);
        String verdict = comparison != null ? comparison.verdict() : estimate != null ? Status.MEASURED : Status.NO_RESULT;
        String name = benchmark == null
                ? key.benchmark()
                : ScoreTable.shortName(benchmark.className(), benchmark.method(), benchmark.params(), benchmark.mode());
        return new BenchmarkRow(key.benchmark(), key.metric(), key.metric().equals("score") ? name : name + " " + key.metric(), verdict,
                benchmark, estimate, comparison, forks.getOrDefault(key, List.of()), baseForks.getOrDefault(key, List.of()));
    }
}
