package org.bitnetj.kernels.jmh;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** How fast threads read main memory: more bytes a second than this, and a figure is wrong. */
final class MemoryBandwidth {
    /** Longs of an array; all arrays together are larger than caches. */
    private static final int LONGS = 1 << 20;
    private static final int ARRAYS = 48;
    private static final int PASSES = 16;

    private MemoryBandwidth() {}

    /** Bytes a second, the best of some passes over 384 MiB, half of them in the order of memory: processors differ in which is faster. */
    static double measure(int threads) throws InterruptedException {
        long[][] arrays = new long[ARRAYS][LONGS];
        for (int i = 0; i < ARRAYS; i++) {
            Arrays.setAll(arrays[i], j -> j);
        }
        double best = 0;
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            for (int pass = 0; pass < PASSES; pass++) {
                long begin = System.nanoTime();
                List<Future<Long>> sums = new ArrayList<>();
                for (int t = 0; t < threads; t++) {
                    int first = t;
                    boolean woven = pass % 2 == 0;
                    sums.add(pool.submit(() -> sum(arrays, first, threads, woven)));
                }
                long all = 0;
                for (Future<Long> sum : sums) {
                    all += sum.get();
                }
                if (all != ARRAYS * ((long) LONGS * (LONGS - 1) / 2)) {
                    throw new IllegalStateException("the sum is wrong: " + all);
                }
                best = Math.max(best, (double) ARRAYS * LONGS * Long.BYTES / ((System.nanoTime() - begin) * 1e-9));
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
        return best;
    }

    private static long sum(long[][] arrays, int first, int step, boolean woven) {
        long sum = 0;
        for (int i = first; i < arrays.length; i += step) {
            sum += woven ? woven(arrays[i]) : inOrder(arrays[i]);
        }
        return sum;
    }

    /**
     * From eight places at once: prefetchers follow each for itself, and one stream alone is far below what some processors read. Four sums, so that
     * additions do not wait for each other.
     */
    private static long woven(long[] array) {
        int part = array.length / 8;
        long a = 0;
        long b = 0;
        long c = 0;
        long d = 0;
        for (int i = 0; i < part; i++) {
            a += array[i] + array[i + 4 * part];
            b += array[i + part] + array[i + 5 * part];
            c += array[i + 2 * part] + array[i + 6 * part];
            d += array[i + 3 * part] + array[i + 7 * part];
        }
        return a + b + c + d;
    }

    private static long inOrder(long[] array) {
        long sum = 0;
        for (long number : array) {
            sum += number;
        }
        return sum;
    }
}
