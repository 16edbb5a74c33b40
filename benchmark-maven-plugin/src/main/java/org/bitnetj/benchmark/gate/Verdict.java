package org.bitnetj.benchmark.gate;

import java.util.ArrayList;
import java.util.List;

/**
 * Outcome of a gate.
 *
 * @param status {@code pass}, {@code failure} or {@code neutral}
 * @param reasons why; empty for a pass
 */
public record Verdict(Status status, List<String> reasons) {
    /**
     * Both together: the worse status, and all reasons, those of a failure first.
     *
     * @param other another verdict
     * @return the verdict of both
     */
    public Verdict and(Verdict other) {
        boolean otherFirst = other.status == Status.FAILURE && status != Status.FAILURE;
        Status worse = rank(other.status) > rank(status) ? other.status : status;
        List<String> all = new ArrayList<>(otherFirst ? other.reasons : reasons);
        all.addAll(otherFirst ? reasons : other.reasons);
        return new Verdict(worse, List.copyOf(all));
    }

    private static int rank(Status status) {
        return switch (status) {
            case PASS -> 0;
            case NEUTRAL -> 1;
            case FAILURE -> 2;
        };
    }

    /** The three outcomes. */
    public enum Status {
        /** Everything planned was measured. */
        PASS("pass", "success"),
        /** Something failed or is missing. */
        FAILURE("failure", "failure"),
        /** Nothing is wrong, but not everything was measured. */
        NEUTRAL("neutral", "neutral");

        private final String label;
        private final String conclusion;

        Status(String label, String conclusion) {
            this.label = label;
            this.conclusion = conclusion;
        }

        /**
         * What people read.
         *
         * @return the label
         */
        public String label() {
            return label;
        }

        /**
         * What a check run is told.
         *
         * @return the conclusion
         */
        public String conclusion() {
            return conclusion;
        }
    }
}
