package org.bitnetj.benchmark.gate;

import java.util.List;

/**
 * Outcome of a gate.
 *
 * @param status {@code pass}, {@code failure} or {@code neutral}
 * @param reasons why; empty for a pass
 */
public record Verdict(Status status, List<String> reasons) {
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
