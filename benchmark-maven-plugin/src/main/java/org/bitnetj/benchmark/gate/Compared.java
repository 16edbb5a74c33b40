package org.bitnetj.benchmark.gate;

import org.bitnetj.benchmark.statistics.MarginVerdict;

/**
 * What a comparison came to.
 *
 * @param benchmark full name
 * @param metric {@code score}, or the name of a secondary metric
 * @param verdict what the statistics say
 * @param cause why the samples must not be compared; null when they may
 * @param ratio of times, candidate / baseline; NaN when there is none
 * @param reason in words, with the numbers
 */
public record Compared(String benchmark, String metric, MarginVerdict verdict, Cause cause, double ratio, String reason) {
    /** Why samples must not be compared. */
    public enum Cause {
        /** Another machine or JVM measured the baseline. */
        ENVIRONMENT,
        /** The baseline does not know the benchmark. */
        NEW,
        /** The benchmark itself is not the same any more. */
        EDITED,
        /** The samples are none: other unit, all equal, or those of the baseline itself. */
        SAMPLES
    }
}
