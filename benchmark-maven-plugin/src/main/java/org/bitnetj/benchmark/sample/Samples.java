package org.bitnetj.benchmark.sample;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import org.bitnetj.benchmark.fork.Measurement;
import org.bitnetj.benchmark.plan.Benchmark;
import org.bitnetj.benchmark.plan.Plan;
import org.bitnetj.benchmark.plan.Step;

/** Raw scores of a run, as [fork][iteration] for each benchmark and metric. Takes only what the plan asked for and JMH can have measured. */
public final class Samples {
    /** Name of the metric that JMH calls the primary result. */
    public static final String SCORE = "score";

    private final int arm;
    private Plan plan;
    private final Map<String, Map<String, Series>> byBenchmark = new TreeMap<>();

    /**
     * One metric of one benchmark.
     *
     * @param benchmark name
     * @param metric {@code score}, or the name of a secondary metric
     * @param unit unit of the values
     * @param better {@code higher} or {@code lower}; null for secondary metrics, which do not tell
     * @param forks values by fork and iteration; a fork without result is empty
     */
    public record Series(String benchmark, String metric, String unit, String better, List<List<Double>> forks) {}

    /**
     * Starts empty.
     *
     * @param plan what will be measured
     * @param arm 0 for the candidate, 1 for the base
     */
    public Samples(Plan plan, int arm) {
        this.plan = plan;
        this.arm = arm;
    }

    /**
     * Goes on with a longer plan.
     *
     * @param longer the plan, with more blocks at its end
     */
    public void extend(Plan longer) {
        plan = longer;
        byBenchmark.forEach((benchmark, metrics) -> {
            int forks = plan.forks(benchmark, arm);
            metrics.values().forEach(series -> pad(series.forks, forks));
        });
    }

    private static void pad(List<List<Double>> forks, int size) {
        while (forks.size() < size) {
            forks.add(List.of());
        }
    }

    /**
     * Adds what a step measured, unless it is wrong.
     *
     * @param step the step
     * @param measurement what it measured
     * @return what is wrong; empty when the measurement was taken
     */
    public Optional<String> add(Step step, Measurement measurement) {
        Optional<String> wrong = check(step.benchmark(), measurement);
        if (wrong.isEmpty()) {
            put(step, SCORE, step.benchmark().better(), measurement.score());
            measurement.secondary().forEach((metric, series) -> put(step, metric, null, series));
        }
        return wrong;
    }

    /**
     * All series, ordered by benchmark, the score first.
     *
     * @return what was measured so far
     */
    public List<Series> series() {
        return byBenchmark.values()
                .stream()
                .flatMap(metrics -> metrics.values().stream()
                        .sorted((a, b) -> Boolean.compare(!a.metric.equals(SCORE), !b.metric.equals(SCORE))))
                .toList();
    }

    /**
     * Which of the planned forks have no result.
     *
     * @return numbers of forks, from 0, by name of the benchmark; only of benchmarks that miss some
     */
    public Map<String, List<Integer>> missing() {
        Map<String, List<Integer>> missing = new TreeMap<>();
        for (Benchmark benchmark : plan.benchmarks()) {
            Series score = byBenchmark.getOrDefault(benchmark.id(), Map.of()).get(SCORE);
            for (int fork = 0; fork < plan.forks(benchmark.id(), arm); fork++) {
                if (score == null || score.forks.get(fork).isEmpty()) {
                    missing.computeIfAbsent(benchmark.id(), id -> new ArrayList<>()).add(fork);
                }
            }
        }
        return missing;
    }

    private Optional<String> check(Benchmark benchmark, Measurement measurement) {
        List<Double> scores = measurement.score().values();
        if (scores.size() != plan.effort().iterations()) {
            return Optional.of("it delivered " + scores.size() + " of " + plan.effort().iterations() + " iterations; does it end the JVM?");
        }
        if (!measurement.score().unit().equals(benchmark.unit())) {
            return Optional.of("it measured " + measurement.score().unit() + ", but is listed with " + benchmark.unit());
        }
        for (int i = 0; i < scores.size(); i++) {
            if (!(scores.get(i) > 0) || scores.get(i).isInfinite()) {
                return Optional.of("iteration " + (i + 1) + " scored " + scores.get(i) + "; a score must be positive and finite");
            }
        }
        Optional<String> jump = Clock.jump(benchmark, measurement, plan.effort());
        if (jump.isPresent()) {
            return jump;
        }
        for (Map.Entry<String, Measurement.Series> secondary : measurement.secondary().entrySet()) {
            if (!secondary.getValue().values().stream().allMatch(Double::isFinite)) {
                return Optional
                        .of("metric " + secondary.getKey() + " has values " + secondary.getValue().values() + "; they must be finite");
            }
        }
        return Optional.empty();
    }

    private void put(Step step, String metric, String better, Measurement.Series measured) {
        String id = step.benchmark().id();
        Series series = byBenchmark.computeIfAbsent(id, name -> new TreeMap<>()).computeIfAbsent(metric, name -> {
            List<List<Double>> forks = new ArrayList<>();
            pad(forks, plan.forks(id, arm));
            return new Series(id, metric, measured.unit(), better, forks);
        });
        series.forks.set(step.fork(), List.copyOf(measured.values()));
    }
}
