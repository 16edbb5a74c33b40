package org.bitnetj.benchmark.fork;

import java.time.Duration;
import java.time.Instant;
import java.util.Deque;
import java.util.function.Consumer;

import org.bitnetj.benchmark.plan.Effort;
import org.bitnetj.benchmark.plan.Step;

/** Follows one host JVM to its end, or ends it. Takes from the rest of the plan what is done with. */
final class HostWatch {
    /** How often the event file is looked at: often enough for a live console, too seldom to disturb. */
    private static final Duration PAUSE = Duration.ofMillis(100);
    /** An iteration may last longer than asked for, as JMH waits for the running call to end. */
    private static final int SLOWNESS = 3;

    private final Deque<Step> rest;
    private final Duration longest;
    private final Duration timeout;
    private final Attempts attempts;
    private final Consumer<StepOutcome> listener;
    private final Consumer<RulerReading> rulers;
    private Step current;
    private Instant startedAt = Instant.now();
    private long lastSign = System.nanoTime();
    /** The host goes on with the next step by itself; when the last one is to be tried again, it must not. */
    private boolean abandoned;

    HostWatch(Deque<Step> rest, Effort effort, Duration timeout, Attempts attempts, Consumer<StepOutcome> listener,
            Consumer<RulerReading> rulers) {
        this.rest = rest;
        this.longest = effort.warmupTime().compareTo(effort.iterationTime()) > 0 ? effort.warmupTime() : effort.iterationTime();
        this.timeout = timeout;
        this.attempts = attempts;
        this.listener = listener;
        this.rulers = rulers;
    }

    void follow(ChildJvm child, EventTail tail) throws InterruptedException {
        try {
            while (!child.await(PAUSE)) {
                read(child, tail);
                if (abandoned) {
                    child.kill();
                    return;
                }
                if (System.nanoTime() - lastSign > silenceLimit().toNanos()) {
                    giveUpHanging(child);
                    return;
                }
            }
            read(child, tail);
            if (abandoned) {
                return;
            }
        } catch (EventReader.BadEvent e) {
            child.kill();
            fail(child, Attempts.Cause.DIED, "the record of its run is damaged: " + e.getMessage());
            return;
        }
        if (current != null || child.exitStatus() != 0) {
            fail(child, Attempts.Cause.DIED,
                    "the JVM that drives the benchmarks " + ExitStatus.describe(child.exitStatus()) + memoryHint(child.tail()));
        } else if (!rest.isEmpty()) {
            fail(child, Attempts.Cause.DIED, "the JVM that drives the benchmarks ended before this step, and without a reason");
        }
    }

    private void read(ChildJvm child, EventTail tail) {
        for (Event event : tail.next()) {
            if (abandoned) {
                return;
            }
            lastSign = System.nanoTime();
            if (event instanceof Event.OfStep ofStep) {
                handle(child, ofStep);
            } else if (event instanceof Event.Ruler ruler) {
                rulers.accept(ruler.reading());
            }
        }
    }

    private void handle(ChildJvm child, Event.OfStep event) {
        if (event instanceof Event.StepStarted) {
            if (current != null || rest.isEmpty() || rest.peek().index() != event.step()) {
                throw new EventReader.BadEvent(event.toString(), "not the step that comes next", null);
            }
            current = rest.poll();
            startedAt = Instant.now();
            return;
        }
        if (current == null || current.index() != event.step()) {
            throw new EventReader.BadEvent(event.toString(), "not the step that is running", null);
        }
        if (event instanceof Event.Fork) {
            child.rememberDescendants();
        } else if (event instanceof Event.StepFinished finished) {
            Measurement measurement = new Measurement(new Measurement.Series(finished.unit(), finished.scores()), finished.secondary(),
                    finished.nanos());
            end(new StepOutcome(current, startedAt, Instant.now(), measurement, null));
        } else if (event instanceof Event.StepFailed failed) {
            String message = ExitStatus.ofJmhFork(failed.message()).map(text -> text + memoryHint(child.tail())).orElse(failed.message());
            String detail = ExitStatus.ofJmhFork(failed.message()).map(text -> child.tail()).orElse(failed.stack());
            StepOutcome outcome = PlanRunner.failed(current, startedAt, message, detail, child.log());
            if (ExitStatus.ofJmhFork(failed.message()).isPresent() || failed.message().contains("java.lang.OutOfMemoryError")) {
                endOrTryAgain(outcome, Attempts.Cause.DIED);
            } else {
                end(outcome);
            }
        }
    }

    private void end(StepOutcome outcome) {
        current = null;
        Step step = outcome.step();
        listener.accept(outcome.ofAttempt(attempts.number(step), attempts.change(step), false));
    }

    /** True when there is to be another attempt, which the next host JVM begins with. */
    private boolean endOrTryAgain(StepOutcome outcome, Attempts.Cause cause) {
        current = null;
        Step step = outcome.step();
        int number = attempts.number(step);
        String change = attempts.change(step);
        boolean again = attempts.again(step, cause);
        if (again) {
            rest.addFirst(step);
            abandoned = true;
        }
        listener.accept(outcome.ofAttempt(number, change, again));
        return again;
    }

    private Duration silenceLimit() {
        Step step = current == null ? rest.peek() : current;
        return longest.multipliedBy(SLOWNESS).plus(step == null ? timeout : timeout.multipliedBy(attempts.patience(step)));
    }

    /** Fails the running step, or the next one when the JVM died between two: so every JVM uses up an attempt, and the run ends. */
    private boolean fail(ChildJvm child, Attempts.Cause cause, String message) {
        boolean between = current == null;
        Step step = between ? rest.poll() : current;
        return step != null && endOrTryAgain(
                PlanRunner.failed(step, between ? Instant.now() : startedAt, message, child.tail(), child.log()), cause);
    }

    /** A benchmark that hangs in spite of a longer limit gets no further forks: each would cost the whole limit. */
    private void giveUpHanging(ChildJvm child) {
        Step hanging = current == null ? rest.peek() : current;
        Duration limit = silenceLimit();
        child.kill();
        boolean again = fail(child, Attempts.Cause.HUNG,
                "no sign of life for " + seconds(limit) + " s, so its JVM was ended; if it is only slow, raise benchmark.timeout");
        if (hanging == null || again) {
            return;
        }
        rest.stream()
                .filter(step -> step.benchmark().equals(hanging.benchmark()))
                .toList()
                .forEach(step -> {
                    rest.remove(step);
                    listener.accept(PlanRunner.notRun(step, "not run, as an earlier fork of it hung"));
                });
    }

    private static String memoryHint(String output) {
        return output.contains("java.lang.OutOfMemoryError") ? "; it ran out of memory: raise -Xmx in benchmark.jvmArgs" : "";
    }

    private static String seconds(Duration time) {
        return String.valueOf(time.toMillis() / 1000.0);
    }
}
