package org.bitnetj.benchmark.gate;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;

/**
 * A regression that is known and accepted for a while.
 *
 * @param benchmark full name of the benchmark
 * @param metric {@code score}, or the name of a secondary metric
 * @param ceiling largest ratio of times that is accepted, 1.10 for 10 % slower
 * @param expires last day on which it holds, {@code 2027-01-31}
 * @param issue where the regression is followed up
 * @param reason why it is accepted
 */
public record Waiver(String benchmark, String metric, double ceiling, String expires, String issue, String reason) {
    /** Refuses what says too little. */
    public Waiver {
        for (String text : new String[]{benchmark, metric, expires, issue, reason}) {
            if (text == null || text.isBlank()) {
                throw new IllegalArgumentException("a waiver needs benchmark, metric, ceiling, expires, issue and reason; "
                        + (benchmark == null ? "one without benchmark" : benchmark) + " lacks some");
            }
        }
        if (!(ceiling > 1)) {
            throw new IllegalArgumentException(
                    "the ceiling of the waiver of " + benchmark + " must be above 1, 1.10 for 10 % slower; it is "
                            + ceiling);
        }
        try {
            LocalDate.parse(expires);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("the waiver of " + benchmark + " expires on a day such as 2027-01-31, not " + expires, e);
        }
    }

    /**
     * Whether the waiver counts.
     *
     * @param day the day of the run
     * @return true up to the day on which it expires
     */
    public boolean holdsOn(LocalDate day) {
        return !day.isAfter(LocalDate.parse(expires));
    }
}
