package org.bitnetj.benchmark.fork;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import org.bitnetj.benchmark.plan.Benchmark;
import org.bitnetj.benchmark.plan.Budget;
import org.bitnetj.benchmark.plan.Effort;
import org.bitnetj.benchmark.plan.Plan;
import org.bitnetj.benchmark.precondition.Breakage;
import org.bitnetj.benchmark.precondition.ClassPath;
import org.bitnetj.benchmark.precondition.Jdk;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real child JVMs: one run over benchmarks that go wrong in every way that we know of. */
@Tag("long")
class ForkTest {
    private static final String SOURCE = """
            package org.example;

            import java.util.*;
            import java.util.concurrent.TimeUnit;
            import org.openjdk.jmh.annotations.*;

            @State(Scope.Benchmark)
            @BenchmarkMode(Mode.AverageTime)
            @OutputTimeUnit(TimeUnit.MICROSECONDS)
            public class Trouble {
                @Param({"grün", "a b"}) String word;

                @Benchmark public int good() { return word.length(); }
                @Benchmark public int fails() {
                    throw new IllegalStateException("broken on purpose", new java.io.IOException("no model"));
                }
                @Benchmark public void exits() { System.exit(0); }
                @Benchmark public void exhausts() { List<long[]> all = new ArrayList<>(); while (true) all.add(new long[1 << 20]); }
                @Benchmark public void hangs() throws InterruptedException { Thread.sleep(100_000); }
                @Benchmark public void killsFork() throws Exception {
                    new ProcessBuilder("kill", "-9", "" + ProcessHandle.current().pid()).start().waitFor();
                }
                @Benchmark public int diesOnce() throws Exception {
                    java.nio.file.Path mark = java.nio.file.Path.of("died-once");
                    if (!java.nio.file.Files.exists(mark)) {
                        java.nio.file.Files.createFile(mark);
                        killsFork();
                    }
                    return word.length();
                }
                @Benchmark public void killsHost() throws InterruptedException {
                    ProcessHandle.current().parent().get().destroyForcibly();
                    Thread.sleep(100_000);
                }

                public static class GoodProbe {
                    public static void main(String[] args) throws Exception {
                        java.nio.file.Files.writeString(java.nio.file.Path.of(args[0]), "{\\"schemaVersion\\":\\"1.0.0\\",\\"probe\\":\\"seed "
                            + args[1] + "\\",\\"kernels\\":[{\\"operation\\":\\"gemv\\",\\"format\\":\\"I2_S\\",\\"backend\\":\\"scalar\\",\\"kernel\\":\\""
                            + System.getProperty("bitnet.x") + "\\",\\"status\\":\\"dispatched\\"}]}");
                    }
                }
                public static class SilentProbe {
                    public static void main(String[] args) { }
                }
                public static class WrongProbe {
                    public static void main(String[] args) throws Exception {
                        java.nio.file.Files.writeString(java.nio.file.Path.of(args[0]), "{\\"schemaVersion\\":\\"1.0.0\\"}");
                    }
                }
                public static class DyingProbe {
                    public static void main(String[] args) { throw new IllegalStateException("no model"); }
                }
            }
            """;

    @TempDir
    static Path folder;

    private static final Children CHILDREN = new Children();
    private static final Map<String, List<StepOutcome>> OUTCOMES = new ConcurrentHashMap<>();
    private static final List<RulerReading> RULERS = new CopyOnWriteArrayList<>();
    private static final Map<String, List<StepOutcome>> TRIED_AGAIN = new ConcurrentHashMap<>();
    private static ForkSetup setup;
    private static BenchmarkListing listing;

    @BeforeAll
    static void runAll() throws Exception {
        // a folder that a command line or a class path could stumble over
        Path home = Files.createDirectory(folder.resolve("path with spaces & ünï%41code"));
        List<Path> classPath = Compiled.classPath(home, "Trouble", SOURCE);
        setup = new ForkSetup(Jdk.of(Path.of(System.getProperty("java.home"), "bin", "java")), List.of("-Xmx64m", "-Dbitnet.x=y z"), home,
                Files.createDirectory(home.resolve("raw")), Files.createDirectory(home.resolve("log")), Duration.ofSeconds(8),
                Duration.ofSeconds(60), CHILDREN, "");
        setup.prepare(new ClassPath(classPath));
        listing = BenchmarkListing.ask(setup);
        List<Benchmark> once = listing.benchmarks()
                .stream()
                .filter(b -> b.params().get("word").equals("grün") || b.method().equals("good"))
                .toList();
        Effort effort = new Effort(2, 2, Duration.ofMillis(20), 1, Duration.ofMillis(20));
        Plan plan = Plan.of(new Budget.Share(once, List.of()), List.of(), effort, 1);
        PlanRunner runner = new PlanRunner(setup, null,
                outcome -> (outcome.triedAgain() ? TRIED_AGAIN : OUTCOMES)
                        .computeIfAbsent(outcome.step().benchmark().method(), name -> new ArrayList<>()).add(outcome));
        runner.onRuler(RULERS::add);
        runner.run(plan.steps(), plan.effort());
    }

