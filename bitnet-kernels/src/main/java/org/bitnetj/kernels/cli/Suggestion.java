package org.bitnetj.kernels.cli;

import java.util.Optional;
import java.util.stream.Stream;

import org.bitnetj.kernels.internal.Spelling;
import picocli.CommandLine.Model.CommandSpec;

/** The option or command that somebody may have meant. */
final class Suggestion {
    private Suggestion() {}

    /** The nearest name, if less than half of the word would have to change. */
    static Optional<String> of(String word, CommandSpec command) {
        String name = word.startsWith("-") ? word.replaceFirst("=.*", "") : word;
        return Spelling.nearest(name,
                Stream.concat(command.optionsMap().keySet().stream(), command.subcommands().keySet().stream()).toList());
    }
}
