package org.bitnetj.benchmark.view;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import org.bitnetj.benchmark.receipt.Receipt;

/** The last lines of a run: verdict, reasons, evidence, and the one next thing to do. */
public final class Summary {
    private static final int SHOWN_REASONS = 10;
    private static final String NOTHING = "nothing to do";
    private static final String RECEIPT = "receipt.json";
    private static final String ACCEPT = "the goal benchmark:accept, or -Dbenchmark.accept on the next run";

    private Summary() {}

    /**
     * Lays out the lines.
     *
     * @param receipt any receipt
     * @param path where it is, as the user should read it
     * @return the lines
     */
    public static List<String> lines(Receipt receipt, String path) {
        return lines(receipt, path, false);
    }

    /**
     * Lays out the lines.
     *
     * @param receipt any receipt
     * @param path where it is, as the user should read it
     * @param accepting whether this run becomes the baseline
     * @return the lines
     */
    public static List<String> lines(Receipt receipt, String path, boolean accepting) {
        List<String> lines = new ArrayList<>();
        for (Receipt.Gate gate : receipt.gates()) {
            lines.add(gate.name() + ": " + gate.status());
            gate.reasons().stream().limit(SHOWN_REASONS).forEach(reason -> lines.add("  " + reason));
            if (gate.reasons().size() > SHOWN_REASONS) {
                lines.add("  and " + (gate.reasons().size() - SHOWN_REASONS) + " more, see the receipt");
            }
            lines.add(gate.evidence());
        }
        lines.addAll(ProbeEvidence.lines(receipt));
        Evidence.perf(receipt).ifPresent(lines::add);
        if (!accepting && receipt.baseline() != null && receipt.baseline().state().equals("none") && !receipt.estimates().isEmpty()) {
            lines.add("baseline: none; accept with " + ACCEPT);
        }
        lines.add("receipt (" + receipt.status() + "): " + path);
        if (path.endsWith(RECEIPT)) {
            lines.add("report: " + path.substring(0, path.length() - RECEIPT.length()) + "report.html");
        }
        if (receipt.routing() != null) {
            lines.add("routing: " + receipt.routing().next() + " (" + receipt.routing().reason() + ")");
        }
        String next = next(receipt);
        lines.add("next: " + (accepting && next.startsWith(NOTHING)
                ? "keep the baseline under version control; the next run is compared with it"
                : next));
        return lines;
    }

    /**
     * One line for the end of a failed build.
     *
     * @param receipt a receipt with a failed gate
     * @param path where it is
     * @return what failed, why, and what to read
     */
    public static String failure(Receipt receipt, String path) {
        Receipt.Gate gate = receipt.gates().get(0);
        String text = gate.name() + " failed: " + gate.reasons().get(0);
        if (gate.reasons().size() > 1) {
            text += " (and " + (gate.reasons().size() - 1) + " more)";
        }
        if (!receipt.failures().isEmpty()) {
            text += ": " + receipt.failures().get(0).message();
        }
        text += worst(receipt, gate).map(worst -> "; worst regression: " + worst).orElse("");
        return text + ". Receipt: " + path + ". Next: " + next(receipt);
    }

    /** The largest of several regressions that the gate names; a single one stands in the line already. */
    private static Optional<String> worst(Receipt receipt, Receipt.Gate gate) {
        List<Receipt.Comparison> regressed = receipt.comparisons() == null
                ? List.of()
                : receipt.comparisons().stream().filter(c -> c.verdict().equals("REGRESSED") && c.ratio() != null).toList();
        if (regressed.isEmpty() || (regressed.size() == 1 && gate.reasons().get(0).startsWith("regressed: "))) {
            return Optional.empty();
        }
        return regressed.stream().max(Comparator.comparingDouble(Receipt.Comparison::ratio)).map(c -> c.benchmark() + " "
                + Numbers.change(c.ratio()) + " %"
                + (c.lower() == null ? "" : " [" + Numbers.change(c.lower()) + ", " + Numbers.change(c.upper()) + "]"));
    }

    private static String next(Receipt receipt) {
        if (!receipt.failures().isEmpty()) {
            Receipt.Failure first = receipt.failures().get(0);
            return first.log() == null ? "read failures in the receipt" : "read " + first.log() + " beside the receipt";
        }
        if (!Evidence.failedPreconditions(receipt).isEmpty()) {
            Receipt.Precondition first = Evidence.failedPreconditions(receipt).get(0);
            return "see to it that precondition " + first.name() + " holds, and run again; benchmarks of a broken build say nothing";
        }
        if (receipt.plan() == null && receipt.environment() != null) {
            // the module's benchmarks were listed, and none was taken
            return "correct benchmark.includes and benchmark.excludes; raw/list.jsonl beside the receipt lists the benchmarks";
        }
        if (receipt.plan() == null || (receipt.estimates().isEmpty() && receipt.plan().leftOut().isEmpty())) {
            return "add a JMH benchmark to this module, or leave the plugin out of it";
        }
        if (!receipt.plan().leftOut().isEmpty()) {
            return "raise benchmark.budget, or narrow benchmark.includes, to measure what was left out";
        }
        Optional<String> compared = afterComparison(receipt);
        if (compared.isPresent()) {
            return compared.get();
        }
        return receipt.status().equals(Receipt.COMPLETE) ? NOTHING + "; keep the receipt with the build" : "run again: the run was cut";
    }

    private static Optional<String> afterComparison(Receipt receipt) {
        List<String> verdicts = receipt.comparisons() == null
                ? List.of()
                : receipt.comparisons().stream().map(Receipt.Comparison::verdict).toList();
        if (verdicts.contains("REGRESSED")) {
            return Optional.of("find the cause, and run again; or accept the cost with benchmark:accept -Dbenchmark.reason=\"...\"");
        }
        if (receipt.gates().stream().flatMap(gate -> gate.reasons().stream())
                .anyMatch(reason -> reason.startsWith("benchmark missing: "))) {
            return Optional.of("bring back the benchmark that is missing, or drop it from the baseline with " + ACCEPT);
        }
        if (verdicts.contains("INCOMPARABLE")) {
            return Optional.of("make this run the baseline of what could not be compared, with " + ACCEPT);
        }
        if (verdicts.contains("INCONCLUSIVE")) {
            return Optional.of("buy more forks (benchmark.forks, benchmark.profile, benchmark.budget)" + iterations(receipt)
                    + ", or quiet the machine");
        }
        return Optional.empty();
    }

    /** Where forks of half or twice the length would buy more: said of the benchmarks that are undecided, by the median. */
    private static String iterations(Receipt receipt) {
        if (receipt.noise() == null) {
            return "";
        }
        Set<String> undecided = receipt.comparisons().stream().filter(c -> c.verdict().equals("INCONCLUSIVE"))
                .map(Receipt.Comparison::benchmark).collect(Collectors.toSet());
        int[] best = receipt.noise().stream().filter(noise -> undecided.contains(noise.benchmark()))
                .mapToInt(Receipt.Noise::bestIterations).sorted().toArray();
        int median = best.length == 0 ? receipt.plan().iterations() : best[best.length / 2];
        boolean near = median * 2 > receipt.plan().iterations() && median < 2 * receipt.plan().iterations();
        return near ? "" : " of " + median + " iterations each (benchmark.iterations=" + median + "), which buys most for the time";
    }
}
