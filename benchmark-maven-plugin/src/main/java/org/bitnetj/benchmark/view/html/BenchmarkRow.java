package org.bitnetj.benchmark.view.html;

import java.util.List;

import org.bitnetj.benchmark.receipt.Receipt;

/**
 * A metric of a benchmark in all that the receipt knows of it.
 *
 * @param id id of the benchmark
 * @param metric metric
 * @param name short name
 * @param verdict verdict, or {@link Status#MEASURED}, or {@link Status#NO_RESULT}
 * @param benchmark how it was planned; null when it is not in the plan
 * @param estimate its score; null when there is none
 * @param comparison its comparison; null when there is none
 * @param forks raw scores as [fork][iteration]
 * @param baseForks those of the baseline; empty without
 */
record BenchmarkRow(String id, String metric, String name, String verdict, Receipt.Benchmark benchmark, Receipt.Estimate estimate,
        Receipt.Comparison comparison, List<List<Double>> forks, List<List<Double>> baseForks) {
    /** The change, or null where there is none to draw. */
    Double ratio() {
        return comparison == null ? null : comparison.ratio();
    }

    String unit() {
        if (estimate != null) {
            return estimate.unit();
        }
        return benchmark == null ? "" : benchmark.unit();
    }

    List<String> labels() {
        return comparison == null || comparison.labels() == null ? List.of() : comparison.labels();
    }
}
