package org.bitnetj.benchmark;

import java.time.Duration;

import org.bitnetj.benchmark.fork.StepOutcome;
import org.bitnetj.benchmark.plan.Benchmark;
import org.bitnetj.benchmark.plan.Effort;
import org.bitnetj.benchmark.plan.Plan;
import org.bitnetj.benchmark.view.Numbers;
import org.bitnetj.benchmark.view.ScoreTable;

/** One console line for each step: how far, what, its score, how much longer. */
final class Progress {
    private final Plan plan;
    private final Console console;
    private int total;
    private final long startedAt = System.nanoTime();
    private int done;

    Progress(Plan plan, Console console) {
        this.plan = plan;
        this.console = console;
        this.total = plan.steps().size();
    }

    void announce(Duration budget) {
        Effort effort = plan.effort();
        console.info(plan.benchmarks().size() + (plan.benchmarks().size() == 1 ? " benchmark x " : " benchmarks x ") + effort.forks()
                + " forks in interleaved order (seed " + plan.seed()
                + ")" + (plan.hasPairs() ? ", each in two arms side by side" : ""));
        console.info(effort.iterations() + " x " + effort.iterationTime().toMillis() + " ms after " + effort.warmup() + " x "
                + effort.warmupTime().toMillis() + " ms of warm-up: about " + time(plan.expectedTime()) + ", budget " + time(budget)
                + "; what benchmarks do in their set-up comes on top");
    }

    /** More steps are to come. */
    void extend(int steps) {
        total += steps;
    }

    void tell(StepOutcome outcome) {
        if (outcome.triedAgain()) {
            console.warn(outcome.step().benchmark().id() + " fork " + (outcome.step().fork() + 1) + ", attempt " + outcome.attempt() + ": "
                    + outcome.failure().message() + "; it is tried again in a fresh host JVM with twice the timeout of this attempt");
            return;
        }
        done++;
        Benchmark benchmark = outcome.step().benchmark();
        int width = Integer.toString(total).length();
        String start = ("%" + width + "d/%d  ").formatted(done, total);
        String fork = (plan.hasPairs() ? outcome.step().arm() == 0 ? "candidate " : "base " : "") + "fork " + (outcome.step().fork() + 1)
                + "/" + Math.max(plan.effort().forks(), outcome.step().fork() + 1);
        if (outcome.failure() == null) {
            double mean = outcome.measurement().score().values().stream().mapToDouble(Double::doubleValue).average().orElseThrow();
            String end = "  " + Numbers.score(mean) + " " + outcome.measurement().score().unit() + "  " + fork + left();
            console.info(start + name(benchmark, start.length() + end.length()) + end);
        } else {
            console.warn(start + name(benchmark, start.length() + fork.length()) + "  FAILED  " + fork + ": " + outcome.failure().message()
                    + left());
        }
    }

    private static String name(Benchmark benchmark, int others) {
        return ScoreTable.fittingName(benchmark.className(), benchmark.method(), benchmark.params(), benchmark.mode(), others);
    }

    private String left() {
        if (done == total) {
            return "";
        }
        return ", " + time(Duration.ofNanos((System.nanoTime() - startedAt) / done * (total - done))) + " left";
    }

    private static String time(Duration time) {
        long seconds = Math.max(1, Math.round(time.toMillis() / 1000.0));
        return seconds < 120 ? seconds + " s" : Math.round(seconds / 60.0) + " min";
    }
}
