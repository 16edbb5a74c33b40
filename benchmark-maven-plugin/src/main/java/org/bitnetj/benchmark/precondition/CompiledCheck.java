package org.bitnetj.benchmark.precondition;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.bitnetj.benchmark.precondition.Precondition.Outcome;

/** Are the classes those of the sources: does every class folder that should have some have them, written after the newest source. */
final class CompiledCheck {
    /** Some file systems keep times to two seconds. */
    private static final Duration GRAIN = Duration.ofSeconds(2);
    private static final String ADVICE = "; run mvn test-compile, or the goal within mvn verify";

    private CompiledCheck() {}

    static Outcome look(BuildFacts facts) {
        List<String> compiled = new ArrayList<>();
        List<String> skipped = new ArrayList<>();
        for (BuildFacts.Sources sources : facts.sources()) {
            Newest source = Newest.of(sources.roots(), ".java");
            Newest classes = Newest.of(List.of(sources.classes()), ".class");
            String folder = facts.relative(sources.classes());
            if (source.count() == 0) {
                continue;
            }
            if (sources.skippedBecause() != null) {
                skipped.add(folder + " is not compiled (" + sources.skippedBecause() + ")");
            } else if (classes.count() == 0) {
                return Outcome.fail(folder + " has no classes of " + source.count() + " sources" + ADVICE);
            } else if (source.time().isAfter(classes.time().plus(GRAIN))) {
                return Outcome.fail(
                        facts.relative(source.file()) + " is newer than all " + classes.count() + " classes in " + folder + ADVICE);
            } else {
                compiled.add(classes.count() + " classes in " + folder);
            }
        }
        if (!skipped.isEmpty()) {
            return Outcome.neutral(String.join("; ", skipped));
        }
        return compiled.isEmpty()
                ? Outcome.neutral("the module has no Java sources of its own")
                : Outcome.pass(String.join(", ", compiled) + ", none older than its sources");
    }
}
