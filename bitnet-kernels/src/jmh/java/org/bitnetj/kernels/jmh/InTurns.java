package org.bitnetj.kernels.jmh;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/** Times the same work done in two ways, in turns, so that both see the same machine. */
final class InTurns {
    private static final int TIMINGS = 5;
    private static final long NANOS_A_TIMING = 20_000_000;
    private static final int MOST = 6;
    private static final long LONGEST_WARM_UP_NANOS = 6_000_000_000L;
    private static final long WINDOW_NANOS = 400_000_000;

    private final Runnable work;
    private final Runnable reference;
    private final List<Double> nanos = new ArrayList<>();
    private final List<Double> referenceNanos = new ArrayList<>();

    InTurns(Runnable work, Runnable reference) {
        this.work = work;
        this.reference = reference;
    }

    /** Runs both for so long, or longer where the compiler is still at work. */
    void warmUp(long workNanos, long referenceWorkNanos) {
        warmUp(reference, referenceWorkNanos);
        warmUp(work, workNanos);
    }

    /** Times both. */
    void measure() {
        for (int i = 0; i < TIMINGS; i++) {
            referenceNanos.add(time(reference));
            nanos.add(time(work));
        }
    }

    /** One piece of work, timing by timing. */
    List<Double> nanos() {
        return List.copyOf(nanos);
    }

    /** The same of the reference. */
    List<Double> referenceNanos() {
        return List.copyOf(referenceNanos);
    }

    /** For a while, and then, on a machine that is busy, until the compiler has been idle for as long as a window. */
    private static void warmUp(Runnable product, long nanos) {
        CompilationMXBean compiler = ManagementFactory.getCompilationMXBean();
        long begin = System.nanoTime();
        long window = begin;
        long compiled = compiler.getTotalCompilationTime();
        while (true) {
            product.run();
            long now = System.nanoTime();
            if (now - begin >= Math.min(nanos * MOST, LONGEST_WARM_UP_NANOS)) {
                return;
            }
            if (now - window >= WINDOW_NANOS) {
                long total = compiler.getTotalCompilationTime();
                if (total == compiled && now - begin >= nanos) {
                    return;
                }
                compiled = total;
                window = now;
            }
        }
    }

    /** Nanoseconds of one product, the mean of as many as the clock needs. */
    private static double time(Runnable product) {
        long begin = System.nanoTime();
        int count = 0;
        long passed;
        do {
            product.run();
            count++;
            passed = System.nanoTime() - begin;
        } while (passed < NANOS_A_TIMING);
        return (double) passed / count;
    }
}
