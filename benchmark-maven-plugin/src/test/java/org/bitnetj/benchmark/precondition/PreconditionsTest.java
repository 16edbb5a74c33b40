package org.bitnetj.benchmark.precondition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.bitnetj.benchmark.precondition.Precondition.Outcome;
import org.bitnetj.benchmark.precondition.Precondition.Status;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreconditionsTest {
    private static final Instant COMPILED = Instant.parse("2026-01-01T12:00:00Z");

    @TempDir
    Path folder;

    @BeforeEach
    void compile() throws IOException {
        write("src/main/java/A.java", "", COMPILED.minusSeconds(100));
        write("target/classes/A.class", "", COMPILED);
    }

    @Test
    void classesNewerThanTheirSourcesAreCompiled() {
        assertThat(CompiledCheck.look(facts()))
                .isEqualTo(Outcome.pass("1 classes in target/classes, none older than its sources"));
    }

    @Test
    void aSourceThatIsNewerThanTheClassesIsNamed() throws IOException {
        write("src/main/java/org/B.java", "", COMPILED.plusSeconds(3));
        assertThat(CompiledCheck.look(facts())).isEqualTo(Outcome.fail(
                "src/main/java/org/B.java is newer than all 1 classes in target/classes; run mvn test-compile, or the goal within mvn verify"));
        // what a file system with coarse times can not tell apart is not held against the build
        write("src/main/java/org/B.java", "", COMPILED.plusSeconds(2));
        assertThat(CompiledCheck.look(facts()).status()).isEqualTo(Status.PASS);
    }

    @Test
    void sourcesWithoutClassesAreNotCompiled() throws IOException {
        write("src/test/java/ATest.java", "", COMPILED);
        assertThat(CompiledCheck.look(facts()).evidence())
                .startsWith("target/test-classes has no classes of 1 sources; run mvn test-compile");
        assertThat(CompiledCheck.look(facts(List.of(), "maven.test.skip")))
                .isEqualTo(Outcome.neutral("target/test-classes is not compiled (maven.test.skip)"));
    }

    @Test
    void aModuleWithoutSourcesHasNothingToCompile() throws IOException {
        Files.delete(folder.resolve("src/main/java/A.java"));
        assertThat(CompiledCheck.look(facts()).status()).isEqualTo(Status.NEUTRAL);
    }

    @Test
    void testsAreCountedFromAllReports() throws IOException {
        report("surefire-reports/TEST-a.xml", 3, 0, 0, 1, "");
        report("failsafe-reports/TEST-b.xml", 2, 0, 0, 0, "");
        write("target/surefire-reports/a.txt", "no report", COMPILED);
        assertThat(TestsCheck.look(facts()))
                .isEqualTo(Outcome.pass("5 tests in 2 reports: 0 failed, 0 with errors, 1 skipped; they ran before this build"));
    }

    @Test
    void failedTestsAreNamed() throws IOException {
        StringBuilder cases = new StringBuilder("<testcase classname='o.A' name='good'/>");
        for (int i = 1; i <= 4; i++) {
            cases.append("<testcase classname='o.A' name='bad").append(i).append("'><failure>no</failure></testcase>");
        }
        report("surefire-reports/TEST-a.xml", 5, 3, 1, 0, cases.toString());
        assertThat(TestsCheck.look(facts()))
                .isEqualTo(Outcome.fail("5 tests in 1 report: 3 failed, 1 with errors, 0 skipped; they ran before"
                        + " this build: o.A.bad1, o.A.bad2, o.A.bad3 and 1 more"));
    }

    @Test
    void reportsOfOtherClassesDoNotCount() throws IOException {
        report("surefire-reports/TEST-a.xml", 3, 2, 0, 0, "");
        Files.setLastModifiedTime(folder.resolve("target/surefire-reports/TEST-a.xml"), FileTime.from(COMPILED.minusSeconds(3)));
        assertThat(TestsCheck.look(facts())).isEqualTo(Outcome.neutral(
                "tests did not run since the classes were compiled: 1 report older than the classes left aside"));
        report("surefire-reports/TEST-b.xml", 1, 0, 0, 0, "");
        assertThat(TestsCheck.look(facts()).status()).isEqualTo(Status.PASS);
        assertThat(TestsCheck.look(facts()).evidence()).startsWith("1 test in 1 report")
                .endsWith("1 report older than the classes left aside");
    }

    @Test
    void withoutReportsTheReasonIsKnown() {
        assertThat(TestsCheck.look(facts())).isEqualTo(Outcome.neutral("no test reports: this build ran no tests"));
        assertThat(TestsCheck.look(facts(List.of(run("maven-surefire-plugin", "test", true, true)), null)).evidence())
                .isEqualTo("no test reports: maven-surefire-plugin 1.0:test was told to skip them");
        assertThat(TestsCheck.look(facts(List.of(run("maven-surefire-plugin", "test", false, true)), null)).evidence())
                .isEqualTo("no test reports: maven-surefire-plugin 1.0:test ran, and left none");
    }

    @Test
    void aReportWithoutATestThatRanIsNoPass() throws IOException {
        report("surefire-reports/TEST-a.xml", 2, 0, 0, 2, "");
        assertThat(TestsCheck.look(facts()).status()).isEqualTo(Status.NEUTRAL);
        assertThat(TestsCheck.look(facts()).evidence()).endsWith("nothing was tested");
    }

    @Test
    void aBadReportIsNotBelieved() throws IOException {
        List<String> bad = List.of("", "<testsuite tests='1'", "<testsuite tests='1' failures='0' errors='0' skipped='0'>",
                "<testsuite tests='1' failures='0' errors='0'/>", "<testsuite tests='-1' failures='0' errors='0' skipped='0'/>",
                "<other tests='1' failures='0' errors='0' skipped='0'/>");
        for (String content : bad) {
            write("target/surefire-reports/TEST-a.xml", content, COMPILED);
            assertThat(TestsCheck.look(facts())).as(content).satisfies(outcome -> {
                assertThat(outcome.status()).isEqualTo(Status.FAIL);
                assertThat(outcome.evidence()).startsWith("target/surefire-reports/TEST-a.xml can not be read: ");
            });
        }
    }

    @Test
    void aReportReadsNoOtherFile() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "secret-content");
        write("target/surefire-reports/TEST-a.xml", "<!DOCTYPE testsuite [<!ENTITY x SYSTEM '" + secret.toUri() + "'>]>"
                + "<testsuite tests='1' failures='0' errors='0' skipped='0'><testcase classname='A' name='&x;'/></testsuite>", COMPILED);
        Outcome outcome = TestsCheck.look(facts());
        assertThat(outcome.status()).isEqualTo(Status.FAIL);
        assertThat(outcome.evidence()).contains("it has a document type").doesNotContain("secret-content");
    }

    @Test
    void onlyAFormatterThatWouldStopTheBuildIsEvidence() {
        assertThat(StyleCheck.formatter(facts())).isEqualTo(Outcome.neutral("no formatter ran before the benchmarks in this build"));
        assertThat(StyleCheck.formatter(facts(List.of(run("spotless-maven-plugin", "check", false, true)), null)))
                .isEqualTo(Outcome.pass("spotless-maven-plugin 1.0:check ran before, and would have stopped the build"));
        assertThat(StyleCheck.formatter(facts(List.of(run("spotless-maven-plugin", "check", true, true)), null)))
                .isEqualTo(Outcome.neutral("spotless-maven-plugin 1.0:check was skipped"));
        BuildFacts unknown = new BuildFacts(folder, List.of(), List.of(), List.of(), "nobody tells", COMPILED, "x", false);
        assertThat(StyleCheck.formatter(unknown)).isEqualTo(Outcome.neutral("nobody tells"));
    }

    @Test
    void lintersCountWhenTheyStopTheBuild() {
        assertThat(StyleCheck.lint(facts(List.of(run("maven-checkstyle-plugin", "check", false, false)), null)))
                .isEqualTo(Outcome.neutral("maven-checkstyle-plugin 1.0:check only reports"));
        assertThat(StyleCheck.lint(facts(List.of(run("maven-checkstyle-plugin", "checkstyle", false, true)), null)).status())
                .isEqualTo(Status.NEUTRAL);
        assertThat(StyleCheck.lint(facts(List.of(run("maven-compiler-plugin", "compile", false, false)), null)).status())
                .isEqualTo(Status.NEUTRAL);
        assertThat(StyleCheck.lint(facts(List.of(run("maven-compiler-plugin", "compile", false, true),
                run("maven-compiler-plugin", "compile", false, true), run("spotbugs-maven-plugin", "check", false, true)), null))
                .evidence())
                .isEqualTo(
                        "maven-compiler-plugin 1.0:compile (warnings are errors), spotbugs-maven-plugin 1.0:check ran before, and would have"
                                + " stopped the build");
    }

    @Test
    void distanceFromTheBaseIsCounted() throws Exception {
        git("init", "-q", "-b", "main");
        assertThat(RepositoryCheck.cleanTree(facts()).evidence()).isEqualTo("there is no commit yet");
        git("add", "src");
        git("commit", "-q", "-m", "one");
        git("checkout", "-q", "-b", "work");
        assertThat(RepositoryCheck.freshness(based("main", true)).evidence()).matches("0 commits behind main \\([0-9a-f]{12}\\), 0 ahead");
        git("checkout", "-q", "main");
        git("commit", "-q", "--allow-empty", "-m", "two");
        git("commit", "-q", "--allow-empty", "-m", "three");
        git("checkout", "-q", "work");
        git("commit", "-q", "--allow-empty", "-m", "mine");
        Outcome behind = RepositoryCheck.freshness(based("main", false));
        assertThat(behind.status()).isEqualTo(Status.NEUTRAL);
        assertThat(behind.evidence()).matches("2 commits behind main \\([0-9a-f]{12}\\), 1 ahead; what is merged .*");
        assertThat(RepositoryCheck.freshness(based("main", true)).status()).isEqualTo(Status.FAIL);
        assertThat(RepositoryCheck.freshness(based("origin/main", true))).isEqualTo(Outcome.neutral("origin/main does not exist here"));
        git("checkout", "-q", "--orphan", "other");
        git("commit", "-q", "--allow-empty", "-m", "root");
        assertThat(RepositoryCheck.freshness(based("main", true)).evidence()).startsWith("HEAD and main have no common commit here");
        BuildFacts option = based("--all", false);
        assertThatThrownBy(() -> RepositoryCheck.freshness(option)).isInstanceOf(Breakage.class)
                .hasMessageContaining("benchmark.baseBranch");
    }

    @Test
    void filesThatDifferAreCounted() throws Exception {
        git("init", "-q", "-b", "main");
        git("add", ".");
        git("commit", "-q", "-m", "one");
        assertThat(RepositoryCheck.cleanTree(facts()).status()).isEqualTo(Status.PASS);
        Files.writeString(folder.resolve("src/main/java/A.java"), "class A {}");
        Files.writeString(folder.resolve("new"), "");
        Outcome dirty = RepositoryCheck.cleanTree(facts());
        assertThat(dirty.status()).isEqualTo(Status.NEUTRAL);
        assertThat(dirty.evidence()).matches("2 files differ from commit [0-9a-f]{12}");
    }

    @Test
    void outsideOfGitNothingIsClaimed() {
        assertThat(RepositoryCheck.cleanTree(facts()).status()).isEqualTo(Status.NEUTRAL);
        assertThat(RepositoryCheck.freshness(facts()).status()).isEqualTo(Status.NEUTRAL);
    }

    @Test
    void aBusyMachineIsOnlyALabel() {
        assertThat(QuietMachine.look(1.0, 2, null)).isEqualTo(
                Outcome.pass("load average of the last minute, this build included: 0.50 per CPU (1.00 on 2)"));
        assertThat(QuietMachine.look(1.1, 2, null).status()).isEqualTo(Status.NEUTRAL);
        assertThat(QuietMachine.look(-1, 2, null).evidence()).isEqualTo("this system tells no load average");
        assertThat(QuietMachine.look(0, 2, "77").evidence()).contains("process 77");
    }

    @Test
    void anotherRunIsFoundByItsLock() throws IOException {
        Path lock = Files.writeString(folder.resolve("lock"), "");
        Object inode = Files.getAttribute(lock, "unix:ino");
        Path locks = Files.writeString(folder.resolve("locks"),
                "1: FLOCK  ADVISORY  WRITE 5 08:01:" + inode + " 0 EOF\n2: POSIX  ADVISORY  WRITE 4711 08:01:" + inode + " 0 EOF\n");
        assertThat(QuietMachine.holderOf(lock, locks)).isEqualTo("4711");
        assertThat(QuietMachine.holderOf(locks, locks)).isNull();
        assertThat(QuietMachine.holderOf(folder.resolve("none"), locks)).isNull();
        assertThat(QuietMachine.holderOf(lock, folder.resolve("none"))).isNull();
    }

    @Test
    void allAreLookedAtInAFixedOrder() {
        assertThat(Preconditions.of(facts(), folder.resolve("lock"))).extracting(Precondition::name)
                .containsExactly("compiled", "tests", "formatter", "lint", "freshness", "clean-tree", "quiet-machine");
        assertThat(Preconditions.of(facts(), folder.resolve("lock"))).allSatisfy(precondition -> {
            assertThat(precondition.evidence()).isNotBlank().doesNotContain(folder.toString());
            assertThat(precondition.duration()).isPositive();
        });
    }

    private BuildFacts facts() {
        return facts(List.of(), null);
    }

    private BuildFacts facts(List<BuildFacts.GoalRun> before, String skippedBecause) {
        return new BuildFacts(folder,
                List.of(new BuildFacts.Sources(List.of(folder.resolve("src/main/java")), folder.resolve("target/classes"), null),
                        new BuildFacts.Sources(List.of(folder.resolve("src/test/java")), folder.resolve("target/test-classes"),
                                skippedBecause)),
                List.of(folder.resolve("target/surefire-reports"), folder.resolve("target/failsafe-reports")), before, null,
                COMPILED.plusSeconds(60), "origin/main", false);
    }

    private BuildFacts based(String branch, boolean failOnStale) {
        return new BuildFacts(folder, List.of(), List.of(), List.of(), null, COMPILED, branch, failOnStale);
    }

    private static BuildFacts.GoalRun run(String plugin, String goal, boolean skipped, boolean strict) {
        return new BuildFacts.GoalRun(plugin, "1.0", goal, skipped, strict);
    }

    private void report(String name, int tests, int failures, int errors, int skipped, String cases) throws IOException {
        write("target/" + name, "<?xml version='1.0' encoding='UTF-8'?><testsuite name='x' tests='" + tests + "' failures='" + failures
                + "' errors='" + errors + "' skipped='" + skipped + "'>" + cases + "</testsuite>", COMPILED.plusSeconds(5));
    }

    private void write(String name, String content, Instant time) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
        Files.setLastModifiedTime(file, FileTime.from(time));
    }

    private void git(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("git", "-c", "user.name=t", "-c", "user.email=t@example.org"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
    }
}
