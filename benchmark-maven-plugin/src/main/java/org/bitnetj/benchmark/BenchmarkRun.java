package org.bitnetj.benchmark;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import org.bitnetj.benchmark.baseline.BaselineStore;
import org.bitnetj.benchmark.baseline.ReceiptHistory;
import org.bitnetj.benchmark.fork.BenchmarkListing;
import org.bitnetj.benchmark.fork.Children;
import org.bitnetj.benchmark.fork.ForkSetup;
import org.bitnetj.benchmark.fork.MachineLock;
import org.bitnetj.benchmark.fork.PlanRunner;
import org.bitnetj.benchmark.fork.ProbeRun;
import org.bitnetj.benchmark.fork.StepOutcome;
import org.bitnetj.benchmark.gate.PreconditionGate;
import org.bitnetj.benchmark.plan.Benchmark;
import org.bitnetj.benchmark.plan.Budget;
import org.bitnetj.benchmark.plan.Plan;
import org.bitnetj.benchmark.precondition.BenchmarkScan;
import org.bitnetj.benchmark.precondition.Breakage;
import org.bitnetj.benchmark.precondition.ClassPath;
import org.bitnetj.benchmark.precondition.Jdk;
import org.bitnetj.benchmark.precondition.Machine;
import org.bitnetj.benchmark.precondition.Precondition;
import org.bitnetj.benchmark.precondition.Preconditions;
import org.bitnetj.benchmark.precondition.SourceTree;
import org.bitnetj.benchmark.receipt.NotWarm;
import org.bitnetj.benchmark.receipt.Receipt;
import org.bitnetj.benchmark.statistics.Rulers;

/** One run: looks at the module, lists, plans, forks, and leaves a receipt whatever happens. */
public final class BenchmarkRun {
    /** The harness is compiled for this version. */
    private static final int OLDEST_JAVA = 17;
    private static final int SHOWN_LEFT_OUT = 10;
    private static final String NONE = "no benchmarks found";

    private final BenchmarkRequest request;
    private final Console console;
    private final OutputFolder output;

    /**
     * Prepares a run.
     *
     * @param request what the user asks for
     * @param console where the run tells how it goes
     */
    public BenchmarkRun(BenchmarkRequest request, Console console) {
        this.request = request;
        this.console = console;
        this.output = new OutputFolder(request.outputFolder());
    }

