package org.bitnetj.benchmark.receipt;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.bitnetj.benchmark.gate.Policy;

/** Receipts to test with. */
public final class Receipts {
    public static final Instant START = Instant.parse("2026-01-02T03:04:05Z");

    public static final String ADD = "org.example.Suite.add:avgt:k=64";

    private Receipts() {}

    /** Two benchmarks that were measured in two forks. */
    public static Receipt complete() {
        return new ReceiptBuilder().runId("run-1")
                .startedAt(START)
                .finishedAt(START.plusSeconds(9))
                .status(Receipt.COMPLETE)
                .tool(new Receipt.Tool("benchmark-maven-plugin", "1", null))
                .source(new Receipt.Source("org.example:suite", "1.0", "0123456789abcdef0123456789abcdef01234567", "main", false, null))
                .environment(environment("6.1"))
                .determinism(new Receipt.Determinism(42, List.of(List.of(1, 0), List.of(0, 1)), null, null, null))
                .plan(plan(List.of()))
                .samples(List.of(samples("multiply", "us/op", 1.5), samples("add", "us/op", 0.25)))
                .estimates(List.of(estimate("multiply", 1.5, 1.25, 1.75), estimate("add", 0.25, 0.2, 5.0)))
                .gates(List
                        .of(new Receipt.Gate("review:gate:benchmarks", "pass", "success", List.of(), "benchmarks: jmh: 2 benchmarks ok")))
                .build();
    }

    /** The first benchmark failed in its second fork, a probe failed, and one more benchmark was left out. */
    public static Receipt failed() {
        Receipt good = complete();
        Receipt.Samples half = new Receipt.Samples("org.example.Suite.multiply:avgt:k=64", "score", "us/op", "lower",
                List.of(List.of(1.5, 1.5), List.of()));
        Receipt.Estimate one = new Receipt.Estimate("org.example.Suite.multiply:avgt:k=64", "score", "us/op", "lower", 1.5, null, null, 1);
        List<Receipt.Failure> failures = List.of(
                new Receipt.Failure(null, null, "org.example.Probe", "probe org.example.Probe ended with status 1",
                        null, "log/probe-org.example.Probe.txt"),
                new Receipt.Failure("org.example.Suite.multiply:avgt:k=64", 1, null, "java.lang.IllegalStateException: broken", "stack",
                        "log/host-1.txt"));
        return good.edit()
                .status(Receipt.PARTIAL)
                .plan(plan(List.of(new Receipt.LeftOut("org.example.Suite.slow:avgt", "over the budget of PT1S"))))
                .samples(List.of(half, good.samples().get(1)))
                .estimates(List.of(one, good.estimates().get(1)))
                .failures(failures)
                .gates(List.of(new Receipt.Gate("review:gate:benchmarks", "failure", "failure",
                        List.of("probe failed: org.example.Probe", "benchmark failed: org.example.Suite.multiply:avgt:k=64"), "x")))
                .build();
    }

    /** A module without benchmarks. */
    public static Receipt empty() {
        Receipt good = complete();
        return good.edit()
                .environment(null)
                .determinism(null)
                .plan(null)
                .samples(List.of())
                .estimates(List.of())
                .nothingSelected("no benchmarks found")
                .gates(List.of(new Receipt.Gate("review:gate:benchmarks", "neutral", "neutral", List.of("no benchmarks found"), "x")))
                .build();
    }

    static Receipt.Environment environment(String osVersion) {
        return new Receipt.Environment(new Receipt.Cpu("Some CPU", 2, List.of("avx2"), null), 1L << 33,
                new Receipt.Os("Linux", osVersion, "amd64"), null,
                new Receipt.Jvm("Vendor", "25.0.1+8", "Some VM", List.of("-Xmx1g"), "G1", 2, 1L << 30, 32, "compiler"), "1.37", null);
    }

    private static Receipt.Plan plan(List<Receipt.LeftOut> leftOut) {
        return new Receipt.Plan("smoke", "PT1M30S", 2, 2, "PT0.1S", 1, "PT0.3S", List.of(benchmark("multiply"), benchmark("add")), leftOut,
                List.of("org.example.Sum.huge:avgt"));
    }

    private static Receipt.Benchmark benchmark(String method) {
        return new Receipt.Benchmark("org.example.Suite." + method + ":avgt:k=64", "org.example.Suite", method, "avgt", Map.of("k", "64"),
                "us/op",
                "lower", 1, List.of(), "00");
    }

    private static Receipt.Samples samples(String method, String unit, double score) {
        return new Receipt.Samples("org.example.Suite." + method + ":avgt:k=64", "score", unit, "lower",
                List.of(List.of(score, score), List.of(score, score)));
    }

    private static Receipt.Estimate estimate(String method, double score, double lower, double upper) {
        return new Receipt.Estimate("org.example.Suite." + method + ":avgt:k=64", "score", "us/op", "lower", score, lower, upper, 2);
    }

    /** The receipt of a run with one benchmark, add, whose forks scored so; "other" is listed and not measured. */
    public static Receipt measured(String runId, String byteCode, List<List<Double>> forks) {
        Receipt good = complete();
        Receipt.Benchmark add = new Receipt.Benchmark(ADD, "org.example.Suite", "add", "avgt", Map.of("k", "64"), "us/op", "lower", 1,
                List.of(), byteCode);
        Receipt.Plan plan = new Receipt.Plan("standard", "PT10M", forks.size(), 1, "PT0.1S", 1, "PT0.3S", List.of(add), List.of(),
                List.of("org.example.Suite.other:avgt"));
        Receipt.Environment environment = environment("6.1");
        return good.edit()
                .runId(runId)
                .environment(environment.withFingerprint(ReceiptJson.fingerprint(environment)))
                .plan(plan)
                .samples(List.of(new Receipt.Samples(ADD, "score", "us/op", "lower", forks)))
                .estimates(List.of(new Receipt.Estimate(ADD, "score", "us/op", "lower", forks.get(0).get(0), null, null, forks.size())))
                .policy(Policy.usual(true, false))
                .gates(List.of())
                .build();
    }
}
