package org.bitnetj.benchmark.fork;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.bitnetj.benchmark.harness.Harness;
import org.bitnetj.benchmark.plan.Benchmark;
import org.bitnetj.benchmark.precondition.Breakage;

/**
 * What there is to run, asked in a child JVM that is started like the forks.
 *
 * @param environment what that JVM says about itself
 * @param benchmarks every method, mode and combination of parameters
 */
public record BenchmarkListing(ForkEnvironment environment, List<Benchmark> benchmarks) {
    /**
     * Asks.
     *
     * @param setup how to start the JVM
     * @return its answer
     * @throws InterruptedException when this thread is interrupted
     */
    public static BenchmarkListing ask(ForkSetup setup) throws InterruptedException {
        Path answer = setup.rawFolder().resolve("list" + setup.arm() + ".jsonl");
        Path log = setup.logFolder().resolve("list" + setup.arm() + ".txt");
        try (ChildJvm child = ChildJvm.start(setup, setup.measuringArguments(), Harness.class.getName(), List.of("list", answer.toString()),
                log)) {
            if (!child.await(setup.timeout())) {
                throw new Breakage("the JVM that lists the benchmarks did not end within " + setup.timeout() + "; see " + log);
            }
            if (child.exitStatus() != 0) {
                throw new Breakage("the JVM that lists the benchmarks " + ExitStatus.describe(child.exitStatus())
                        + "; if the message is about its arguments, correct benchmark.jvmArgs (" + String.join(" ", setup.jvmArgs())
                        + "). It said:\n"
                        + child.tail());
            }
        }
        return read(answer);
    }

    private static BenchmarkListing read(Path answer) {
        ForkEnvironment environment = null;
        List<Benchmark> benchmarks = new ArrayList<>();
        boolean ended = false;
        for (Event event : new EventTail(answer).next()) {
            if (event instanceof Event.Environment of) {
                environment = of.environment();
            } else if (event instanceof Event.Listed listed) {
                benchmarks.add(listed.benchmark());
            } else {
                ended |= event instanceof Event.End;
            }
        }
        if (environment == null || !ended) {
            throw new Breakage("the list of benchmarks in " + answer + " is cut off; the disk may be full");
        }
        return new BenchmarkListing(environment, List.copyOf(benchmarks));
    }
}
