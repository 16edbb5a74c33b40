package org.bitnetj.kernels.jmh;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;

/**
 * Repeats an operation until the JVM's compilers have next to nothing left to do for it. A forward pass of a large model calls its kernels so seldom that
 * a warm-up of fixed length ends, on a slow machine, while most of a pass is still run by the interpreter's or the first compiler's code; what is
 * measured then is how far the compilers were.
 */
final class WarmUntilCompiled {
    private static final long LEAST_NANOS = 2_000_000_000L;
    private static final long MOST_NANOS = 40_000_000_000L;
    private static final long WINDOW_NANOS = 1_500_000_000L;

    /** Compilers that were busy for less than this share of a window are idle: what is left is not the operation's own code. */
    private static final double IDLE_SHARE = 0.04;

    private WarmUntilCompiled() {}

    /** Returns after 2 to 40 seconds, and one operation at least; if the compilers are still busy then, the log of the fork says so. */
    static void run(Runnable operation) {
        CompilationMXBean compilers = ManagementFactory.getCompilationMXBean();
        if (compilers == null || !compilers.isCompilationTimeMonitoringSupported()) {
            throw new IllegalStateException("this JVM does not tell how long it compiles; measure on HotSpot, with compilers");
        }
        long begin = System.nanoTime();
        boolean compiling = true;
        while (compiling && System.nanoTime() - begin < MOST_NANOS) {
            long compiled = compilers.getTotalCompilationTime();
            long window = System.nanoTime();
            do {
                operation.run();
            } while (System.nanoTime() - window < WINDOW_NANOS);
            double busyNanos = (compilers.getTotalCompilationTime() - compiled) * 1e6;
            compiling = busyNanos > IDLE_SHARE * (System.nanoTime() - window) || System.nanoTime() - begin < LEAST_NANOS;
        }
        if (compiling) {
            System.out.println("# The compilers were still busy after a warm-up of " + MOST_NANOS / 1_000_000_000L
                    + " s: what follows may be measured before all is compiled.");
        }
    }
}
