package org.bitnetj.benchmark.precondition;

import java.time.Duration;
import java.util.function.Supplier;

/**
 * Something that should hold before benchmarks are worth their time.
 *
 * @param name {@code compiled}, {@code tests}, {@code formatter}, {@code lint}, {@code freshness}, {@code clean-tree} or {@code quiet-machine}
 * @param status whether it holds
 * @param evidence what was looked at, and what it said
 * @param duration how long the look took
 */
public record Precondition(String name, Status status, String evidence, Duration duration) {
    /** Whether it holds. */
    public enum Status {
        /** It holds. */
        PASS("pass"),
        /** It does not, and benchmarks would measure the wrong thing. */
        FAIL("fail"),
        /** It can not be known, or is only worth knowing. */
        NEUTRAL("neutral");

        private final String label;

        Status(String label) {
            this.label = label;
        }

        /**
         * What a receipt calls it.
         *
         * @return the label
         */
        public String label() {
            return label;
        }
    }

    /** What a look came to. */
    record Outcome(Status status, String evidence) {
        static Outcome pass(String evidence) {
            return new Outcome(Status.PASS, evidence);
        }

        static Outcome fail(String evidence) {
            return new Outcome(Status.FAIL, evidence);
        }

        static Outcome neutral(String evidence) {
            return new Outcome(Status.NEUTRAL, evidence);
        }
    }

    static Precondition look(String name, Supplier<Outcome> check) {
        long begin = System.nanoTime();
        Outcome outcome = check.get();
        return new Precondition(name, outcome.status(), outcome.evidence(), Duration.ofNanos(System.nanoTime() - begin));
    }
}
