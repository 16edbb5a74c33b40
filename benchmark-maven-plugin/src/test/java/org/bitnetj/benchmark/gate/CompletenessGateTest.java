package org.bitnetj.benchmark.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CompletenessGateTest {
    private static final Policy USUAL = Policy.usual(true, false);
    private static final Policy LENIENT = Policy.usual(false, false);
    private static final Policy STRICT = Policy.usual(true, true);
    private static final Set<String> NONE = Set.of();
    private static final Set<String> A = Set.of("a");
    private static final Set<String> AB = Set.of("a", "b");

    static Stream<Arguments> table() {
        return Stream.of(
                row("all measured", found(AB, AB, AB, NONE), USUAL, Verdict.Status.PASS),
                row("one failed", found(AB, A, AB, Set.of("b")), USUAL, Verdict.Status.FAILURE, "benchmark failed: b"),
                row("one failed, lenient", found(AB, A, A, Set.of("b")), LENIENT, Verdict.Status.FAILURE, "benchmark failed: b"),
                row("one missing", found(AB, A, A, NONE), USUAL, Verdict.Status.FAILURE, "benchmark missing: b"),
                row("one missing, lenient", found(AB, A, A, NONE), LENIENT, Verdict.Status.NEUTRAL, "benchmark missing: b"),
                row("one too many", found(A, AB, AB, NONE), USUAL, Verdict.Status.FAILURE, "benchmark was not planned but ran: b"),
                row("one not judged", found(AB, AB, A, NONE), USUAL, Verdict.Status.FAILURE, "benchmark ran but was not judged: b"),
                row("judged out of nothing", found(A, A, AB, NONE), USUAL, Verdict.Status.FAILURE,
                        "benchmark was judged but did not run: b"),
                row("nothing at all", found(NONE, NONE, NONE, NONE), USUAL, Verdict.Status.NEUTRAL, "no benchmarks found"),
                row("no benchmarks", nothing(), USUAL, Verdict.Status.NEUTRAL, "no benchmarks found: why"),
                row("no benchmarks, strict", nothing(), STRICT, Verdict.Status.FAILURE, "no benchmarks found: why"),
                row("probe failed", new Findings(A, A, A, NONE, List.of("P"), List.of(), null, false), USUAL, Verdict.Status.FAILURE,
                        "probe failed: P"),
                row("left out", new Findings(A, A, A, NONE, List.of(), List.of("x", "y"), null, false), USUAL, Verdict.Status.NEUTRAL,
                        "skipped (bounded by policy): 2 of 3 benchmarks left out"),
                row("all left out", new Findings(NONE, NONE, NONE, NONE, List.of(), List.of("x"), null, false), USUAL,
                        Verdict.Status.NEUTRAL,
                        "skipped (bounded by policy): 1 of 1 benchmarks left out"),
                row("failed and left out", new Findings(AB, A, A, Set.of("b"), List.of(), List.of("x"), null, false), USUAL,
                        Verdict.Status.FAILURE, "benchmark failed: b", "skipped (bounded by policy): 1 of 3 benchmarks left out"),
                row("interrupted", new Findings(AB, A, A, NONE, List.of(), List.of(), null, true), USUAL, Verdict.Status.NEUTRAL,
                        "the run did not come to its end"));
    }

    private static Arguments row(String name, Findings findings, Policy policy, Verdict.Status status, String... reasons) {
        return Arguments.of(name, findings, policy, status, List.of(reasons));
    }

    private static Findings found(Set<String> expected, Set<String> executed, Set<String> judged, Set<String> failed) {
        return new Findings(expected, executed, judged, failed, List.of(), List.of(), null, false);
    }

    private static Findings nothing() {
        return new Findings(NONE, NONE, NONE, NONE, List.of(), List.of(), "no benchmarks found: why", false);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("table")
    void judges(String name, Findings findings, Policy policy, Verdict.Status status, List<String> reasons) {
        assertThat(CompletenessGate.judge(findings, policy)).as(name).isEqualTo(new Verdict(status, reasons));
    }

    @Test
    void conclusionsAreThoseOfCheckRuns() {
        assertThat(Stream.of(Verdict.Status.values()).map(Verdict.Status::conclusion)).containsExactly("success", "failure", "neutral");
        assertThat(Stream.of(Verdict.Status.values()).map(Verdict.Status::label)).containsExactly("pass", "failure", "neutral");
    }
}