    @AfterAll
    static void end() {
        CHILDREN.close();
    }

    private static StepOutcome.Failure onlyFailure(String method) {
        assertThat(OUTCOMES.get(method)).as(method).hasSize(2).allSatisfy(outcome -> {
            assertThat(outcome.failure()).isNotNull();
            assertThat(outcome.measurement()).isNull();
        });
        return OUTCOMES.get(method).get(0).failure();
    }

    @Test
    void listsEveryCombinationOfParameters() {
        assertThat(listing.benchmarks()).hasSize(16)
                .extracting(Benchmark::id)
                .contains("org.example.Trouble.good:avgt:word=grün", "org.example.Trouble.good:avgt:word=a b",
                        "org.example.Trouble.hangs:avgt:word=a b");
        assertThat(listing.benchmarks()).allSatisfy(benchmark -> {
            assertThat(benchmark.unit()).isEqualTo("us/op");
            assertThat(benchmark.better()).isEqualTo("lower");
            assertThat(benchmark.byteCode()).matches("[0-9a-f]{64}");
        });
        assertThat(listing.environment().flags()).contains("-Xmx64m", "-Dbitnet.x=y z");
        assertThat(listing.environment().maxVectorSize()).isGreaterThanOrEqualTo(8);
        assertThat(listing.environment().maxHeapBytes()).isLessThanOrEqualTo(64L << 20);
        assertThat(listing.environment().jmh()).startsWith("1.");
    }

    @Test
    void measuresWhatIsWellWhateverHappensBesideIt() {
        assertThat(OUTCOMES.get("good")).hasSize(4).allSatisfy(outcome -> {
            assertThat(outcome.failure()).isNull();
            assertThat(outcome.measurement().score().unit()).isEqualTo("us/op");
            assertThat(outcome.measurement().score().values()).hasSize(2).allSatisfy(score -> assertThat(score).isPositive());
        });
    }

    @Test
    void everyBlockIsMeasuredWithBothRulers() {
        for (int block : new int[]{0, 1}) {
            assertThat(RULERS).filteredOn(reading -> reading.block() == block)
                    .extracting(RulerReading::name)
                    .contains("memory read", "integer arithmetic");
        }
        assertThat(RULERS).allSatisfy(reading -> assertThat(reading.nanos()).isBetween(1e4, 1e9));
        assertThat(OUTCOMES.get("good")).allSatisfy(outcome -> assertThat(outcome.measurement().nanos()).hasSize(2)
                .allSatisfy(nanos -> assertThat(nanos).isPositive()));
    }

    @Test
    void anExceptionIsReportedWithItsStack() {
        StepOutcome.Failure failure = onlyFailure("fails");
        assertThat(failure.message()).isEqualTo(
                "java.lang.IllegalStateException: broken on purpose; caused by java.io.IOException: no model");
        assertThat(failure.detail()).contains("at org.example.Trouble.fails(Trouble.java:")
                .startsWith("java.lang.IllegalStateException: broken on purpose");
    }

    @Test
    void aForkThatEndsEarlyDeliversTooLittleOrFails() {
        // JMH takes status 0 for success: what counts is that no full set of scores comes of it
        assertThat(OUTCOMES.get("exits")).hasSize(2)
                .allSatisfy(outcome -> assertThat(outcome.failure() != null || outcome.measurement().score().values().size() < 2).isTrue());
    }

    @Test
    void exhaustedMemoryIsNamed() {
        assertThat(onlyFailure("exhausts").message()).contains("OutOfMemoryError");
    }

    @Test
    void whatDiedIsTriedTwiceMoreInItsFirstForkAndOnceInLaterOnes() {
        for (String method : List.of("killsFork", "killsHost", "exhausts")) {
            assertThat(TRIED_AGAIN.get(method)).as(method).extracting(StepOutcome::attempt).containsExactly(1, 2);
            assertThat(TRIED_AGAIN.get(method)).as(method).extracting(StepOutcome::change)
                    .containsExactly(null, "fresh host JVM, 2 x the timeout");
            assertThat(OUTCOMES.get(method)).as(method).extracting(StepOutcome::attempt).containsExactly(3, 1);
        }
    }

