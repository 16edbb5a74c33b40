package org.bitnetj.benchmark.harness.selftest;

import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * An operation that is slower by a known share in the arm that asks for it. The slowdown is work, not a number: that share of further rounds of the
 * same chain, in which every round waits for the one before, so that time is proportional to rounds.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class InjectedSlowdown {
    /** System property of the arm that is to be slower. */
    public static final String INJECT = "benchmark.selftest.inject";

    /** Divisible by 100, so that shares come out exactly; some tens of microseconds, beside which the harness's own nanoseconds are nothing. */
    private static final int ROUNDS = 10_000;
    /** Stays in the first-level cache of any core. */
    private static final int TABLE_BITS = 11;

    /** Share of further work in the arm that has {@link #INJECT}; nothing for the run of equals against equals. */
    @Param({"0", "0.05", "0.20"})
    public double slowdown;

    private final long[] table = new long[1 << TABLE_BITS];
    private int rounds;

    /** Called by JMH. */
    public InjectedSlowdown() {}

    /** Fills the table and sets the number of rounds. */
    @Setup
    public void prepare() {
        for (int i = 0; i < table.length; i++) {
            table[i] = i * 0x9E3779B97F4A7C15L;
        }
        rounds = ROUNDS + (Boolean.getBoolean(INJECT) ? (int) Math.round(ROUNDS * slowdown) : 0);
    }

    /**
     * The operation.
     *
     * @return the end of the chain
     */
    @Benchmark
    public long operation() {
        long x = rounds;
        for (int i = 0; i < rounds; i++) {
            x = (x ^ table[(int) (x >>> (Long.SIZE - TABLE_BITS))]) * 0xD1342543DE82EF95L + 1;
        }
        return x;
    }
}
