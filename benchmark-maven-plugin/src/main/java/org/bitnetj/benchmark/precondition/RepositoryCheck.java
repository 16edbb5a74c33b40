package org.bitnetj.benchmark.precondition;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.bitnetj.benchmark.precondition.Precondition.Outcome;

/** What git says: is the commit up to date with its base, and is it what lies in the folders. */
final class RepositoryCheck {
    private static final int SHORT = 12;

    private RepositoryCheck() {}

    static Outcome freshness(BuildFacts facts) {
        String base = facts.baseBranch();
        if (base.isBlank() || base.startsWith("-")) {
            throw new Breakage("benchmark.baseBranch must be a branch, tag or commit, not \"" + base + "\"");
        }
        try {
            Command.Result commit = git(facts.folder(), "rev-parse", "--verify", "--quiet", base + "^{commit}");
            if (commit.exit() != 0) {
                return Outcome.neutral(commit.output().isEmpty() ? base + " does not exist here" : firstLine(commit));
            }
            if (git(facts.folder(), "merge-base", "HEAD", commit.output()).exit() != 0) {
                return Outcome.neutral("HEAD and " + base + " have no common commit here; a shallow clone has too few");
            }
            return distance(facts, commit.output());
        } catch (IOException e) {
            return Outcome.neutral("git could not be run: " + e.getMessage());
        }
    }

    private static Outcome distance(BuildFacts facts, String commit) throws IOException {
        Command.Result counts = git(facts.folder(), "rev-list", "--left-right", "--count", "HEAD..." + commit);
        if (counts.exit() != 0) {
            return Outcome.neutral("git rev-list: " + firstLine(counts));
        }
        List<String> aheadAndBehind = List.of(counts.output().split("\\s+"));
        String text = aheadAndBehind.get(1) + " commits behind " + facts.baseBranch() + " (" + commit.substring(0, SHORT) + "), "
                + aheadAndBehind.get(0) + " ahead";
        if (aheadAndBehind.get(1).equals("0")) {
            return Outcome.pass(text);
        }
        return facts.failOnStale()
                ? Outcome.fail(text + "; rebase or merge, then measure")
                : Outcome.neutral(text + "; what is merged may be faster or slower than what is measured");
    }

    static Outcome cleanTree(BuildFacts facts) {
        try {
            Command.Result commit = git(facts.folder(), "rev-parse", "--verify", "--quiet", "HEAD");
            Command.Result status = git(facts.folder(), "status", "--porcelain");
            if (commit.exit() != 0 || status.exit() != 0) {
                return Outcome.neutral(status.exit() == 0 ? "there is no commit yet" : "git status: " + firstLine(status));
            }
            String head = commit.output().substring(0, SHORT);
            long differ = status.output().lines().filter(line -> !line.isBlank()).count();
            return differ == 0
                    ? Outcome.pass("all files are those of commit " + head)
                    : Outcome.neutral(differ + (differ == 1 ? " file differs" : " files differ") + " from commit " + head);
        } catch (IOException e) {
            return Outcome.neutral("git could not be run: " + e.getMessage());
        }
    }

    private static Command.Result git(Path folder, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        return Command.run(folder, command);
    }

    private static String firstLine(Command.Result result) {
        return result.output().lines().findFirst().orElse("no output");
    }
}
