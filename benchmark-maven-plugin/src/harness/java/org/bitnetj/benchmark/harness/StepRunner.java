package org.bitnetj.benchmark.harness;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.BenchmarkException;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Runs one step with stock JMH in a fork of its own, and tells what it measured, iteration by iteration. */
final class StepRunner {
    private final EventFile events;
    private final List<String> jvmArgs;

    StepRunner(EventFile events, List<String> jvmArgs) {
        this.events = events;
        this.jvmArgs = jvmArgs;
    }

    void run(StepList.Entry step) {
        events.write(JsonLine.event("step-started").put("step", step.index()));
        // JMH hands its own class path on to the fork, and reads it anew each time; the fork's arm has its own
        System.setProperty("java.class.path", step.classPath());
        try {
            LiveOutput output = new LiveOutput(events, step.index());
            Collection<RunResult> results = new Runner(options(step), output).run();
            events.write(finished(step, results).put("nanos", output.measuredNanos()));
        } catch (RunnerException e) {
            e.printStackTrace();
            events.write(failed(step, e));
        }
    }

    private Options options(StepList.Entry step) {
        List<String> args = new ArrayList<>(step.jvmArgs());
        args.addAll(jvmArgs);
        args.addAll(step.lastJvmArgs());
        // Our own watch decides what hangs; JMH's must never fire first, so it gets a limit that is out of reach.
        ChainedOptionsBuilder options = new OptionsBuilder().include("^" + Pattern.quote(step.method()) + "$")
                .mode(Mode.deepValueOf(step.mode()))
                .forks(1)
                .warmupForks(0)
                .shouldFailOnError(true)
                .warmupIterations(step.warmup())
                .warmupTime(TimeValue.milliseconds(step.warmupTime().toMillis()))
                .measurementIterations(step.iterations())
                .measurementTime(TimeValue.milliseconds(step.iterationTime().toMillis()))
                .timeout(new TimeValue(1, TimeUnit.DAYS))
                .jvmArgsPrepend()
                .jvmArgs(args.toArray(String[]::new));
        step.params().forEach(options::param);
        return options.build();
    }

    private static JsonLine finished(StepList.Entry step, Collection<RunResult> results) {
        List<Double> scores = new ArrayList<>();
        Map<String, Object> secondary = new LinkedHashMap<>();
        String unit = "";
        for (RunResult result : results) {
            for (BenchmarkResult fork : result.getBenchmarkResults()) {
                unit = fork.getScoreUnit();
                Map<String, List<Double>> others = new LinkedHashMap<>();
                Map<String, String> units = new LinkedHashMap<>();
                for (IterationResult iteration : fork.getIterationResults()) {
                    scores.add(iteration.getPrimaryResult().getScore());
                    for (Map.Entry<String, ? extends Result<?>> other : secondaryOf(iteration).entrySet()) {
                        others.computeIfAbsent(other.getKey(), name -> new ArrayList<>()).add(other.getValue().getScore());
                        units.put(other.getKey(), other.getValue().getScoreUnit());
                    }
                }
                others.forEach((name, values) -> secondary.put(name, Map.of("unit", units.get(name), "scores", values)));
            }
        }
        return JsonLine.event("step-finished").put("step", step.index()).put("unit", unit).put("scores", scores).put("secondary",
                secondary);
    }

    /** JMH declares the raw type. */
    @SuppressWarnings({"rawtypes", "unchecked"})
    private static Map<String, ? extends Result<?>> secondaryOf(IterationResult iteration) {
        return (Map) iteration.getSecondaryResults();
    }

    private static JsonLine failed(StepList.Entry step, RunnerException failure) {
        Throwable thrown = thrown(failure);
        StringBuilder message = new StringBuilder(thrown.toString());
        for (Throwable cause = thrown.getCause(); cause != null; cause = cause.getCause()) {
            message.append("; caused by ").append(cause);
        }
        StringWriter stack = new StringWriter();
        thrown.printStackTrace(new PrintWriter(stack, true));
        return JsonLine.event("step-failed").put("step", step.index()).put("message", message).put("stack", stack.toString());
    }

    /** The benchmark's own exception, out of JMH's wrappers; JMH's where the benchmark threw none. */
    private static Throwable thrown(RunnerException failure) {
        Throwable inner = failure;
        while (inner instanceof RunnerException || inner instanceof BenchmarkException) {
            Throwable next = inner.getSuppressed().length > 0 ? inner.getSuppressed()[0] : inner.getCause();
            if (next == null) {
                return inner;
            }
            inner = next;
        }
        return inner;
    }
}
