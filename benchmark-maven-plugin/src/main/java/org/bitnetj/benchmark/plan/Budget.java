package org.bitnetj.benchmark.plan;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/**
 * How long the benchmarks may take, and which are dearest when that is not enough for all.
 *
 * @param limit time for all forks of all benchmarks
 * @param priorities benchmarks in whose name the first pattern is found come first, then those of the second, then the rest; by name among equals
 */
public record Budget(Duration limit, List<Pattern> priorities) {
    /**
     * What the budget lets through, and what not.
     *
     * @param kept benchmarks that fit, by name
     * @param leftOut benchmarks that do not, each with the reason
     */
    public record Share(List<Benchmark> kept, List<LeftOut> leftOut) {}

    /**
     * A benchmark that is not run.
     *
     * @param benchmark its name
     * @param reason why
     */
    public record LeftOut(String benchmark, String reason) {}

    /**
     * Whole benchmarks are left out, never some of their forks: fewer forks would silently weaken every later comparison.
     *
     * @param benchmarks what is wanted
     * @param effort what each costs
     * @param arms 1, or 2 when each is measured in a base too
     * @return what fits
     */
    public Share share(List<Benchmark> benchmarks, Effort effort, int arms) {
        Comparator<Benchmark> byName = Comparator.comparing(Benchmark::id);
        List<Benchmark> ordered = benchmarks.stream().sorted(Comparator.comparingInt(this::rank).thenComparing(byName)).toList();
        List<Benchmark> kept = new ArrayList<>();
        List<LeftOut> leftOut = new ArrayList<>();
        for (Benchmark benchmark : ordered) {
            if (effort.benchmarkTime().multipliedBy((kept.size() + 1L) * arms).compareTo(limit) <= 0) {
                kept.add(benchmark);
            } else {
                leftOut.add(new LeftOut(benchmark.id(), "over the budget of " + limit));
            }
        }
        kept.sort(byName);
        return new Share(List.copyOf(kept), List.copyOf(leftOut));
    }

    private int rank(Benchmark benchmark) {
        for (int i = 0; i < priorities.size(); i++) {
            if (priorities.get(i).matcher(benchmark.id()).find()) {
                return i;
            }
        }
        return priorities.size();
    }
}
