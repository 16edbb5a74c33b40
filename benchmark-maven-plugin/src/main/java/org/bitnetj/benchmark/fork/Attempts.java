package org.bitnetj.benchmark.fork;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import org.bitnetj.benchmark.plan.Step;

/**
 * How often steps were tried. What may have been an accident of the machine is tried again, in a fresh host JVM and with more time; never with less
 * of the machine or another heap, as that would be another measurement. An exception of the benchmark is no accident.
 */
final class Attempts {
    /** Why a step failed. */
    enum Cause {
        /** A JVM died, or ran out of memory: cheap to try again. */
        DIED(3),
        /** No sign of life: each further attempt costs its whole limit, so there is only one. */
        HUNG(2);

        private final int most;

        Cause(int most) {
            this.most = most;
        }
    }

    private final Map<Integer, Integer> failed = new HashMap<>();
    private final Set<String> hopeless = new HashSet<>();

    /** Number of the attempt that is to come or under way, from 1. */
    int number(Step step) {
        return failed.getOrDefault(step.index(), 0) + 1;
    }

    /** How many times the usual timeout this attempt gets. */
    int patience(Step step) {
        return 1 << (number(step) - 1);
    }

    /** What is different from the first attempt; null for that one. */
    String change(Step step) {
        return number(step) == 1 ? null : "fresh host JVM, " + patience(step) + " x the timeout";
    }

    /** Notes that an attempt failed; true when there is to be another. A benchmark that used up all of them in one fork gets one in later forks. */
    boolean again(Step step, Cause cause) {
        String benchmark = step.benchmark().id() + " in arm " + step.arm();
        int tried = failed.merge(step.index(), 1, Integer::sum);
        if (tried < cause.most && !hopeless.contains(benchmark)) {
            return true;
        }
        hopeless.add(benchmark);
        return false;
    }
}
