package org.bitnetj.benchmark.plan;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Which of the listed benchmarks the user wants.
 *
 * @param includes a benchmark is wanted when one of these is found in its name; none means all
 * @param excludes and none of these is; also for probes
 */
public record Selection(List<Pattern> includes, List<Pattern> excludes) {
    /**
     * Applies the selection.
     *
     * @param benchmarks what is listed
     * @return what is wanted, in the same order
     */
    public List<Benchmark> of(List<Benchmark> benchmarks) {
        return benchmarks.stream()
                .filter(benchmark -> includes.isEmpty() || anyFound(includes, benchmark))
                .filter(benchmark -> !anyFound(excludes, benchmark))
                .toList();
    }

    /**
     * Applies the selection to what is no benchmark; {@code includes} is about benchmarks alone.
     *
     * @param name class of a probe
     * @return whether nothing excludes it
     */
    public boolean admits(String name) {
        return excludes.stream().noneMatch(pattern -> pattern.matcher(name).find());
    }

    private static boolean anyFound(List<Pattern> patterns, Benchmark benchmark) {
        return patterns.stream().anyMatch(pattern -> pattern.matcher(benchmark.id()).find());
    }
}
