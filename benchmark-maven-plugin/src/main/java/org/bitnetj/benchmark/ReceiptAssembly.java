package org.bitnetj.benchmark;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.bitnetj.benchmark.baseline.ReceiptHistory;
import org.bitnetj.benchmark.fork.ForkEnvironment;
import org.bitnetj.benchmark.fork.ProbeRun;
import org.bitnetj.benchmark.fork.StepOutcome;
import org.bitnetj.benchmark.plan.Plan;
import org.bitnetj.benchmark.precondition.Machine;
import org.bitnetj.benchmark.precondition.SourceTree;
import org.bitnetj.benchmark.receipt.Digest;
import org.bitnetj.benchmark.receipt.Receipt;
import org.bitnetj.benchmark.receipt.ReceiptBuilder;
import org.bitnetj.benchmark.receipt.ReceiptJson;
import org.bitnetj.benchmark.receipt.Scrubber;
import org.bitnetj.benchmark.sample.Samples;
import org.bitnetj.benchmark.statistics.Estimate;
import org.bitnetj.benchmark.statistics.Rulers;

/** Turns what is known of a run into a receipt. Nothing is filled in that is not known. */
final class ReceiptAssembly {
    private static final DateTimeFormatter RUN_ID = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final BenchmarkRequest request;
    private final OutputFolder output;
    private final Receipt.Tool tool;
    private final Scrubber scrubber;

    ReceiptAssembly(BenchmarkRequest request, OutputFolder output) {
        this.request = request;
        this.output = output;
        this.tool = new Receipt.Tool("benchmark-maven-plugin", request.toolVersion(), ownDigest());
        Map<String, String> folders = new LinkedHashMap<>();
        folders.put(output.root().toString(), "<output>");
        folders.put(request.module().folder().toString(), "<module>");
        folders.put(System.getProperty("user.home"), "<home>");
        this.scrubber = new Scrubber(folders);
    }

    Receipt assemble(RunRecord run, Instant now, boolean interrupted) {
        List<Receipt.Estimate> estimates = estimates(run);
        String status = !interrupted && run.everythingDelivered() ? Receipt.COMPLETE : Receipt.PARTIAL;
        Receipt receipt = new ReceiptBuilder().runId(runId(run))
                .startedAt(millis(run.startedAt()))
                .finishedAt(millis(now))
                .status(status)
                .tool(tool)
                .source(source(run.source()))
                .environment(environment(run))
                .determinism(determinism(run.plan()))
                .preconditions(preconditions(run))
                .plan(plan(run.plan()))
                .samples(run.series().stream().map(ReceiptAssembly::samples).toList())
                .estimates(estimates)
                .kernels(kernels(run))
                .throughput(ModelFigures.throughput(run.probes()))
                .memory(ModelFigures.memory(run.probes()))
                .failures(failures(run))
                .attempts(attempts(run))
                .policy(run.policy())
                .baseline(baseline(run))
                .rulers(rulers(run))
                .noise(NoiseSection.of(run.series(), run.plan() == null ? null : run.plan().effort()))
                .nothingSelected(run.whyNothing())
                .interrupted(interrupted ? true : null)
                .build();
        receipt = ProbeSections.addTo(receipt.edit(), run.probes(), scrubber).build();
        Receipt remembered = receipt.edit().history(ReceiptHistory.of(receipt, run.sessions())).build();
        return Judge.judge(Routes.named(remembered, request.routes()), request.gateName());
    }

