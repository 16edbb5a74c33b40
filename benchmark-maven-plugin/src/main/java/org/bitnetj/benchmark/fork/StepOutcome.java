package org.bitnetj.benchmark.fork;

import java.nio.file.Path;
import java.time.Instant;

import org.bitnetj.benchmark.plan.Step;

/**
 * How a step ended.
 *
 * @param step the step
 * @param startedAt when it began; null when it was not run
 * @param finishedAt when it ended; null when it was not run
 * @param measurement what it measured; null when it failed or was not run
 * @param failure why it failed; null when it measured
 */
public record StepOutcome(Step step, Instant startedAt, Instant finishedAt, Measurement measurement, Failure failure) {
    /**
     * Why a step failed.
     *
     * @param message one line
     * @param detail stack trace, or the end of what the JVM printed
     * @param log where all of its output is; null when it was not run
     */
    public record Failure(String message, String detail, Path log) {}
}
