package org.bitnetj.kernels.model;

import java.util.List;

/** Lets text through until a stop text comes about. Text that may be the beginning of one is held back until that is known. */
final class StopTexts {
    private final List<String> stops;
    private final StringBuilder held = new StringBuilder();
    private boolean stopped;

    StopTexts(List<String> stops) {
        this.stops = stops;
    }

    boolean stopped() {
        return stopped;
    }

    /** {@return what can be let through now} */
    String next(String piece) {
        held.append(piece);
        int first = -1;
        for (String stop : stops) {
            int at = held.indexOf(stop);
            first = at >= 0 && (first < 0 || at < first) ? at : first;
        }
        if (first >= 0) {
            stopped = true;
            held.setLength(first);
            return take(first);
        }
        return take(held.length() - maybe());
    }

    /** {@return what is still held; no stop text can come any more} */
    String finish() {
        return take(held.length());
    }

    private String take(int count) {
        String text = held.substring(0, count);
        held.delete(0, count);
        return text;
    }

    /** How many characters at the end may be the beginning of a stop text. */
    private int maybe() {
        int longest = 0;
        for (String stop : stops) {
            for (int length = Math.min(stop.length() - 1, held.length()); length > longest; length--) {
                if (held.indexOf(stop.substring(0, length), held.length() - length) >= 0) {
                    longest = length;
                }
            }
        }
        return longest;
    }
}
