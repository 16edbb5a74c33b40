package org.bitnetj.benchmark.precondition;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The state of the sources that were measured.
 *
 * @param commit full hash; null when unknown
 * @param branch null when unknown or detached
 * @param dirty true when tracked or new files differ from the commit; null when unknown
 * @param unknownBecause why the commit is unknown; null when it is known
 */
public record SourceTree(String commit, String branch, Boolean dirty, String unknownBecause) {
    /**
     * Asks git.
     *
     * @param folder a folder of the tree
     * @return what git says, or the reason why it says nothing
     */
    public static SourceTree of(Path folder) {
        try {
            Command.Result commit = git(folder, "rev-parse", "HEAD");
            if (commit.exit() != 0) {
                return unknown("git rev-parse HEAD: " + firstLine(commit.output()));
            }
            Command.Result branch = git(folder, "symbolic-ref", "--quiet", "--short", "HEAD");
            Command.Result status = git(folder, "status", "--porcelain");
            if (status.exit() != 0) {
                return unknown("git status: " + firstLine(status.output()));
            }
            return new SourceTree(commit.output(), branch.exit() == 0 ? branch.output() : null, !status.output().isEmpty(), null);
        } catch (IOException e) {
            return unknown("git could not be run: " + e.getMessage());
        }
    }

    /**
     * Sources of which no commit is known.
     *
     * @param reason why
     * @return no commit, and the reason
     */
    public static SourceTree unknown(String reason) {
        return new SourceTree(null, null, null, reason);
    }

    private static Command.Result git(Path folder, String... arguments) throws IOException {
        return Command.run(folder, Stream.concat(Stream.of("git"), List.of(arguments).stream()).toList());
    }

    private static String firstLine(String output) {
        return output.lines().findFirst().orElse("no output");
    }
}
