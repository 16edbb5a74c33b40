package org.bitnetj.benchmark.view;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeSet;
import java.util.stream.Collectors;

import org.bitnetj.benchmark.receipt.Receipt;

/** The lines that point to data: one a gate, every number from the receipt, nothing that was not measured. */
public final class Evidence {
    private Evidence() {}

    /**
     * The line of the benchmark gate.
     *
     * @param receipt any receipt
     * @return {@code benchmarks: jmh: 24 benchmarks ok}, for one
     */
    public static String benchmarks(Receipt receipt) {
        return "benchmarks: jmh: " + counts(receipt);
    }

    /**
     * The line on regressions: the geometric mean of the changes of all benchmarks with its 95 % interval, and what was found.
     *
     * @param receipt any receipt
     * @return {@code perf: Δ vs baseline: +1.2 % [-0.3, +2.6]; 0 regressed, 1 inconclusive (MDE 2.4 %)}; empty when nothing was compared
     */
    public static Optional<String> perf(Receipt receipt) {
        if (receipt.comparisons() == null || receipt.comparisons().isEmpty()) {
            return Optional.empty();
        }
        String text = "perf: Δ vs baseline: ";
        Receipt.Change change = receipt.change();
        if (change == null) {
            text += "not comparable";
        } else {
            text += Numbers.change(change.ratio()).replace('-', '−') + " %";
            if (change.lower() != null) {
                text += " [" + Numbers.change(change.lower()).replace('-', '−') + ", " + Numbers.change(change.upper()).replace('-', '−')
                        + "]";
            }
        }
        text += "; " + count(receipt, "REGRESSED") + " regressed";
        if (count(receipt, "IMPROVED") > 0) {
            text += ", " + count(receipt, "IMPROVED") + " improved";
        }
        if (count(receipt, "INCONCLUSIVE") > 0) {
            OptionalDouble mde = receipt.comparisons()
                    .stream()
                    .filter(c -> c.verdict().equals("INCONCLUSIVE") && c.mde() != null)
                    .mapToDouble(Receipt.Comparison::mde)
                    .max();
            text += ", " + count(receipt, "INCONCLUSIVE") + " inconclusive";
            text += mde.isPresent() ? " (MDE " + Numbers.change(1 + mde.getAsDouble()).substring(1) + " %)" : "";
        }
        if (count(receipt, "INCOMPARABLE") > 0) {
            text += ", " + count(receipt, "INCOMPARABLE") + " incomparable";
        }
        return Optional.of(text);
    }

    private static long count(Receipt receipt, String verdict) {
        return receipt.comparisons().stream().filter(c -> c.verdict().equals(verdict)).count();
    }

    /**
     * The content of evidence.txt.
     *
     * @param receipt any receipt
     * @return a line for each gate, and one on regressions when something was compared
     */
    public static String text(Receipt receipt) {
        return receipt.gates().stream().map(gate -> gate.evidence() + "\n").collect(Collectors.joining())
                + perf(receipt).map(line -> line + "\n").orElse("");
    }

    private static String counts(Receipt receipt) {
        if (receipt.plan() == null || (receipt.plan().benchmarks().isEmpty() && receipt.plan().leftOut().isEmpty())) {
            return "nothing measured" + (receipt.failures().isEmpty() ? "" : ", " + receipt.failures().size() + " probes failed")
                    + skipped(receipt);
        }
        int planned = receipt.plan().benchmarks().size();
        long failed = failedBenchmarks(receipt);
        long complete = receipt.samples()
                .stream()
                .filter(samples -> samples.better() != null && samples.forks().stream().noneMatch(List::isEmpty))
                .map(Receipt.Samples::benchmark)
                .distinct()
                .count();
        String text = complete == planned ? counted(planned) + " ok" : complete + " of " + counted(planned) + " ok";
        if (failed > 0) {
            text += ", " + failed + " failed";
        }
        long probes = receipt.failures().stream().filter(failure -> failure.probe() != null).count();
        if (probes > 0) {
            text += ", " + probes + (probes == 1 ? " probe failed" : " probes failed");
        }
        if (!receipt.plan().leftOut().isEmpty()) {
            text += "; skipped (bounded by policy)";
        }
        return text + fallback(receipt, complete);
    }

    /** What was done instead of what was asked for: fewer benchmarks, or further attempts. */
    private static String fallback(Receipt receipt, long complete) {
        List<String> results = new ArrayList<>();
        List<String> reasons = new ArrayList<>();
        if (!receipt.plan().leftOut().isEmpty()) {
            results.add(complete + " measured, " + receipt.plan().leftOut().size() + " untested");
            reasons.add("budget " + receipt.plan().budget());
        }
        List<Receipt.Attempt> further = receipt.attempts()
                .stream()
                .filter(attempt -> attempt.change() != null && attempt.outcome().startsWith("measured"))
                .toList();
        if (!further.isEmpty()) {
            results.add(further.size() + (further.size() == 1 ? " fork" : " forks") + " measured on a further attempt");
            reasons.add(further.get(0).change());
        }
        return results.isEmpty() ? "" : "; method:alt1; result:" + String.join(", ", results) + "; reason:" + String.join(", ", reasons);
    }

    /** Preconditions that do not hold; empty when nobody looked. */
    static List<Receipt.Precondition> failedPreconditions(Receipt receipt) {
        return receipt.preconditions() == null
                ? List.of()
                : receipt.preconditions().stream().filter(precondition -> precondition.status().equals("fail")).toList();
    }

    private static String skipped(Receipt receipt) {
        List<Receipt.Precondition> failed = failedPreconditions(receipt);
        return failed.isEmpty()
                ? ""
                : "; result: " + receipt.nothingSelected() + "; reason: " + failed.get(0).name() + ": " + failed.get(0).evidence();
    }

    private static long failedBenchmarks(Receipt receipt) {
        return receipt.failures()
                .stream()
                .map(Receipt.Failure::benchmark)
                .filter(name -> name != null)
                .collect(Collectors.toCollection(TreeSet::new))
                .size();
    }

    private static String counted(int benchmarks) {
        return benchmarks + (benchmarks == 1 ? " benchmark" : " benchmarks");
    }
}
