package org.bitnetj.benchmark.view;

import java.util.List;
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
     * The content of evidence.txt.
     *
     * @param receipt any receipt
     * @return a line for each gate
     */
    public static String text(Receipt receipt) {
        return receipt.gates().stream().map(gate -> gate.evidence() + "\n").collect(Collectors.joining());
    }

    private static String counts(Receipt receipt) {
        if (receipt.plan() == null || (receipt.plan().benchmarks().isEmpty() && receipt.plan().leftOut().isEmpty())) {
            return "nothing measured" + (receipt.failures().isEmpty() ? "" : ", " + receipt.failures().size() + " probes failed");
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
            text += "; result: skipped (bounded by policy): " + receipt.plan().leftOut().size() + " left out";
        }
        return text;
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
