package org.bitnetj.benchmark.baseline;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.bitnetj.benchmark.receipt.Receipt;

/**
 * The accepted scores of one module on one kind of machine, raw, as they stand in a file of the project.
 *
 * @param schemaVersion version of this form
 * @param module group and artifact
 * @param fingerprint that of the environment
 * @param environment what measured, for people
 * @param benchmarks by name
 */
public record Baseline(String schemaVersion, String module, String fingerprint, Receipt.Environment environment,
        List<Accepted> benchmarks) {
    /** Version of the form that this class writes. */
    public static final String SCHEMA_VERSION = "1.0.0";

    /** Orders the benchmarks, so that two branches that accept different ones can be merged line by line. */
    public Baseline {
        benchmarks = benchmarks.stream().sorted(Comparator.comparing(Accepted::benchmark)).toList();
    }

    /**
     * One benchmark.
     *
     * @param benchmark full name
     * @param byteCode digest of the benchmark's own classes
     * @param runId receipt that it comes from
     * @param acceptedAt when, RFC 3339
     * @param commit full hash; null when unknown
     * @param dirty whether the tree had changes; null when unknown
     * @param reason why it was accepted
     * @param metrics raw scores
     */
    public record Accepted(String benchmark, String byteCode, String runId, String acceptedAt, String commit, Boolean dirty, String reason,
            List<Metric> metrics) {}

    /**
     * One metric.
     *
     * @param metric {@code score}, or the name of a secondary metric
     * @param unit its unit
     * @param better {@code higher} or {@code lower}; null for secondary metrics
     * @param forks values as [fork][iteration]
     */
    public record Metric(String metric, String unit, String better, List<List<Double>> forks) {}

    Map<String, Accepted> byName() {
        return benchmarks.stream().collect(Collectors.toMap(Accepted::benchmark, accepted -> accepted));
    }

    /** The form that a receipt carries. */
    Receipt.Baseline section(String id) {
        return new Receipt.Baseline("found", id, fingerprint, null, environment, benchmarks.stream()
                .flatMap(b -> b.metrics().stream().map(m -> new Receipt.BaselineEntry(b.benchmark(), b.byteCode(), b.runId(), b.dirty(),
                        m.metric(), m.unit(), m.better(), m.forks())))
                .toList());
    }
}
