package org.bitnetj.benchmark.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.bitnetj.benchmark.fork.Measurement;
import org.bitnetj.benchmark.plan.Benchmarks;
import org.bitnetj.benchmark.plan.Budget;
import org.bitnetj.benchmark.plan.Effort;
import org.bitnetj.benchmark.plan.Plan;
import org.bitnetj.benchmark.plan.Step;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SamplesTest {
    private static final String B0 = "org.example.Suite.b00:avgt";
    private static final String B1 = "org.example.Suite.b01:avgt";

    private final Plan plan = Plan.of(new Budget.Share(Benchmarks.some(2), List.of()), List.of(),
            new Effort(2, 3, Duration.ofMillis(1), 0, Duration.ZERO), 1);
    private final Samples samples = new Samples(plan, 0);

    private Step step(String benchmark, int fork) {
        return plan.steps().stream().filter(s -> s.fork() == fork && s.benchmark().id().equals(benchmark)).findFirst().orElseThrow();
    }

    private static Measurement scores(Double... values) {
        return new Measurement(new Measurement.Series("ns/op", Arrays.asList(values)), Map.of());
    }

    @Test
    void keepsRawScoresByForkAndIteration() {
        assertThat(samples.add(step(B0, 1), scores(4.0, 5.0, 6.0))).isEmpty();
        assertThat(samples.add(step(B0, 0), scores(1.0, 2.0, 3.0))).isEmpty();
        assertThat(samples.series())
                .containsExactly(
                        new Samples.Series(B0, "score", "ns/op", "lower", List.of(List.of(1.0, 2.0, 3.0), List.of(4.0, 5.0, 6.0))));
    }

    @Test
    void namesTheForksThatAreMissing() {
        assertThat(samples.missing()).isEqualTo(Map.of(B0, List.of(0, 1), B1, List.of(0, 1)));
        samples.add(step(B0, 0), scores(1.0, 2.0, 3.0));
        samples.add(step(B0, 1), scores(1.0, 2.0, 3.0));
        samples.add(step(B1, 1), scores(1.0, 2.0, 3.0));
        assertThat(samples.missing()).isEqualTo(Map.of(B1, List.of(0)));
    }

    private Optional<String> jumped(double score, double nanos) {
        return samples.add(step(B0, 0), new Measurement(new Measurement.Series("ns/op", List.of(score, score, score)), Map.of(),
                List.of(1e6, nanos, 1e6)));
    }

    @Test
    void aClockThatJumpedIsNamed() {
        // it ran backwards, or said what no clock says
        assertThat(jumped(5, -3e9)).hasValueSatisfying(
                text -> assertThat(text).startsWith("iteration 2 lasted -3.000 s: the clock jumped").contains("clock source"));
        assertThat(jumped(5, Double.NaN)).hasValueSatisfying(text -> assertThat(text).contains("the clock jumped"));
        // an operation longer than the iteration that it is part of, beyond what a busy machine explains
        assertThat(jumped(1.1e9, 1e6)).hasValueSatisfying(text -> assertThat(text)
                .startsWith("iteration 1 lasted 0.001 s, and an operation in it is said to have taken 1.100 s: the clock jumped"));
        assertThat(samples.series()).isEmpty();
        assertThat(jumped(0.9e9, 1e6)).isEmpty();
    }

    @Test
    void anIterationThatIsFarTooShortIsNamed() {
        Effort effort = new Effort(2, 1, Duration.ofSeconds(10), 0, Duration.ZERO);
        Plan slow = Plan.of(new Budget.Share(Benchmarks.some(1), List.of()), List.of(), effort, 1);
        Measurement.Series score = new Measurement.Series("ns/op", List.of(5.0));
        assertThat(new Samples(slow, 0).add(slow.steps().get(0), new Measurement(score, Map.of(), List.of(3.9e9)))).hasValueSatisfying(
                text -> assertThat(text).startsWith("iteration 1 lasted 3.900 s of the 10.000 s it was to measure: the clock jumped"));
        assertThat(new Samples(slow, 0).add(slow.steps().get(0), new Measurement(score, Map.of(), List.of(4.1e9)))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -0.0})
    void refusesScoresThatCanNotBe(double wrong) {
        assertThat(samples.add(step(B0, 0), scores(1.0, wrong, 3.0))).hasValue(
                "iteration 2 scored " + wrong + "; a score must be positive and finite");
        assertThat(samples.series()).isEmpty();
    }

    @Test
    void refusesTooFewAndTooManyIterations() {
        assertThat(samples.add(step(B0, 0), scores(1.0, 2.0))).hasValueSatisfying(text -> assertThat(text).contains("2 of 3 iterations"));
        assertThat(samples.add(step(B0, 0), scores(1.0, 2.0, 3.0, 4.0))).hasValueSatisfying(text -> assertThat(text).contains("4 of 3"));
        assertThat(samples.add(step(B0, 0), scores())).hasValueSatisfying(text -> assertThat(text).contains("0 of 3 iterations"));
        assertThat(samples.missing()).containsEntry(B0, List.of(0, 1));
    }

    @Test
    void refusesAnotherUnit() {
        Measurement seconds = new Measurement(new Measurement.Series("s/op", List.of(1.0, 2.0, 3.0)), Map.of());
        assertThat(samples.add(step(B0, 0), seconds)).hasValue("it measured s/op, but is listed with ns/op");
    }

    @Test
    void secondaryMetricsMayBeZeroButMustBeFinite() {
        Measurement zero = new Measurement(new Measurement.Series("ns/op", List.of(1.0, 2.0, 3.0)),
                Map.of("alloc", new Measurement.Series("B/op", List.of(0.0, 0.0, 16.0))));
        assertThat(samples.add(step(B0, 0), zero)).isEmpty();
        assertThat(samples.series()).extracting(Samples.Series::metric).containsExactly("score", "alloc");
        Measurement nan = new Measurement(new Measurement.Series("ns/op", List.of(1.0, 2.0, 3.0)),
                Map.of("alloc", new Measurement.Series("B/op", List.of(Double.NaN, 0.0, 0.0))));
        assertThat(samples.add(step(B0, 1), nan)).hasValueSatisfying(text -> assertThat(text).contains("metric alloc"));
    }
}
