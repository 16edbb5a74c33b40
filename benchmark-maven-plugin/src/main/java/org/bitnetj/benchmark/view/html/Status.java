package org.bitnetj.benchmark.view.html;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/** How verdicts are called, marked, ordered and coloured. A mark stands beside every colour, for those who do not see it. */
final class Status {
    /** A planned benchmark without result. */
    static final String NO_RESULT = "NO_RESULT";
    /** A benchmark that there was nothing to compare with. */
    static final String MEASURED = "MEASURED";
    /** What a reviewer looks for comes first. */
    static final List<String> ORDER = List.of(NO_RESULT, "REGRESSED", "INCONCLUSIVE", "INCOMPARABLE", "IMPROVED", "NOT_REGRESSED",
            MEASURED);

    private static final Set<String> GOOD = Set.of("pass", "success", "ok", "improved", "dispatched", "true", "none", "expected");
    private static final Set<String> BAD = Set.of("fail", "failed", "failure", "regressed", "no result", "leak", "error", "unexpected");
    private static final Set<String> OPEN = Set.of("neutral", "inconclusive", "incomparable", "unavailable", "unknown", "partial",
            "skipped");

    private Status() {}

    static String word(String verdict) {
        return verdict.toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    static int rank(String verdict) {
        int rank = ORDER.indexOf(verdict);
        return rank < 0 ? ORDER.size() : rank;
    }

    /** Class of the style sheet for a status of any section. */
    static String style(String status) {
        String word = word(status);
        if (GOOD.contains(word)) {
            return "good";
        }
        if (BAD.contains(word)) {
            return "bad";
        }
        return OPEN.contains(word) ? "open" : "plain";
    }

    static String mark(String status) {
        return switch (style(status)) {
            case "good" -> "✓";
            case "bad" -> "✗";
            case "open" -> "?";
            default -> "·";
        };
    }
}
