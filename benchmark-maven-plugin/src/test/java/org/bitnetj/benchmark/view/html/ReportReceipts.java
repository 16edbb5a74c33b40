package org.bitnetj.benchmark.view.html;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.bitnetj.benchmark.Judge;
import org.bitnetj.benchmark.gate.Policy;
import org.bitnetj.benchmark.receipt.Receipt;
import org.bitnetj.benchmark.receipt.Receipts;

/** Receipts with everything in them, of any number of benchmarks, judged as a run is. */
final class ReportReceipts {
    static final String GATE = "review:gate:benchmarks";
    private static final int FORKS = 5;
    private static final int ITERATIONS = 5;
    private static final List<String> METHODS = List.of("gemv", "gemm", "unpack", "prepare", "decode");

    private ReportReceipts() {}

    /** Every tenth benchmark is slower, every tenth faster, every twentieth noisy, every twenty-fifth has forks in two groups; the first is 12 % slower. */
    static Receipt of(int count) {
        Random random = new Random(42);
        List<Receipt.Benchmark> benchmarks = new ArrayList<>();
        List<Receipt.Samples> samples = new ArrayList<>();
        List<Receipt.Estimate> estimates = new ArrayList<>();
        List<Receipt.BaselineEntry> entries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String className = "org.example.kernels.Suite" + i / METHODS.size();
            String method = METHODS.get(i % METHODS.size());
            String id = className + "." + method + ":avgt:k=2560,format=TL" + (1 + i % 2);
            double score = 1 + i % 17;
            double factor = i % 10 == 0 ? 1.12 : i % 10 == 5 ? 0.88 : 1;
            double noise = i % 20 == 3 ? 0.15 : 0.004;
            benchmarks.add(new Receipt.Benchmark(id, className, method, "avgt", Map.of("k", "2560"), "us/op", "lower", 1, List.of(), "00"));
            List<List<Double>> own = forks(random, score * factor, noise, i % 25 == 7);
            samples.add(new Receipt.Samples(id, "score", "us/op", "lower", own));
            estimates.add(new Receipt.Estimate(id, "score", "us/op", "lower", score * factor, score * factor * (1 - noise),
                    score * factor * (1 + noise), FORKS));
            entries.add(new Receipt.BaselineEntry(id, "00", "run-0", false, "score", "us/op", "lower", forks(random, score, noise, false)));
        }
        Receipt measured = Receipts.measured("run-1", "00", List.of(List.of(1.0)));
        Receipt.Plan plan = new Receipt.Plan("standard", "PT10M", FORKS, ITERATIONS, "PT0.5S", 2, "PT0.75S", benchmarks,
                List.of(new Receipt.LeftOut("org.example.kernels.Slow.all:avgt", "over the budget of PT10M")),
                List.of("org.example.kernels.Other.one:avgt"));
        Receipt receipt = measured.edit()
                .plan(plan)
                .samples(samples)
                .estimates(estimates)
                .policy(Policy.usual(true, false))
                .baseline(new Receipt.Baseline("found", "feed", measured.environment().fingerprint(), null, entries))
                .build();
        return Judge.judge(withProbes(receipt), GATE);
    }

    private static List<List<Double>> forks(Random random, double score, double noise, boolean twoGroups) {
        List<List<Double>> forks = new ArrayList<>();
        for (int f = 0; f < FORKS; f++) {
            double mean = score * (1 + noise * random.nextGaussian()) * (twoGroups && f % 2 == 0 ? 1.2 : 1);
            List<Double> iterations = new ArrayList<>();
            for (int i = 0; i < ITERATIONS; i++) {
                iterations.add(mean * (1 + noise / 2 * random.nextGaussian()));
            }
            forks.add(iterations);
        }
        return forks;
    }

    private static Receipt withProbes(Receipt receipt) {
        List<Receipt.Speedup> speedups = List.of(
                new Receipt.Speedup("p", "gemv", "I2_S", "vector", "vector-buckets", "scalar", 2560, 2560, 1, 1,
                        List.of(410_000.0, 400_000.0, 405_000.0), List.of(4_900_000.0, 5_000_000.0), 12.2),
                new Receipt.Speedup("p", "gemm", "TL1", "vector", "vector-tables-pairs", "scalar", 2560, 2560, 32, 1, List.of(9e6),
                        List.of(1.5e8), 16.7));
        List<Receipt.Throughput> throughput = List.of(
                new Receipt.Throughput("p", "tiny", "I2_S", "F16", "vector", 2, "decode", 128, 1492.9, 2_708_269.5, 24_488_130_299.0, 0.838,
                        4.2),
                new Receipt.Throughput("p", "tiny", "I2_S", "F16", "vector", 2, "prefill", 128, 5120.5, 2_708_269.5, 24_488_130_299.0, null,
                        null));
        List<Receipt.Accuracy> accuracy = List.of(
                new Receipt.Accuracy("p", "round-trip", "I2_S", "scalar", null, "seeded", "uniform", "share of weights", 42, 1, 1.0,
                        "pass"),
                new Receipt.Accuracy("p", "product", "TL2", "vector", "vector-planes", "seeded", "gaussian", "1 - relative L2 error", 42,
                        0.997214, 0.99, "pass"));
        List<Receipt.Leak> leaks = List.of(new Receipt.Leak("p", "Kernels", "vector", 1000, 1048576L, 1048600L, null, null, "pass", null));
        return receipt.edit()
                .speedups(speedups)
                .throughput(throughput)
                .accuracy(accuracy)
                .crossval(List
                        .of(new Receipt.Crossval("p", "gemv", "I2_S", "libggml.so", "sha256:1a2b", "vector", "vector-buckets", 2560, 2560,
                                1, 1, 0.0, 1e-5, List.of(81_000.0), List.of(110_000.0), 110_000.0 / 81_000, "pass", null)))
                .leaks(leaks)
                .memory(List.of(new Receipt.Memory("p", "tiny", "I2_S", "F16", "vector", 2, 4_558_344, 7_737_088, 218_452_872)))
                .kernels(List.of(
                        new Receipt.Kernel("p", "gemv", "I2_S", "vector", "vector-buckets", 256, "dispatched",
                                "the fastest that is usable"),
                        new Receipt.Kernel("p", "gemv", "I2_S", "opencl", null, null, "unavailable", "no OpenCL loader on this machine")))
                .features(List.of(new Receipt.Feature("p", "cpu", "vector", 256, 1, true, "ok", null, "ab"),
                        new Receipt.Feature("p", "gpu", "opencl", null, null, null, "unavailable", "no OpenCL device", null)))
                .rulers(List.of(new Receipt.Ruler("memory read", List.of(1e6, 1.01e6, 0.99e6), 0.02)))
                .history(List.of(new Receipt.Past("org.example.kernels.Suite0.gemv", "score", 12, 1.12, 0.98, 1.03, false,
                        List.of("2026-01-01"), "the level changed; look at what was merged then")))
                .preconditions(List.of(new Receipt.Precondition("tests", "pass", "120 tests, 0 failures", 12)))
                .routing(new Receipt.Routing("finding", "needs work", "perf-fixer", "a regression above 10 %", null))
                .build();
    }

    /** One benchmark of which everything that users name is hostile. */
    static Receipt hostile(String text) {
        Receipt one = of(1);
        Receipt.Benchmark b = one.plan().benchmarks().get(0);
        Receipt.Plan p = one.plan();
        Receipt.Benchmark named = new Receipt.Benchmark(text, "org." + text, text, "avgt", Map.of(text, text), text, "lower", 1,
                List.of(text),
                b.byteCode());
        Receipt.Samples s = one.samples().get(0);
        Receipt.Estimate e = one.estimates().get(0);
        Receipt.Comparison c = one.comparisons().get(0);
        return one.edit()
                .source(new Receipt.Source(text, text, "0123456789abcdef", text, false, text))
                .plan(new Receipt.Plan(text, p.budget(), 5, 5, "PT1S", 1, "PT1S", List.of(named), List.of(new Receipt.LeftOut(text, text)),
                        List.of(text)))
                .samples(List.of(new Receipt.Samples(text, "score", text, "lower", s.forks())))
                .estimates(List.of(new Receipt.Estimate(text, "score", text, "lower", e.score(), e.lower(), e.upper(), e.forks())))
                .comparisons(List.of(new Receipt.Comparison(text, "score", c.design(), 5, 5, c.ratio(), c.lower(), c.upper(), c.p(),
                        c.adjustedP(), c.mde(), null, c.verdict(), null, text, c.cross(), List.of(text))))
                .failures(List.of(new Receipt.Failure(text, 0, null, text, text, text)))
                .gates(List.of(new Receipt.Gate(text, "failure", "failure", List.of(text), text)))
                .routing(new Receipt.Routing("finding", text, text, text, null))
                .baseline(new Receipt.Baseline("found", "id", text, text, List.of()))
                .build();
    }
}
