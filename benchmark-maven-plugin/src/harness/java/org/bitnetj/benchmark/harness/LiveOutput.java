package org.bitnetj.benchmark.harness;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.IterationType;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.VerboseMode;

/** JMH's usual text for the log, and beside it an event for each iteration, which is also the sign of life that the watch waits for. */
final class LiveOutput implements OutputFormat {
    private final OutputFormat text = OutputFormatFactory.createFormatInstance(System.out, VerboseMode.NORMAL);
    private final EventFile events;
    private final int step;
    private final List<Long> measuredNanos = new ArrayList<>();
    private boolean forkKnown;
    private long iterationStart;

    LiveOutput(EventFile events, int step) {
        this.events = events;
        this.step = step;
    }

    @Override
    public void iteration(BenchmarkParams benchmark, IterationParams params, int iteration) {
        text.iteration(benchmark, params, iteration);
        iterationStart = System.nanoTime();
        if (!forkKnown) {
            // JMH does not tell the process id of its fork; while an iteration runs, the fork is this JVM's only child.
            ProcessHandle.current()
                    .children()
                    .findFirst()
                    .ifPresent(fork -> events.write(JsonLine.event("fork").put("step", step).put("pid", fork.pid())));
            forkKnown = true;
        }
    }

    @Override
    public void iterationResult(BenchmarkParams benchmark, IterationParams params, int iteration, IterationResult result) {
        text.iterationResult(benchmark, params, iteration, result);
        if (params.getType() == IterationType.MEASUREMENT) {
            measuredNanos.add(System.nanoTime() - iterationStart);
        }
        events.write(JsonLine.event("iteration")
                .put("step", step)
                .put("warmup", params.getType() == IterationType.WARMUP)
                .put("iteration", iteration)
                .put("score", result.getPrimaryResult().getScore())
                .put("unit", result.getScoreUnit()));
    }

    /** How long each measured iteration lasted by the clock of this JVM, which is not the one that the score comes from. */
    List<Long> measuredNanos() {
        return measuredNanos;
    }

    @Override
    public void startBenchmark(BenchmarkParams benchmark) {
        text.startBenchmark(benchmark);
    }

    @Override
    public void endBenchmark(BenchmarkResult result) {
        text.endBenchmark(result);
    }

    @Override
    public void startRun() {
        text.startRun();
    }

    @Override
    public void endRun(Collection<RunResult> result) {
        // JMH's closing table and its remarks would stand after every step
        text.flush();
    }

    @Override
    public void print(String s) {
        text.print(s);
    }

    @Override
    public void println(String s) {
        text.println(s);
    }

    @Override
    public void flush() {
        text.flush();
    }

    @Override
    public void close() {
        text.flush();
    }

    @Override
    public void verbosePrintln(String s) {
        text.verbosePrintln(s);
    }

    @Override
    public void write(int b) {
        text.write(b);
    }

    @Override
    public void write(byte[] b) throws IOException {
        text.write(b);
    }
}
