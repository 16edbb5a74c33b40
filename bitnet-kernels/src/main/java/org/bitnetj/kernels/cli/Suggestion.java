package org.bitnetj.kernels.cli;

import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

import picocli.CommandLine.Model.CommandSpec;

/** The option or command that somebody may have meant. */
final class Suggestion {
    private Suggestion() {}

    /** The nearest name, if less than half of the word would have to change. */
    static Optional<String> of(String word, CommandSpec command) {
        String name = word.startsWith("-") ? word.replaceFirst("=.*", "") : word;
        return Stream.concat(command.optionsMap().keySet().stream(), command.subcommands().keySet().stream())
                .min(Comparator.comparingInt((String candidate) -> distance(name, candidate)).thenComparing(Comparator.naturalOrder()))
                .filter(nearest -> 2 * distance(name, nearest) < name.length());
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
