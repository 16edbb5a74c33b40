package org.bitnetj.benchmark.precondition;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import org.bitnetj.benchmark.precondition.Precondition.Outcome;

/** Which formatters and linters went before in this build. One that found something would have stopped Maven, so having come here is the evidence. */
final class StyleCheck {
    private static final Map<String, Set<String>> FORMATTERS = Map.of("spotless-maven-plugin", Set.of("check", "apply"),
            "formatter-maven-plugin", Set.of("validate", "format"), "fmt-maven-plugin", Set.of("check", "format"),
            "spring-javaformat-maven-plugin", Set.of("validate", "apply"), "impsort-maven-plugin", Set.of("check", "sort"),
            "prettier-maven-plugin", Set.of("check", "write"));
    private static final Map<String, Set<String>> LINTERS = Map.of("maven-checkstyle-plugin", Set.of("check"), "maven-pmd-plugin",
            Set.of("check", "cpd-check"), "spotbugs-maven-plugin", Set.of("check"), "modernizer-maven-plugin", Set.of("modernizer"),
            "forbiddenapis", Set.of("check", "testCheck"), "animal-sniffer-maven-plugin", Set.of("check"));
    private static final Set<String> COMPILE = Set.of("compile", "testCompile");

    private StyleCheck() {}

    static Outcome formatter(BuildFacts facts) {
        return look(facts, "formatter", run -> FORMATTERS.getOrDefault(run.plugin(), Set.of()).contains(run.goal()));
    }

    static Outcome lint(BuildFacts facts) {
        return look(facts, "linter", run -> LINTERS.getOrDefault(run.plugin(), Set.of()).contains(run.goal()) || isStrictCompiler(run));
    }

    /** A compiler that takes warnings for errors is a linter; another is not. */
    static boolean isStrictCompiler(BuildFacts.GoalRun run) {
        return run.plugin().equals("maven-compiler-plugin") && COMPILE.contains(run.goal()) && run.strict();
    }

    private static Outcome look(BuildFacts facts, String what, Predicate<BuildFacts.GoalRun> counts) {
        if (facts.beforeUnknownBecause() != null) {
            return Outcome.neutral(facts.beforeUnknownBecause());
        }
        List<BuildFacts.GoalRun> found = facts.before().stream().filter(counts).toList();
        List<BuildFacts.GoalRun> passed = found.stream().filter(run -> !run.skipped() && run.strict()).toList();
        if (!passed.isEmpty()) {
            return Outcome.pass(names(passed) + " ran before, and would have stopped the build");
        }
        if (found.isEmpty()) {
            return Outcome.neutral("no " + what + " ran before the benchmarks in this build");
        }
        return Outcome.neutral(names(found) + (found.stream().allMatch(BuildFacts.GoalRun::skipped) ? " was skipped" : " only reports"));
    }

    private static String names(List<BuildFacts.GoalRun> runs) {
        return runs.stream()
                .map(run -> run + (isStrictCompiler(run) ? " (warnings are errors)" : ""))
                .distinct()
                .collect(Collectors.joining(", "));
    }
}
