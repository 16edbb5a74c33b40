package org.bitnetj.benchmark.gate;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Who goes on after a run: a table whose first row that applies decides, from what blocks everything to what is done. */
public final class RoutingTable {
    /** A regression beyond this ratio is a case for repair, one below for review. */
    private static final double LARGE = 1.2;
    private static final String PRECONDITION = "precondition";
    private static final String SELF = "self";
    private static final String DETECTOR = "review-performance-regression-detector";
    private static final String FIXER = "impl-fixer";
    private static final String NO_GPU = "gpu hardware unavailable";
    private static final int LONGEST_NAME = 200;

    private static final List<Row> ROWS = List.of(
            new Row("interrupted", SELF, f -> when(f.interrupted(), "the run did not come to its end: run again")),
            new Row(PRECONDITION, FIXER, f -> first("precondition does not hold", f.failedPreconditions())),
            new Row("benchmark-failed", FIXER, f -> first("failed", f.failedRuns())),
            new Row("leak", "security-scanner", f -> first("leak", f.leaks())),
            new Row("accuracy", "mutation-tester", f -> first("accuracy below its threshold", f.inaccurate())),
            new Row("degraded-across-formats", "architecture-reviewer", RoutingTable::acrossFormats),
            new Row("regression", "perf-fixer",
                    f -> slower(f, f.slower().stream().filter(slower -> slower.ratio() > LARGE).toList(), "regressed above 20 %")),
            new Row("regression-small", DETECTOR, f -> slower(f, f.slower(), "regressed")),
            new Row("gate-failed", FIXER, f -> f.status() == Verdict.Status.FAILURE ? first("gate failed", f.reasons()) : Optional.empty()),
            new Row("left-out", SELF, f -> when(f.leftOut() > 0, f.leftOut() + " of " + (f.planned() + f.leftOut())
                    + " benchmarks left out: run again with an adjusted scope (at most 2 attempts)")),
            new Row("gpu-unavailable", SELF, f -> f.status() == Verdict.Status.NEUTRAL
                    ? f.gpuUnavailable().stream().findFirst().map(reason -> "continue with the CPU baseline: " + noGpu(reason))
                    : Optional.empty()),
            new Row("undecided", SELF, f -> f.status() == Verdict.Status.NEUTRAL ? first("undecided", f.reasons()) : Optional.empty()),
            new Row("verified", "FINALIZE -> docs-reviewer",
                    f -> when(f.status() == Verdict.Status.PASS && f.compared(), "everything verified: nothing regressed" + cpuOnly(f))),
            new Row("baseline-established", DETECTOR,
                    f -> when(f.status() == Verdict.Status.PASS, "all pass, baseline established" + cpuOnly(f))));

    private RoutingTable() {}

    /** A finding, who goes on with it by default, and the reason in words where the finding is there. */
    private record Row(String finding, String next, Function<RoutingFacts, Optional<String>> reason) {}

    /**
     * Where a run goes.
     *
     * @param finding the row of the table
     * @param state status of the gates
     * @param next who goes on
     * @param reason why
     */
    public record Route(String finding, String state, String next, String reason) {}

    /**
     * The findings in the order in which they decide.
     *
     * @return their names
     */
    public static List<String> findings() {
        return ROWS.stream().map(Row::finding).toList();
    }

    /**
     * Looks up the first row that applies.
     *
     * @param facts what is known of the run
     * @param names who goes on, by finding, where it is not the table's default; {@code precondition.NAME} is the fixer of that precondition
     * @return the route
     */
    public static Route route(RoutingFacts facts, Map<String, String> names) {
        for (Row row : ROWS) {
            Optional<String> reason = row.reason().apply(facts);
            if (reason.isPresent()) {
                String next = names.getOrDefault(row.finding(), row.next());
                if (row.finding().equals(PRECONDITION)) {
                    next = names.getOrDefault(PRECONDITION + "." + facts.failedPreconditions().get(0), next);
                }
                return new Route(row.finding(), facts.status().label(), next, reason.get());
            }
        }
        throw new IllegalStateException("no row for " + facts);
    }

    /**
     * Checks names that a user gives.
     *
     * @param names who goes on, by finding
     * @throws IllegalArgumentException when a finding is unknown, or a name is empty, too long or more than a line
     */
    public static void check(Map<String, String> names) {
        Set<String> known = ROWS.stream().map(Row::finding).collect(Collectors.toSet());
        names.forEach((finding, name) -> {
            if (!known.contains(finding) && !finding.startsWith(PRECONDITION + ".")) {
                throw new IllegalArgumentException(
                        "there is no finding " + finding + "; there are " + String.join(", ", findings()) + " and precondition.NAME");
            }
            if (name == null || name.isBlank() || name.length() > LONGEST_NAME || name.chars().anyMatch(Character::isISOControl)) {
                throw new IllegalArgumentException("finding " + finding + " needs a name of one line, at most " + LONGEST_NAME
                        + " characters");
            }
        });
    }

    /** Every format that was compared has a regression: no single kernel is to blame. */
    private static Optional<String> acrossFormats(RoutingFacts facts) {
        List<RoutingFacts.Slower> slower = facts.slower().stream().filter(s -> s.format() != null).toList();
        Set<String> formats = slower.stream().map(RoutingFacts.Slower::format).collect(Collectors.toSet());
        if (formats.size() < 2 || !formats.containsAll(facts.comparedFormats())) {
            return Optional.empty();
        }
        return slower(facts, slower, "regressed in all " + formats.size() + " formats");
    }

    private static Optional<String> slower(RoutingFacts facts, List<RoutingFacts.Slower> slower, String text) {
        String more = facts.slower().size() > 1 ? " (and " + (facts.slower().size() - 1) + " more)" : "";
        return slower.stream().findFirst().map(worst -> text + ": " + worst.name() + ": " + worst.reason() + more);
    }

    private static String cpuOnly(RoutingFacts facts) {
        return facts.gpuUnavailable().isEmpty() ? "" : "; CPU only, " + noGpu(facts.gpuUnavailable().get(0));
    }

    /** A probe's reason may begin with these words itself. */
    private static String noGpu(String reason) {
        return reason.startsWith(NO_GPU) ? reason : NO_GPU + ": " + reason;
    }

    private static Optional<String> first(String text, List<String> found) {
        String more = found.size() > 1 ? " (and " + (found.size() - 1) + " more)" : "";
        return found.stream().findFirst().map(one -> text + ": " + one + more);
    }

    private static Optional<String> when(boolean applies, String reason) {
        return applies ? Optional.of(reason) : Optional.empty();
    }
}
