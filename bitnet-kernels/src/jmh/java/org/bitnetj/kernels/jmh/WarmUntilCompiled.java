package org.bitnetj.kernels.jmh;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;

/**
 * Repeats an operation until the JVM's compilers have next to nothing left to do for it. Vector code that is not compiled yet is a thousand times slower: a
 * warm-up of fixed length may end before a kernel has been called often enough to be compiled, or, on a slow machine, while most of a model's pass
 * is still run by the interpreter; what is measured then is how far the compilers were.
 */
final class WarmUntilCompiled {
    private static final long LEAST_NANOS = 2_000_000_000L;
    private static final long MOST_NANOS = 40_000_000_000L;
    private static final long WINDOW_NANOS = 1_500_000_000L;

    /** A window may be as short as this once it has seen {@link #MANY} operations. */
    private static final long SHORT_WINDOW_NANOS = 200_000_000L;

    private static final int MANY = 200;

    /** After so many the least time does not count: what is called so often has been compiled. */
    private static final int ENOUGH = 5 * MANY;

    /** Compilers that were busy for less than this share of a window are idle: what is left is not the operation's own code. */
    private static final double IDLE_SHARE = 0.04;

    private WarmUntilCompiled() {}

    /**
     * Returns after some tenths of a second to 40 seconds, and one operation at least; if the compilers are still busy then, the log of the fork says so.
     */
    static void run(Runnable operation) {
        CompilationMXBean compilers = ManagementFactory.getCompilationMXBean();
        if (compilers == null || !compilers.isCompilationTimeMonitoringSupported()) {
            throw new IllegalStateException("this JVM does not tell how long it compiles; measure on HotSpot, with compilers");
        }
        long begin = System.nanoTime();
        long operations = 0;
        boolean compiling = true;
        while (compiling && System.nanoTime() - begin < MOST_NANOS) {
            long compiled = compilers.getTotalCompilationTime();
            long window = System.nanoTime();
            operations += window(operation);
            double busyNanos = (compilers.getTotalCompilationTime() - compiled) * 1e6;
            boolean early = operations < ENOUGH && System.nanoTime() - begin < LEAST_NANOS;
            compiling = early || busyNanos > IDLE_SHARE * (System.nanoTime() - window);
        }
        if (compiling) {
            System.out.println("# The compilers were still busy after a warm-up of " + MOST_NANOS / 1_000_000_000L
                    + " s: what follows may be measured before all is compiled.");
        }
    }

    private static long window(Runnable operation) {
        long begin = System.nanoTime();
        long operations = 0;
        long nanos;
        do {
            operation.run();
            operations++;
            nanos = System.nanoTime() - begin;
        } while (nanos < (operations < MANY ? WINDOW_NANOS : SHORT_WINDOW_NANOS));
        return operations;
    }
}
