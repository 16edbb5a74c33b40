package org.bitnetj.kernels.internal.vector;

import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Which {@link WordReading} of memory is the faster one on this machine, found out by the products themselves: one AMD EPYC takes two thirds of the time
 * for bursts that woven streams take it, its predecessor a tenth more. Products take both by turns until enough have been timed; by then they are compiled,
 * and the last ones decide. Thread-safe; nothing but time depends on it.
 */
final class ReadingChoice {
    /** Products that are timed: some twenty tokens of a large model, some tenths of a second. */
    static final int PRODUCTS = 2048;

    /** Those of each way that decide. */
    private static final int LAST = 256;

    /** What takes less is soon in a cache, and tells nothing of memory. */
    static final long LEAST_BYTES = 1 << 19;

    /** Each pair of products goes both ways; which one comes first is mixed, as every other matrix of a layer would always go the same way otherwise. */
    private static final int SPREAD = 0x9E3779B9;

    private final AtomicInteger begun = new AtomicInteger();
    private final double[] bursts = new double[LAST];
    private final double[] woven = new double[LAST];
    private int burstsSeen;
    private int wovenSeen;
    private volatile WordReading chosen;
    private volatile double advantage;

    /** The way for the next product. */
    WordReading next() {
        WordReading way = chosen;
        if (way != null) {
            return way;
        }
        int product = begun.getAndIncrement();
        int first = Integer.bitCount((product >> 1) * SPREAD) & 1;
        return ((product ^ first) & 1) == 0 ? WordReading.BURSTS : WordReading.WOVEN;
    }

    /**
     * Takes note of a product.
     *
     * @param way what {@link #next} had said
     * @param bytes of its words
     * @param nanos how long it took
     */
    void took(WordReading way, long bytes, long nanos) {
        if (bytes >= LEAST_BYTES) {
            note(way, (double) nanos / bytes);
        }
    }

    /** Whether products need not be timed any more. */
    boolean isMade() {
        return chosen != null;
    }

    /** The choice in words. */
    String explain() {
        WordReading way = chosen;
        return way == null
                ? "in bursts and woven by turns, until the faster way is known"
                : String.format(Locale.ROOT, "%s, as the other way took %.2f times as long",
                        way == WordReading.WOVEN ? "woven" : "in bursts",
                        advantage);
    }

    private synchronized void note(WordReading way, double nanosAByte) {
        // Others may have decided since this product began.
        if (isMade()) {
            return;
        }
        if (way == WordReading.BURSTS) {
            bursts[burstsSeen++ % LAST] = nanosAByte;
        } else {
            woven[wovenSeen++ % LAST] = nanosAByte;
        }
        if (burstsSeen + wovenSeen >= PRODUCTS && Math.min(burstsSeen, wovenSeen) >= LAST) {
            double ratio = median(bursts) / median(woven);
            advantage = Math.max(ratio, 1 / ratio);
            chosen = ratio > 1 ? WordReading.WOVEN : WordReading.BURSTS;
        }
    }

    private static double median(double[] times) {
        double[] sorted = times.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
