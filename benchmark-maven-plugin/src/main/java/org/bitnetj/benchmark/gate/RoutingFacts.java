package org.bitnetj.benchmark.gate;

import java.util.List;
import java.util.Set;

/**
 * What the next step after a run depends on.
 *
 * @param status worst status of all gates
 * @param reasons of the gates
 * @param interrupted whether the run was cut
 * @param failedPreconditions names of preconditions that do not hold
 * @param failedRuns benchmarks and probes that failed
 * @param leaks what leaks
 * @param inaccurate accuracy figures below their threshold, in words
 * @param slower regressions that are not waived, the worst first
 * @param comparedFormats weight formats among the benchmarks that were compared
 * @param planned number of benchmarks that were measured
 * @param leftOut number of benchmarks that were left out
 * @param gpuUnavailable reasons why no GPU was used
 * @param compared whether there was a baseline to compare with
 */
public record RoutingFacts(Verdict.Status status, List<String> reasons, boolean interrupted, List<String> failedPreconditions,
        List<String> failedRuns, List<String> leaks, List<String> inaccurate, List<Slower> slower, Set<String> comparedFormats,
        int planned, int leftOut, List<String> gpuUnavailable, boolean compared) {
    /** Copies all lists. */
    public RoutingFacts {
        reasons = List.copyOf(reasons);
        failedPreconditions = List.copyOf(failedPreconditions);
        failedRuns = List.copyOf(failedRuns);
        leaks = List.copyOf(leaks);
        inaccurate = List.copyOf(inaccurate);
        slower = List.copyOf(slower);
        comparedFormats = Set.copyOf(comparedFormats);
        gpuUnavailable = List.copyOf(gpuUnavailable);
    }

    /**
     * A regression.
     *
     * @param name of the benchmark, and of the metric where it is not the score
     * @param format weight format of the benchmark; null when it has none
     * @param ratio candidate / baseline
     * @param reason the comparison in words
     */
    public record Slower(String name, String format, double ratio, String reason) {}
}
