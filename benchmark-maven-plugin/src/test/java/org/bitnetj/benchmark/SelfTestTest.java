package org.bitnetj.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.bitnetj.benchmark.gate.Policy;
import org.bitnetj.benchmark.plan.Budget;
import org.bitnetj.benchmark.plan.Effort;
import org.bitnetj.benchmark.plan.Profile;
import org.bitnetj.benchmark.plan.Selection;
import org.bitnetj.benchmark.precondition.Breakage;
import org.bitnetj.benchmark.precondition.BuildFacts;
import org.bitnetj.benchmark.receipt.Receipt;
import org.bitnetj.benchmark.receipt.Receipts;
import org.bitnetj.benchmark.statistics.FalsePositives;
import org.bitnetj.benchmark.statistics.Power;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SelfTestTest {
    private static final double[] OLD = {100, 101, 99.5, 100.4, 100.1};
    private static final double[] QUIET = {0.002, -0.003, 0.001, -0.001, 0.002};

    @TempDir
    Path folder;

    private static Receipt receipt(double[] noise, double... measured) {
        List<Receipt.Benchmark> benchmarks = new ArrayList<>();
        List<Receipt.Samples> samples = new ArrayList<>();
        List<Receipt.Estimate> estimates = new ArrayList<>();
        List<Receipt.BaselineEntry> entries = new ArrayList<>();
        String[] injected = {"0.20", "0", "0.05"};
        for (int b = 0; b < injected.length; b++) {
            String id = "x.Injected.operation:avgt:slowdown=" + injected[b];
            benchmarks
                    .add(new Receipt.Benchmark(id, "x.Injected", "operation", "avgt", Map.of("slowdown", injected[b]), "us/op", "lower", 1,
                            List.of(), "00"));
            List<List<Double>> fresh = new ArrayList<>();
            for (int i = 0; i < OLD.length; i++) {
                fresh.add(List.of(OLD[i] * (1 + measured[b]) * (1 + noise[i])));
            }
            samples.add(new Receipt.Samples(id, "score", "us/op", "lower", fresh));
            estimates.add(new Receipt.Estimate(id, "score", "us/op", "lower", 100, null, null, OLD.length));
            entries.add(new Receipt.BaselineEntry(id, "00", null, false, "score", "us/op", "lower",
                    Arrays.stream(OLD).mapToObj(List::of).toList()));
        }
        Receipt plain = Receipts.measured("run-2", "00", samples.get(0).forks());
        Receipt.Plan plan = new Receipt.Plan("standard", "PT10M", OLD.length, 1, "PT0.1S", 1, "PT0.3S", benchmarks, List.of(), List.of());
        Receipt all = plain.edit().plan(plan).samples(samples).estimates(estimates).policy(Policy.usual(true, true))
                .baseline(new Receipt.Baseline("paired", null, plain.environment().fingerprint(), "same", entries)).build();
        return Judge.judge(all, "gate");
    }

    @Test
    void aGateThatWorksIsTrusted() {
        SelfTestReport report = SelfTestReport.of(receipt(QUIET, 0.20, 0, 0.05), Profile.STANDARD);
        assertThat(report.problems()).isEmpty();
        assertThat(report.cases()).extracting(SelfTestReport.Case::injected).containsExactly(0.0, 0.05, 0.20);
        assertThat(report.cases()).extracting(SelfTestReport.Case::verdict).containsExactly("NOT_REGRESSED", "REGRESSED", "REGRESSED");
        assertThat(report.cases()).extracting(SelfTestReport.Case::gate).containsExactly("pass", "failure", "failure");
        assertThat(report.cases().get(2).ratio()).isCloseTo(1.2, within(0.005));
        assertThat(report.falsePositives().splits()).isEqualTo(32);
        assertThat(report.falsePositives().red()).isZero();
        // sd of the differences 0.00217; MDE (2.776 + 0.941) 0.00217 / sqrt(5)
        assertThat(report.noiseFloor()).isCloseTo(0.00217, within(0.00002));
        assertThat(report.minimumDetectableEffect()).isCloseTo(0.0036, within(0.0001));
        assertThat(report.smallestRegression()).isCloseTo(0.0331, within(0.0002));
        assertThat(report.lines()).anyMatch(line -> line.contains("injected 20.0 %: detected; measured +20.0 %"))
                .anyMatch(line -> line.contains("32 splits of 5 equal blocks")).anyMatch(line -> line.contains("noise floor: 0.2 %"));
        assertThat(report.json()).contains("\"injected\" : 0.2", "\"problems\" : [ ]", "\"splits\" : 32");
    }

    @Test
    void aGateThatSeesTooLittleOrTooMuchIsNot() {
        assertThat(SelfTestReport.of(receipt(QUIET, 0.01, 0, 0.05), Profile.SMOKE).problems()).singleElement().asString()
                .startsWith("the gate did not turn red for an injected slowdown of 20.0 % (measured +1.0 %");
        assertThat(SelfTestReport.of(receipt(QUIET, 0.20, 0.10, 0.05), Profile.SMOKE).problems()).singleElement().asString()
                .startsWith("the gate turned red for equals against equals (measured +10.0 %");
        assertThat(SelfTestReport.of(receipt(QUIET, 0.20, 0, 0.01), Profile.STANDARD).problems()).singleElement().asString()
                .contains("injected slowdown of 5.0 %");
        // smoke need not find 5 %
        assertThat(SelfTestReport.of(receipt(QUIET, 0.20, 0, 0.01), Profile.SMOKE).problems()).isEmpty();
        // noise that hides it is no excuse
        assertThat(SelfTestReport.of(receipt(new double[]{0.3, -0.3, 0.2, -0.2, 0.1}, 0.20, 0, 0.05), Profile.SMOKE).problems())
                .singleElement().asString().contains("INCONCLUSIVE");
    }

    @Test
    void falsePositivesAreThoseOfAllSplits() {
        // of 2^4 signs only ++++ has a t above 2.353 (3 degrees of freedom, 5 %): 1 of 16; and none beyond 3 %
        FalsePositives rates = FalsePositives.of(new double[]{0.010, 0.011, 0.009, 0.010}, 0.03, 0.05, 1);
        assertThat(rates).isEqualTo(new FalsePositives(4, 16, 1 / 16.0, 0));
        assertThat(FalsePositives.of(new double[]{0.10, 0.11, 0.09, 0.10}, 0.03, 0.05, 1).red()).isEqualTo(1 / 16.0);
        assertThat(FalsePositives.of(new double[20], 0.03, 0.05, 1).splits()).isEqualTo(4096);
        assertThatThrownBy(() -> FalsePositives.of(new double[1], 0.03, 0.05, 1)).hasMessageContaining("2 blocks");
        // qt(.95, 4) = 2.131847, qt(.8, 4) = 0.9409646
        assertThat(Power.smallestRegression(0.01, 4, 0.03, 0.05)).isCloseTo(Math.log(1.03) + 0.030728116, within(1e-6));
    }

    private BenchmarkRequest request(List<Path> classPath) {
        BenchmarkRequest.Module module = new BenchmarkRequest.Module("org.example:suite", "1", folder, List.of(), classPath, "1.37");
        return new BenchmarkRequest(module, Path.of(System.getProperty("java.home"), "bin", "java"), Profile.SMOKE,
                new Effort(2, 2, Duration.ofMillis(50), 1, Duration.ofMillis(50)), new Budget(Duration.ofSeconds(20), List.of()),
                new Selection(List.of(), List.of()), 42, List.of(), List.of(), Duration.ofSeconds(60), Duration.ofSeconds(60),
                Policy.usual(true, false), folder.resolve("baseline"), null, folder.resolve("out"), "gate", Map.of(), "1",
                new BuildFacts(folder, List.of(), List.of(), List.of(), "a test", Instant.EPOCH, "main", false));
    }

    private static Console silent() {
        return new Console() {
            @Override
            public void info(String line) {}

            @Override
            public void warn(String line) {}
        };
    }

    /** Real forks. What they measure depends on the machine; that all of it arrives does not. */
    @Test
    @Tag("long")
    void theBuiltInBenchmarkGoesThroughTheWholePipeline() throws InterruptedException {
        List<Path> classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator)).map(Path::of).toList();
        SelfTestReport report = new SelfTest(request(classPath), silent()).run();
        assertThat(report.cases()).extracting(SelfTestReport.Case::injected).containsExactly(0.0, 0.05, 0.20);
        assertThat(report.cases()).allSatisfy(one -> {
            assertThat(one.blocks()).isGreaterThanOrEqualTo(2);
            assertThat(one.ratio()).isPositive().isFinite();
        });
        assertThat(report.noiseFloor()).isPositive();
        assertThat(Files.exists(folder.resolve("out/selftest.json"))).isTrue();
        assertThat(Files.exists(folder.resolve("out/selftest/receipt.json"))).isTrue();
    }

    @Test
    void withoutJmhThereIsNothingToMeasureWith() {
        assertThatThrownBy(() -> new SelfTest(request(List.of()), silent()).run()).isInstanceOf(Breakage.class)
                .hasMessageContaining("jmh-core");
    }
}
