package org.bitnetj.benchmark.precondition;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * What the build says about itself, as far as preconditions need it.
 *
 * @param folder folder of the module; the base of paths in evidence
 * @param sources what is compiled to where
 * @param reportFolders where test runners leave TEST-*.xml
 * @param before goals that ran in this module before the benchmarks, in order; a goal that failed would have stopped Maven
 * @param beforeUnknownBecause why these goals can not be known; null when they are
 * @param startedAt begin of the build
 * @param baseBranch what the commit should not be behind of
 * @param failOnStale whether being behind is a failure
 */
public record BuildFacts(Path folder, List<Sources> sources, List<Path> reportFolders, List<GoalRun> before, String beforeUnknownBecause,
        Instant startedAt, String baseBranch, boolean failOnStale) {
    /**
     * Source folders and where their classes go.
     *
     * @param roots folders with Java sources; one that does not exist has none
     * @param classes folder of the classes
     * @param skippedBecause the property that keeps them from being compiled; null when nothing does
     */
    public record Sources(List<Path> roots, Path classes, String skippedBecause) {}

    /**
     * A goal of the build.
     *
     * @param plugin artifact id of its plugin
     * @param version version of the plugin
     * @param goal name of the goal
     * @param skipped true when its own parameter made it do nothing
     * @param strict true when what it finds stops the build; false when it only reports
     */
    public record GoalRun(String plugin, String version, String goal, boolean skipped, boolean strict) {
        @Override
        public String toString() {
            return plugin + (version == null ? "" : " " + version) + ":" + goal;
        }
    }

    /** A path as evidence names it: it must not tell where the build lies. */
    String relative(Path path) {
        return path.startsWith(folder) ? folder.relativize(path).toString().replace('\\', '/') : path.getFileName().toString();
    }
}
