package org.bitnetj.benchmark.fork;

import java.nio.file.Path;
import java.time.Instant;

import org.bitnetj.benchmark.plan.Step;

/**
 * How an attempt at a step ended.
 *
 * @param step the step
 * @param startedAt when it began; null when it was not run
 * @param finishedAt when it ended; null when it was not run
 * @param measurement what it measured; null when it failed or was not run
 * @param failure why it failed; null when it measured
 * @param attempt number of the attempt, from 1
 * @param change what is different from the first attempt; null for that one
 * @param triedAgain true when another attempt follows, so that this is not the end of the step
 */
public record StepOutcome(Step step, Instant startedAt, Instant finishedAt, Measurement measurement, Failure failure,
        int attempt, String change, boolean triedAgain) {
    /**
     * The end of the first attempt.
     *
     * @param step the step
     * @param startedAt when it began; null when it was not run
     * @param finishedAt when it ended; null when it was not run
     * @param measurement what it measured; null when it failed or was not run
     * @param failure why it failed; null when it measured
     */
    public StepOutcome(Step step, Instant startedAt, Instant finishedAt, Measurement measurement, Failure failure) {
        this(step, startedAt, finishedAt, measurement, failure, 1, null, false);
    }

    /**
     * The same outcome of another attempt.
     *
     * @param number of the attempt
     * @param difference from the first attempt; null for that one
     * @param again whether another one follows
     * @return a copy
     */
    StepOutcome ofAttempt(int number, String difference, boolean again) {
        return new StepOutcome(step, startedAt, finishedAt, measurement, failure, number, difference, again);
    }

    /**
     * The same attempt, which turned out to have failed.
     *
     * @param why it failed
     * @return a copy without measurement
     */
    public StepOutcome failedBecause(Failure why) {
        return new StepOutcome(step, startedAt, finishedAt, null, why, attempt, change, triedAgain);
    }

    /**
     * Why a step failed.
     *
     * @param message one line
     * @param detail stack trace, or the end of what the JVM printed
     * @param log where all of its output is; null when it was not run
     */
    public record Failure(String message, String detail, Path log) {}
}
