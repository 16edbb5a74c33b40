package org.bitnetj.benchmark.fork;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

import org.bitnetj.benchmark.harness.Harness;
import org.bitnetj.benchmark.harness.StepList;
import org.bitnetj.benchmark.plan.Effort;
import org.bitnetj.benchmark.plan.Step;
import org.bitnetj.benchmark.precondition.Breakage;

/** Runs a plan: one host JVM drives JMH from step to step; when it dies or hangs, its step is tried again or has failed, and another goes on. */
public final class PlanRunner {
    private final ForkSetup setup;
    private final ForkSetup baseSetup;
    private final Attempts attempts = new Attempts();
    private int host;
    private final Consumer<StepOutcome> listener;
    private Consumer<RulerReading> rulers = reading -> {};

    /**
     * Prepares a run.
     *
     * @param setup how to start JVMs
     * @param baseSetup the same for the base; null without
     * @param listener is told of every outcome as soon as it is known
     */
    public PlanRunner(ForkSetup setup, ForkSetup baseSetup, Consumer<StepOutcome> listener) {
        this.setup = setup;
        this.baseSetup = baseSetup;
        this.listener = listener;
    }

    /**
     * Hands out what fixed kernels took before each block, too.
     *
     * @param reader is told of every reading
     */
    public void onRuler(Consumer<RulerReading> reader) {
        rulers = reader;
    }

    /**
     * Runs steps; every one of them gets an outcome, and one more for each further attempt.
     *
     * @param steps what to run, in order
     * @param effort how much of it
     * @throws InterruptedException when this thread is interrupted
     */
    public void run(List<Step> steps, Effort effort) throws InterruptedException {
        Deque<Step> rest = new ArrayDeque<>(steps);
        while (!rest.isEmpty()) {
            host++;
            int[] told = new int[1];
            HostWatch watch = new HostWatch(rest, effort, setup.timeout(), attempts, outcome -> {
                told[0]++;
                listener.accept(outcome);
            }, rulers);
            try (ChildJvm child = start(rest, effort)) {
                watch.follow(child, new EventTail(events()));
            }
            if (told[0] == 0) {
                throw new IllegalStateException("a host JVM must use up at least one attempt");
            }
        }
    }

    private ChildJvm start(Deque<Step> rest, Effort effort) {
        Path steps = setup.rawFolder().resolve("steps-" + host + ".properties");
        try {
            StepList.write(steps, rest.stream().map(step -> entry(step, effort)).toList());
        } catch (IOException e) {
            throw new Breakage("can not write " + steps + ": " + e.getMessage(), e);
        }
        List<String> args = new ArrayList<>(List.of("run", steps.toString(), events().toString()));
        args.addAll(setup.measuringArguments());
        return ChildJvm.start(setup, hostArguments(), Harness.class.getName(), args, setup.logFolder().resolve("host-" + host + ".txt"));
    }

    private Path events() {
        return setup.rawFolder().resolve("events-" + host + ".jsonl");
    }

    /** The host only waits; it must leave the machine to the fork. JMH's own switches reach JMH only here. */
    private List<String> hostArguments() {
        List<String> args = new ArrayList<>(setup.jdk().jmhArguments());
        // we hold a lock of our own, with a message while waiting
        args.add("-Djmh.ignoreLock=true");
        args.add("-XX:+UseSerialGC");
        args.add("-XX:TieredStopAtLevel=1");
        setup.jvmArgs().stream().filter(arg -> arg.startsWith("-Djmh.")).forEach(args::add);
        return args;
    }

    private StepList.Entry entry(Step step, Effort effort) {
        ForkSetup arm = step.arm() == 0 ? setup : baseSetup;
        return new StepList.Entry(step.index(), step.benchmark().className() + "." + step.benchmark().method(), step.benchmark().mode(),
                step.benchmark().params(), step.benchmark().jvmArgs(), effort.warmup(), effort.warmupTime(), effort.iterations(),
                effort.iterationTime(), arm.classPathJar().toString(),
                step.arm() == 0 ? List.of() : arm.jvmArgs().subList(setup.jvmArgs().size(), arm.jvmArgs().size()), step.fork());
    }

    /** Outcome of a step that was given up before it began. */
    static StepOutcome notRun(Step step, String reason) {
        return new StepOutcome(step, null, null, null, new StepOutcome.Failure(reason, "", null));
    }

    /** Outcome of a step that failed. */
    static StepOutcome failed(Step step, Instant startedAt, String message, String detail, Path log) {
        return new StepOutcome(step, startedAt, Instant.now(), null, new StepOutcome.Failure(message, detail, log));
    }
}