    /** What was measured beside the candidate in this run, else what is accepted. */
    private static Receipt.Baseline baseline(RunRecord run) {
        Receipt.Baseline given = run.baseline();
        if (given == null || !given.state().equals("paired")) {
            return given;
        }
        Map<String, String> byteCode = new LinkedHashMap<>();
        run.base().forEach(benchmark -> byteCode.put(benchmark.id(), benchmark.byteCode()));
        List<Receipt.BaselineEntry> entries = new ArrayList<>();
        for (Samples.Series series : run.baseSeries()) {
            entries.add(new Receipt.BaselineEntry(series.benchmark(), byteCode.remove(series.benchmark()), null, false, series.metric(),
                    series.unit(), series.better(), List.copyOf(series.forks())));
        }
        // what the base has and was not measured there, so that nobody overlooks what the candidate lost
        byteCode.forEach((benchmark, code) -> entries.add(new Receipt.BaselineEntry(benchmark, code, null, false, Samples.SCORE, null,
                null, List.of())));
        return new Receipt.Baseline(given.state(), given.id(), given.fingerprint(), given.label(), given.environment(), entries);
    }

    /** The fingerprint of what is measured; null before the environment is known. */
    String fingerprint(RunRecord run) {
        Receipt.Environment environment = environment(run);
        return environment == null ? null : environment.fingerprint();
    }

    private String runId(RunRecord run) {
        return RUN_ID.format(run.startedAt()) + "-" + Digest.of(request.module().name() + " " + request.seed()).substring(0, 8);
    }

    private Receipt.Source source(SourceTree tree) {
        return new Receipt.Source(request.module().name(), request.module().version(), tree.commit(), tree.branch(), tree.dirty(),
                scrubber.clean(tree.unknownBecause()));
    }

    private Receipt.Environment environment(RunRecord run) {
        Machine machine = run.machine();
        ForkEnvironment forks = run.forkEnvironment();
        if (machine == null || forks == null) {
            return null;
        }
        boolean limited = machine.containerCpus() != null || machine.containerMemoryBytes() != null;
        Receipt.Environment environment = new Receipt.Environment(
                new Receipt.Cpu(machine.cpuModel(), machine.logicalCpus(), machine.cpuFlags(), machine.governor()), machine.memoryBytes(),
                new Receipt.Os(machine.osName(), machine.osVersion(), machine.arch()),
                limited ? new Receipt.Container(machine.containerCpus(), machine.containerMemoryBytes()) : null,
                new Receipt.Jvm(forks.vendor(), forks.version(), forks.vm(), scrubber.clean(forks.flags()), forks.gc(),
                        forks.availableProcessors(),
                        forks.maxHeapBytes(), forks.maxVectorSize(), forks.blackHole()),
                forks.jmh(), null);
        return environment.withFingerprint(ReceiptJson.fingerprint(environment));
    }

    private List<Receipt.Precondition> preconditions(RunRecord run) {
        return run.preconditions() == null
                ? null
                : run.preconditions()
                        .stream()
                        .map(p -> new Receipt.Precondition(p.name(), p.status().label(), scrubber.clean(p.evidence()),
                                p.duration().toMillis()))
                        .toList();
    }

    private Receipt.Determinism determinism(Plan plan) {
        return plan == null
                ? null
                : new Receipt.Determinism(plan.seed(), plan.blocks(), plan.hasPairs() ? plan.arms() : null,
                        System.getenv("BITNET_DETERMINISTIC"), System.getenv("BITNET_SEED"));
    }

    private Receipt.Plan plan(Plan plan) {
        if (plan == null) {
            return null;
        }
        return new Receipt.Plan(request.profile().label(), request.budget().limit().toString(), plan.effort().forks(),
                plan.effort().iterations(),
                plan.effort().iterationTime().toString(), plan.effort().warmup(), plan.effort().warmupTime().toString(),
                plan.benchmarks()
                        .stream()
                        .map(b -> new Receipt.Benchmark(b.id(), b.className(), b.method(), b.mode(), b.params(), b.unit(), b.better(),
                                b.threads(),
                                scrubber.clean(b.jvmArgs()), b.byteCode()))
                        .toList(),
                plan.leftOut().stream().map(left -> new Receipt.LeftOut(left.benchmark(), left.reason())).toList(),
                plan.notSelected());
    }

