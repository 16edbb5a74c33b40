package org.bitnetj.benchmark.gate;

import java.util.List;

/**
 * What the user wants to be told of by a red build.
 *
 * @param margin allowed slowdown, 0.03 for 3 %
 * @param alpha level of the tests, 0.05 for 5 %
 * @param looks how often the growing data may be looked at; each look gets Pocock's share of alpha
 * @param failOnRegression a benchmark that is slower than the margin allows
 * @param failOnInconclusive a benchmark whose samples can not tell
 * @param failOnMissingBaseline a benchmark without baseline
 * @param failOnMissingBenchmark a benchmark that was planned and has no result, or is in the baseline and does not exist any more
 * @param failOnEnvironmentMismatch a baseline that another machine or JVM measured
 * @param failWhenNoBenchmarks a module without any
 * @param waivers regressions that are known and accepted for a while
 * @param failOnPrecondition a precondition that does not hold, so that nothing is measured
 */
public record Policy(double margin, double alpha, int looks, boolean failOnRegression, boolean failOnInconclusive,
        boolean failOnMissingBaseline, boolean failOnMissingBenchmark, boolean failOnEnvironmentMismatch, boolean failWhenNoBenchmarks,
        List<Waiver> waivers, boolean failOnPrecondition) {
    /** Checks the numbers. */
    public Policy {
        if (!(margin >= 0 && margin < 10)) {
            throw new IllegalArgumentException("the margin must be 0 or more, 0.03 for 3 %; it is " + margin);
        }
        if (!(alpha > 0 && alpha < 0.5)) {
            throw new IllegalArgumentException("alpha must lie between 0 and 0.5, 0.05 for 5 %; it is " + alpha);
        }
        if (looks < 1 || looks > 10) {
            throw new IllegalArgumentException("looks must be between 1 and 10, not " + looks);
        }
        waivers = List.copyOf(waivers);
    }

    /**
     * A policy that fails when a precondition does not hold.
     *
     * @param margin see there
     * @param alpha see there
     * @param looks see there
     * @param failOnRegression see there
     * @param failOnInconclusive see there
     * @param failOnMissingBaseline see there
     * @param failOnMissingBenchmark see there
     * @param failOnEnvironmentMismatch see there
     * @param failWhenNoBenchmarks see there
     * @param waivers see there
     */
    public Policy(double margin, double alpha, int looks, boolean failOnRegression, boolean failOnInconclusive,
            boolean failOnMissingBaseline, boolean failOnMissingBenchmark, boolean failOnEnvironmentMismatch,
            boolean failWhenNoBenchmarks, List<Waiver> waivers) {
        this(margin, alpha, looks, failOnRegression, failOnInconclusive, failOnMissingBaseline, failOnMissingBenchmark,
                failOnEnvironmentMismatch, failWhenNoBenchmarks, waivers, true);
    }

    /**
     * Only what concerns completeness, with the usual margin for the rest.
     *
     * @param failOnMissingBenchmark see there
     * @param failWhenNoBenchmarks see there
     * @return a policy with margin 3 % and alpha 5 % that fails for regressions
     */
    public static Policy usual(boolean failOnMissingBenchmark, boolean failWhenNoBenchmarks) {
        return new Policy(0.03, 0.05, 1, true, false, false, failOnMissingBenchmark, false, failWhenNoBenchmarks, List.of());
    }

    /**
     * The same policy with other looks.
     *
     * @param number how often the growing data may be looked at
     * @return a copy
     */
    public Policy withLooks(int number) {
        return new Policy(margin, alpha, number, failOnRegression, failOnInconclusive, failOnMissingBaseline, failOnMissingBenchmark,
                failOnEnvironmentMismatch, failWhenNoBenchmarks, waivers, failOnPrecondition);
    }
}