    /**
     * Runs.
     *
     * @return the receipt, which is also in the output folder
     * @throws InterruptedException when this thread is interrupted
     */
    public Receipt run() throws InterruptedException {
        output.prepare();
        RunRecord run = new RunRecord(Instant.now(), source(), request.policy());
        ReceiptAssembly assembly = new ReceiptAssembly(request, output);
        ReceiptFile file = new ReceiptFile(output, assembly, run);
        Children children = new Children();
        Thread hook = new Thread(() -> {
            file.cut();
            children.close();
        }, "benchmark-shutdown");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            measure(run, file, assembly, children);
            Receipt receipt = file.finish();
            warnOfUnsteadyMachine(receipt);
            warnOfColdForks(receipt);
            adviseByHistory(receipt);
            return receipt;
        } finally {
            children.close();
            removeHook(hook);
        }
    }

    private SourceTree source() {
        return request.module().released() == null
                ? SourceTree.of(request.module().folder())
                : SourceTree.unknown("the released artifact " + request.module().released() + " was measured");
    }

    /**
     * Where the receipt is.
     *
     * @return path of receipt.json
     */
    public Path receiptPath() {
        return output.receipt();
    }

    private void measure(RunRecord run, ReceiptFile file, ReceiptAssembly assembly, Children children) throws InterruptedException {
        ClassPath classPath = new ClassPath(request.module().classPath());
        BenchmarkScan scan = BenchmarkScan.of(request.module().classFolders(), classPath);
        if (!mayHaveBenchmarks(scan, run) || !preconditionsHold(run, file)) {
            return;
        }
        Jdk jdk = Jdk.of(request.java());
        jdk.requireAtLeast(Math.max(OLDEST_JAVA, scan.javaVersion()));
        MachineLock lock = MachineLock.take(lockFile(), console::info);
        try {
            ForkSetup setup = new ForkSetup(jdk, request.jvmArgs(), request.module().folder(), output.raw(), output.log(),
                    request.timeout(),
                    request.probeTimeout(), children, "");
            setup.prepare(classPath);
            BenchmarkListing listing = BenchmarkListing.ask(setup);
            file.record(() -> run.environment(Machine.read(), listing.environment()));
            BaseArm base = BaseArm.of(request, setup, listing, assembly.fingerprint(run));
            file.record(() -> {
                run.baseline(base.baseline());
                run.base(base.benchmarks());
                run.sessions(new BaselineStore(request.baselineFolder(), request.module().name()).sessions(assembly.fingerprint(run)));
            });
            List<Benchmark> wanted = request.selection().of(listing.benchmarks());
            if (wanted.isEmpty()) {
                nothing(run, listing.benchmarks().isEmpty()
                        ? NONE
                        : "no benchmark is selected: none of " + listing.benchmarks().size()
                                + " passes benchmark.includes and benchmark.excludes");
                return;
            }
            List<String> notSelected = new ArrayList<>(
                    listing.benchmarks().stream().filter(b -> !wanted.contains(b)).map(Benchmark::id).toList());
            Set<String> listedProbes = probes(classPath);
            listedProbes.stream().filter(probe -> !request.selection().admits(probe)).forEach(notSelected::add);
            List<String> wantedProbes = listedProbes.stream().filter(request.selection()::admits).toList();
            Plan plan = Plan.paired(request.budget().share(wanted, request.effort(), base.setup() == null ? 1 : 2), notSelected,
                    request.effort(), request.seed(), base.names());
            file.record(() -> {
                run.plan(plan);
                run.policy(request.policy()
                        .withLooks(base.isComparable() && !isDeterministic() ? GrowingPlan.looks(plan, request.budget().limit()) : 1));
            });
            file.writePartial();
            probe(setup, wantedProbes, run, file);
            runPlan(setup, base, plan, run, file, assembly);
        } finally {
            lock.close();
        }
    }

    private boolean mayHaveBenchmarks(BenchmarkScan scan, RunRecord run) {
        if (!scan.jmhPresent()) {
            nothing(run, NONE + ": JMH is not on the test class path");
            return false;
        }
        if (!scan.listPresent() && !scan.annotatedClasses().isEmpty()) {
            throw new Breakage(scan.processorAdvice(request.module().jmhVersion() == null ? "1.37" : request.module().jmhVersion()));
        }
        if (!scan.listPresent()) {
            nothing(run, NONE);
        }
        return scan.listPresent();
    }

    private boolean preconditionsHold(RunRecord run, ReceiptFile file) {
        List<Precondition> seen = request.module().released() != null
                ? Preconditions.ofMachine(lockFile())
                : Preconditions.of(request.build(), lockFile());
        file.record(() -> run.preconditions(seen));
        for (Precondition precondition : seen) {
            String line = "precondition " + precondition.name() + ": " + precondition.status().label() + ": " + precondition.evidence();
            if (precondition.status() == Precondition.Status.FAIL) {
                console.warn(line);
            } else {
                console.info(line);
            }
        }
        List<String> failed = seen.stream().filter(p -> p.status() == Precondition.Status.FAIL).map(Precondition::name).toList();
        if (!failed.isEmpty()) {
            file.record(() -> nothing(run, PreconditionGate.skipped(failed)));
        }
        return failed.isEmpty();
    }

    /** The same for all runs on the machine. */
    private static Path lockFile() {
        return Path.of(System.getProperty("java.io.tmpdir"), "bitnetj-benchmark.lock");
    }

    private void nothing(RunRecord run, String reason) {
        run.nothingSelected(reason);
        console.info(request.module().name() + ": " + reason);
    }

    /** Further looks depend on what was measured; without them the plan is the same in every run. */
    private static boolean isDeterministic() {
        return "1".equals(System.getenv("BITNET_DETERMINISTIC"));
    }

    private void probe(ForkSetup setup, List<String> probes, RunRecord run, ReceiptFile file) throws InterruptedException {
        int number = 0;
        for (String probe : probes) {
            console.info("probe " + ++number + "/" + probes.size() + "  " + probe);
            ProbeRun outcome = ProbeRun.of(setup, probe, request.seed());
            file.record(() -> run.add(outcome));
            if (outcome.failure() != null) {
                console.warn(outcome.failure().message());
            }
        }
    }

    private Set<String> probes(ClassPath classPath) {
        List<String> listed = new ArrayList<>(request.probes());
        classPath.texts(ProbeRun.RESOURCE)
                .forEach(text -> text.lines().map(String::strip).filter(line -> !line.isEmpty() && !line.startsWith("#"))
                        .forEach(listed::add));
        return new LinkedHashSet<>(listed);
    }

    private void runPlan(ForkSetup setup, BaseArm base, Plan plan, RunRecord run, ReceiptFile file, ReceiptAssembly assembly)
            throws InterruptedException {
        Progress progress = new Progress(plan, console);
        progress.announce(request.budget().limit());
        if (!plan.notSelected().isEmpty()) {
            console.info("not selected: " + plan.notSelected().size() + " of the module's benchmarks and probes; the receipt names them");
        }
        tellLeftOut(plan);
        PlanRunner runner = new PlanRunner(setup, base.setup(), outcome -> {
            StepOutcome[] checked = new StepOutcome[1];
            file.record(() -> checked[0] = run.add(outcome));
            progress.tell(checked[0]);
            if (run.outcomes().size() % plan.benchmarks().size() == 0) {
                file.writePartial();
            }
        });
        runner.onRuler(reading -> file.record(() -> run.add(reading)));
        runner.run(plan.steps(), plan.effort());
        GrowingPlan growing = new GrowingPlan(plan, base.names(), request.budget().limit());
        for (int look = 2; look <= run.policy().looks(); look++) {
            Receipt soFar = assembly.assemble(run, Instant.now(), false);
            Optional<GrowingPlan.Round> round = growing.next(soFar);
            if (round.isEmpty()) {
                return;
            }
            console.info("look " + look + " of " + run.policy().looks() + ": inconclusive so far: " + round.get().benchmarks()
                    + " of " + plan.benchmarks().size() + " benchmarks, which get " + plan.effort().forks() + " more forks each");
            file.record(() -> run.extend(round.get().plan()));
            progress.extend(round.get().steps().size());
            runner.run(round.get().steps(), plan.effort());
        }
    }

    private void tellLeftOut(Plan plan) {
        if (plan.leftOut().isEmpty()) {
            return;
        }
        int more = plan.leftOut().size() - SHOWN_LEFT_OUT;
        console.warn("untested, as the budget of " + request.budget().limit() + " has no room: "
                + plan.leftOut().stream().limit(SHOWN_LEFT_OUT).map(Budget.LeftOut::benchmark).collect(Collectors.joining(", "))
                + (more > 0 ? ", and " + more + " more, see plan.leftOut in the receipt" : ""));
    }

    private void warnOfUnsteadyMachine(Receipt receipt) {
        if (receipt.rulers() != null) {
            receipt.rulers().stream().filter(ruler -> ruler.movement() > Rulers.STEADY)
                    .forEach(ruler -> console.warn("the machine was not steady: fixed work (" + ruler.name() + ") moved by "
                            + Math.round(ruler.movement() * 100) + " % between blocks; comparisons are labelled, and nothing is rescaled"));
        }
    }

    private void warnOfColdForks(Receipt receipt) {
        String sentence = NotWarm.sentence(receipt);
        if (!sentence.isEmpty()) {
            console.warn(sentence);
        }
    }

    private void adviseByHistory(Receipt receipt) {
        if (receipt.history() != null) {
            receipt.history().stream().filter(past -> !past.advice().equals(ReceiptHistory.AS_EXPECTED))
                    .forEach(past -> console.warn("history: " + past.benchmark() + ": " + past.advice()));
        }
    }

    private void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            console.warn("the run is being interrupted; what it had measured is in " + output.receipt() + ", which is marked partial");
        }
    }
}
