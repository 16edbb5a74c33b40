package org.bitnetj.benchmark.harness;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Fixed work that has nothing to do with any benchmark, timed before each block of a run: when its time moves, the machine did. Both kernels are
 * bound by one thing, which a busy neighbour, a falling clock or a swapped page shows in: the memory of a core, and its integer units.
 */
final class RulerKernels {
    /** Beyond the second-level cache of any core, so that neighbours on the same memory are felt; small beside any heap. */
    private static final int LONGS = 2 << 20;
    /** A dependent chain of so many steps takes one or two milliseconds. */
    private static final int STEPS = 400_000;
    /** Long enough for the compiler of the host JVM to be done with both kernels. */
    private static final int WARMUP = 15;
    private static final int REPETITIONS = 9;

    private final Map<String, LongSupplier> kernels = new LinkedHashMap<>();
    private long[] memory;
    private long sink;

    RulerKernels() {
        kernels.put("memory read", this::memoryRead);
        kernels.put("integer arithmetic", this::integerArithmetic);
    }

    /** Times all kernels; the median of several repetitions, in nanoseconds. */
    void measure(EventFile events, int block) {
        if (memory == null) {
            memory = new long[LONGS];
            Arrays.setAll(memory, i -> i * 0x9E3779B97F4A7C15L);
            kernels.values().forEach(kernel -> time(kernel, WARMUP));
        }
        kernels.forEach((name, kernel) -> events.write(JsonLine.event("ruler")
                .put("block", block)
                .put("name", name)
                .put("nanos", time(kernel, REPETITIONS))));
    }

    private double time(LongSupplier kernel, int repetitions) {
        long[] times = new long[repetitions];
        for (int i = 0; i < repetitions; i++) {
            long start = System.nanoTime();
            // the sum is kept, so that no compiler can leave the work out
            sink += kernel.getAsLong();
            times[i] = System.nanoTime() - start;
        }
        Arrays.sort(times);
        return times[repetitions / 2];
    }

    private long memoryRead() {
        long sum = 0;
        for (long value : memory) {
            sum += value;
        }
        return sum;
    }

    private long integerArithmetic() {
        long x = sink | 1;
        for (int i = 0; i < STEPS; i++) {
            x ^= x << 13;
            x ^= x >>> 7;
            x ^= x << 17;
        }
        return x;
    }
}
