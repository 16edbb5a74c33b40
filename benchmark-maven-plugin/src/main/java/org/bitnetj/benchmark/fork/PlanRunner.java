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
import org.bitnetj.benchmark.plan.Plan;
import org.bitnetj.benchmark.plan.Step;
import org.bitnetj.benchmark.precondition.Breakage;

/** Runs a plan: one host JVM drives JMH from step to step; when it dies or hangs, the step that was running has failed, and another goes on. */
public final class PlanRunner {
    private final ForkSetup setup;
    private final Consumer<StepOutcome> listener;

    /**
     * Prepares a run.
     *
     * @param setup how to start JVMs
     * @param listener is told of every outcome as soon as it is known
     */
    public PlanRunner(ForkSetup setup, Consumer<StepOutcome> listener) {
        this.setup = setup;
        this.listener = listener;
    }

    /**
     * Runs all steps; every one of them gets an outcome.
     *
     * @param plan what to run
     * @throws InterruptedException when this thread is interrupted
     */
    public void run(Plan plan) throws InterruptedException {
        Deque<Step> rest = new ArrayDeque<>(plan.steps());
        for (int host = 1; !rest.isEmpty(); host++) {
            int before = rest.size();
            HostWatch watch = new HostWatch(rest, plan.effort(), setup.timeout(), listener);
            try (ChildJvm child = start(host, rest, plan.effort())) {
                watch.follow(child, new EventTail(events(host)));
            }
            if (rest.size() == before) {
                throw new IllegalStateException("a host JVM must use up at least one step");
            }
        }
    }

    private ChildJvm start(int host, Deque<Step> rest, Effort effort) {
        Path steps = setup.rawFolder().resolve("steps-" + host + ".properties");
        try {
            StepList.write(steps, rest.stream().map(step -> entry(step, effort)).toList());
        } catch (IOException e) {
            throw new Breakage("can not write " + steps + ": " + e.getMessage(), e);
        }
        List<String> args = new ArrayList<>(List.of("run", steps.toString(), events(host).toString()));
        args.addAll(setup.measuringArguments());
        return ChildJvm.start(setup, hostArguments(), Harness.class.getName(), args, setup.logFolder().resolve("host-" + host + ".txt"));
    }

    private Path events(int host) {
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

    private static StepList.Entry entry(Step step, Effort effort) {
        return new StepList.Entry(step.index(), step.benchmark().className() + "." + step.benchmark().method(), step.benchmark().mode(),
                step.benchmark().params(), step.benchmark().jvmArgs(), effort.warmup(), effort.warmupTime(), effort.iterations(),
                effort.iterationTime());
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
