package org.bitnetj.benchmark.precondition;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import org.bitnetj.benchmark.precondition.Precondition.Outcome;

/** Did the module's tests pass, counted from the reports that they left. Reports that are older than the classes tell of other classes. */
final class TestsCheck {
    private static final Duration GRAIN = Duration.ofSeconds(2);
    private static final int NAMED = 3;

    private final BuildFacts facts;
    private int reports;
    private int tests;
    private int failures;
    private int errors;
    private int skipped;
    private int stale;
    private Instant oldest = Instant.MAX;
    private final List<String> broken = new ArrayList<>();

    private TestsCheck(BuildFacts facts) {
        this.facts = facts;
    }

    static Outcome look(BuildFacts facts) {
        return new TestsCheck(facts).look();
    }

    private Outcome look() {
        Instant compiled = Newest.of(facts.sources().stream().map(BuildFacts.Sources::classes).toList(), ".class").time();
        for (Path file : files()) {
            try {
                Instant written = Files.getLastModifiedTime(file).toInstant();
                if (written.plus(GRAIN).isBefore(compiled)) {
                    stale++;
                } else {
                    add(TestReport.read(file), written);
                }
            } catch (TestReport.BadReport e) {
                return Outcome.fail(facts.relative(file) + " can not be read: " + e.getMessage() + "; run the tests again");
            } catch (IOException e) {
                throw new Breakage("can not read " + file + ": " + e, e);
            }
        }
        return outcome();
    }

    private void add(TestReport report, Instant written) {
        reports++;
        tests += report.tests();
        failures += report.failures();
        errors += report.errors();
        skipped += report.skipped();
        broken.addAll(report.broken());
        oldest = written.isBefore(oldest) ? written : oldest;
    }

    private Outcome outcome() {
        String old = stale == 0 ? "" : counted(stale, "report") + " older than the classes left aside";
        if (reports == 0) {
            return Outcome
                    .neutral(stale == 0 ? "no test reports: " + whyNone() : "tests did not run since the classes were compiled: " + old);
        }
        String text = counted(tests, "test") + " in " + counted(reports, "report") + ": " + failures + " failed, " + errors
                + " with errors, "
                + skipped + " skipped";
        if (oldest.plus(GRAIN).isBefore(facts.startedAt())) {
            text += "; they ran before this build";
        }
        if (!old.isEmpty()) {
            text += "; " + old;
        }
        if (failures + errors > 0) {
            List<String> named = broken.subList(0, Math.min(NAMED, broken.size()));
            return Outcome.fail(text + (named.isEmpty() ? "" : ": " + String.join(", ", named))
                    + (broken.size() > NAMED ? " and " + (broken.size() - NAMED) + " more" : ""));
        }
        return tests - skipped > 0 ? Outcome.pass(text) : Outcome.neutral(text + ": nothing was tested");
    }

    private String whyNone() {
        if (facts.beforeUnknownBecause() != null) {
            return facts.beforeUnknownBecause();
        }
        List<BuildFacts.GoalRun> runners = facts.before().stream().filter(TestsCheck::isRunner).toList();
        if (runners.isEmpty()) {
            return "this build ran no tests";
        }
        return runners.stream().allMatch(BuildFacts.GoalRun::skipped)
                ? runners.get(0) + " was told to skip them"
                : runners.get(0) + " ran, and left none";
    }

    private static boolean isRunner(BuildFacts.GoalRun run) {
        return run.plugin().equals("maven-surefire-plugin") || run.plugin().equals("maven-failsafe-plugin");
    }

    private List<Path> files() {
        List<Path> files = new ArrayList<>();
        for (Path folder : facts.reportFolders()) {
            if (Files.isDirectory(folder)) {
                try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "TEST-*.xml")) {
                    found.forEach(files::add);
                } catch (IOException e) {
                    throw new Breakage("can not read the test reports in " + folder + ": " + e, e);
                }
            }
        }
        Collections.sort(files);
        return files;
    }

    private static String counted(int number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }
}
