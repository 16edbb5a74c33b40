package org.bitnetj.benchmark.precondition;

import java.nio.file.Path;
import java.util.List;

/** Is there anything worth benchmarking. */
public final class Preconditions {
    private Preconditions() {}

    /**
     * Looks, and changes nothing.
     *
     * @param facts what the build says about itself
     * @param lockFile the file that benchmark runs on this machine lock
     * @return all preconditions, in a fixed order
     */
    public static List<Precondition> of(BuildFacts facts, Path lockFile) {
        return List.of(Precondition.look("compiled", () -> CompiledCheck.look(facts)),
                Precondition.look("tests", () -> TestsCheck.look(facts)),
                Precondition.look("formatter", () -> StyleCheck.formatter(facts)),
                Precondition.look("lint", () -> StyleCheck.lint(facts)),
                Precondition.look("freshness", () -> RepositoryCheck.freshness(facts)),
                Precondition.look("clean-tree", () -> RepositoryCheck.cleanTree(facts)),
                ofMachine(lockFile).get(0));
    }

    /**
     * Looks at the machine alone, for benchmarks that were built elsewhere.
     *
     * @param lockFile the file that benchmark runs on this machine lock
     * @return the preconditions that concern no build
     */
    public static List<Precondition> ofMachine(Path lockFile) {
        return List.of(Precondition.look("quiet-machine", () -> QuietMachine.look(lockFile)));
    }
}
