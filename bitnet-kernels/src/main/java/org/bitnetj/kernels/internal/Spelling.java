package org.bitnetj.kernels.internal;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** What somebody may have meant who wrote a name that there is not. */
public final class Spelling {
    private Spelling() {}

    /**
     * {@return the nearest of some names, if less than half of the word would have to change}
     *
     * @param word what was written
     * @param names what could have been
     */
    public static Optional<String> nearest(String word, Collection<String> names) {
        return names.stream()
                .min(Comparator.comparingInt((String name) -> distance(word, name)).thenComparing(Comparator.naturalOrder()))
                .filter(name -> 2 * distance(word, name) < word.length());
    }

    /** Letters to insert, delete or replace (Levenshtein). */
    static int distance(String one, String other) {
        int[] row = new int[other.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int replaced = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[other.length()];
    }
}
