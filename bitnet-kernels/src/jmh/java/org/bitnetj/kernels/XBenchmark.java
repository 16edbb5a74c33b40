package org.bitnetj.kernels;

import org.openjdk.jmh.annotations.Benchmark;

/** X. */
public class XBenchmark {
    /** Y. */
    @Benchmark
    public int x() {
        return Format.values().length;
    }
}
