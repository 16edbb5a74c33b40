package org.bitnetj.benchmark.fork;

import java.util.List;
import java.util.Map;

import org.bitnetj.benchmark.plan.Benchmark;

/** What the harness tells, one event a line. */
sealed interface Event {
    /** The JVM of the forks described itself. */
    record Environment(ForkEnvironment environment) implements Event {}

    /** A benchmark exists. */
    record Listed(Benchmark benchmark) implements Event {}

    /** A fixed kernel was timed before a block. */
    record Ruler(RulerReading reading) implements Event {}

    /** An event of a step of the plan. */
    sealed interface OfStep extends Event {
        int step();
    }

    /** JMH is about to fork. */
    record StepStarted(int step) implements OfStep {}

    /** JMH's fork is running. */
    record Fork(int step, long pid) implements OfStep {}

    /** An iteration ended. */
    record Iteration(int step, boolean warmup, int iteration, double score, String unit) implements OfStep {}

    /** A step delivered. */
    record StepFinished(int step, String unit, List<Double> scores, Map<String, Measurement.Series> secondary, List<Double> nanos)
            implements
                OfStep {}

    /** JMH reported a failure. */
    record StepFailed(int step, String message, String stack) implements OfStep {}

    /** The harness did all that it was asked for. */
    record End() implements Event {}
}