    @Test
    void anAccidentIsMeasuredOnTheNextAttempt() {
        assertThat(TRIED_AGAIN.get("diesOnce")).singleElement().satisfies(
                first -> assertThat(first.failure().message()).startsWith("its forked JVM was ended by signal 9 (SIGKILL)"));
        assertThat(OUTCOMES.get("diesOnce")).hasSize(2).allSatisfy(outcome -> assertThat(outcome.measurement()).isNotNull());
        assertThat(OUTCOMES.get("diesOnce")).extracting(StepOutcome::attempt).containsExactlyInAnyOrder(2, 1);
    }

    @Test
    void anExceptionIsNotTriedAgain() {
        assertThat(TRIED_AGAIN).containsOnlyKeys("killsFork", "killsHost", "exhausts", "hangs", "diesOnce");
    }

    @Test
    void aKilledForkIsNamedWithItsSignal() {
        assertThat(onlyFailure("killsFork").message()).startsWith("its forked JVM was ended by signal 9 (SIGKILL)");
    }

    @Test
    void aKilledHostFailsTheRunningStepOnly() {
        assertThat(onlyFailure("killsHost").message()).startsWith("the JVM that drives the benchmarks was ended by signal 9 (SIGKILL)");
    }

    @Test
    void aHangingBenchmarkIsEndedAndTriedOnceMore() {
        onlyFailure("hangs");
        assertThat(OUTCOMES.get("hangs").get(0).failure().message()).startsWith("no sign of life for 16.06 s")
                .contains("benchmark.timeout");
        assertThat(OUTCOMES.get("hangs").get(0).change()).isEqualTo("fresh host JVM, 2 x the timeout");
        assertThat(TRIED_AGAIN.get("hangs")).singleElement()
                .satisfies(first -> assertThat(first.failure().message()).startsWith("no sign of life for 8.06 s"));
        assertThat(OUTCOMES.get("hangs").get(1).failure().message()).isEqualTo("not run, as an earlier fork of it hung");
    }

    @Test
    void noJvmIsLeftBehind() {
        assertThat(ProcessHandle.current().descendants().filter(ProcessHandle::isAlive).flatMap(p -> p.info().commandLine().stream()))
                .noneMatch(line -> line.contains("class-path.jar") && !line.contains("probe"));
    }

    @Test
    void probesReportKernels() throws InterruptedException {
        ProbeRun run = ProbeRun.of(setup, "org.example.Trouble$GoodProbe", 42);
        assertThat(run.failure()).isNull();
        assertThat(run.document().probe()).isEqualTo("seed 42");
        assertThat(run.document().kernels()).singleElement().extracting(ProbeDocument.Kernel::kernel).isEqualTo("y z");
    }

    @Test
    void probesThatFailAreNamed() throws InterruptedException {
        assertThat(ProbeRun.of(setup, "org.example.Trouble$SilentProbe", 1).failure().message())
                .startsWith("probe org.example.Trouble$SilentProbe ended well but wrote nothing");
        assertThat(ProbeRun.of(setup, "org.example.Trouble$WrongProbe", 1).failure().message()).contains("org.example.Trouble$WrongProbe")
                .contains("field probe");
        StepOutcome.Failure dying = ProbeRun.of(setup, "org.example.Trouble$DyingProbe", 1).failure();
        assertThat(dying.message()).isEqualTo("probe org.example.Trouble$DyingProbe ended with status 1");
        assertThat(dying.detail()).contains("no model");
        assertThat(ProbeRun.of(setup, "NoSuchProbe", 1).failure().detail()).contains("NoSuchProbe");
    }

    @Test
    void wrongJvmArgumentsAreSaidBeforeAnythingRuns() throws IOException {
        Path other = Files.createDirectory(folder.resolve("wrong-arguments"));
        ForkSetup wrong = new ForkSetup(setup.jdk(), List.of("-Xmx1nonsense"), other, setup.rawFolder(), other, setup.timeout(),
                setup.probeTimeout(),
                CHILDREN, "");
        assertThatThrownBy(() -> BenchmarkListing.ask(wrong)).isInstanceOf(Breakage.class)
                .hasMessageContaining("benchmark.jvmArgs (-Xmx1nonsense)")
                .hasMessageContaining("Invalid maximum heap size");
    }
}