    private static List<Receipt.Ruler> rulers(RunRecord run) {
        List<Receipt.Ruler> rulers = new ArrayList<>();
        run.rulers().forEach((name, byBlock) -> {
            List<Double> nanos = List.copyOf(byBlock.values());
            rulers.add(new Receipt.Ruler(name, nanos, Rulers.movement(nanos)));
        });
        return rulers.isEmpty() ? null : rulers;
    }

    private static Receipt.Samples samples(Samples.Series series) {
        return new Receipt.Samples(series.benchmark(), series.metric(), series.unit(), series.better(), List.copyOf(series.forks()));
    }

    private static List<Receipt.Estimate> estimates(RunRecord run) {
        List<Receipt.Estimate> estimates = new ArrayList<>();
        for (Samples.Series series : run.series()) {
            if (series.metric().equals(Samples.SCORE)) {
                Estimate estimate = Estimate.of(series.forks().stream().filter(fork -> !fork.isEmpty()).toList());
                estimates.add(new Receipt.Estimate(series.benchmark(), series.metric(), series.unit(), series.better(), estimate.score(),
                        estimate.hasInterval() ? estimate.lower() : null, estimate.hasInterval() ? estimate.upper() : null,
                        estimate.forks()));
            }
        }
        return estimates;
    }

    private List<Receipt.Kernel> kernels(RunRecord run) {
        List<Receipt.Kernel> kernels = run.probes()
                .stream()
                .filter(probe -> probe.document() != null)
                .flatMap(probe -> probe.document()
                        .kernels()
                        .stream()
                        .map(k -> new Receipt.Kernel(probe.document().probe(), k.operation(), k.format(), k.backend(), k.kernel(),
                                k.width(),
                                k.status(), scrubber.clean(k.reason()))))
                .toList();
        return kernels.isEmpty() ? null : kernels;
    }

    private List<Receipt.Failure> failures(RunRecord run) {
        List<Receipt.Failure> failures = new ArrayList<>();
        for (ProbeRun probe : run.probes()) {
            if (probe.failure() != null) {
                failures.add(failure(null, null, probe.probe(), probe.failure()));
            }
        }
        for (StepOutcome outcome : run.outcomes()) {
            if (outcome.failure() != null && !outcome.triedAgain()) {
                failures.add(failure(outcome.step().benchmark().id(), outcome.step().fork(), null, inArm(outcome)));
            }
        }
        return failures;
    }

    private static StepOutcome.Failure inArm(StepOutcome outcome) {
        StepOutcome.Failure failure = outcome.failure();
        return outcome.step().arm() == 0
                ? failure
                : new StepOutcome.Failure("in the base: " + failure.message(), failure.detail(), failure.log());
    }

    private Receipt.Failure failure(String benchmark, Integer fork, String probe, StepOutcome.Failure failure) {
        String detail = failure.detail().isBlank() ? null : scrubber.clean(failure.detail());
        return new Receipt.Failure(benchmark, fork, probe, scrubber.clean(failure.message()), detail, output.relative(failure.log()));
    }

    private List<Receipt.Attempt> attempts(RunRecord run) {
        return run.outcomes()
                .stream()
                .filter(outcome -> outcome.startedAt() != null)
                .map(outcome -> new Receipt.Attempt(outcome.step().benchmark().id(), outcome.step().fork(), outcome.attempt(),
                        millis(outcome.startedAt()),
                        millis(outcome.finishedAt()),
                        (outcome.failure() == null ? "measured" : "failed") + (outcome.step().arm() == 0 ? "" : " in the base"),
                        outcome.change(), outcome.failure() == null ? null : scrubber.clean(outcome.failure().message())))
                .toList();
    }

    private static Instant millis(Instant time) {
        return time.truncatedTo(ChronoUnit.MILLIS);
    }

    private static String ownDigest() {
        try {
            Path own = Path.of(ReceiptAssembly.class.getProtectionDomain().getCodeSource().getLocation().toURI());
            return Files.isRegularFile(own) ? Digest.of(Files.readAllBytes(own)) : null;
        } catch (IOException | URISyntaxException e) {
            throw new IllegalStateException("the plugin can not read its own jar", e);
        }
    }
}
