package org.bitnetj.benchmark.gate;

import java.util.List;
import java.util.Set;

/**
 * What a run found, as far as gates need it.
 *
 * @param expected names of the benchmarks that were planned
 * @param executed names of those that ran to the end in every fork
 * @param judged names of those that have an estimate
 * @param failedBenchmarks names of those of which at least one fork failed
 * @param failedProbes classes of the probes that failed
 * @param leftOut names of those that the budget left out
 * @param nothingSelected why there was nothing to run; null when there was
 * @param interrupted true while the run is not at its end
 */
public record Findings(Set<String> expected, Set<String> executed, Set<String> judged, Set<String> failedBenchmarks,
        List<String> failedProbes,
        List<String> leftOut, String nothingSelected, boolean interrupted) {}
