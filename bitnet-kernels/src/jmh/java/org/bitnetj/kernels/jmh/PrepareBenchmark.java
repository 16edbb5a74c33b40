package org.bitnetj.kernels.jmh;

import java.util.concurrent.TimeUnit;

import org.bitnetj.kernels.Backend;
import org.bitnetj.kernels.Kernels;
import org.bitnetj.kernels.PackedMatrix;
import org.bitnetj.kernels.TernaryLinear;
import org.bitnetj.kernels.pack.I2sCodec;
import org.bitnetj.kernels.pack.I2sLayout;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * One packed I2_S matrix {@code (m,k)} to the layout for one dense token, which is what preparing makes at once, and its release, in microseconds
 * a matrix. The layouts for other tokens come with their first product and are not in here.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class PrepareBenchmark {
    /** Attention, and gate and up, of BitNet b1.58 2B4T: 1.6 and 4.4 MB packed. */
    @Param({"2560x2560", "6912x2560"})
    public String matrix;

    /** Threads that prepare. */
    @Param({"1", "2"})
    public int threads;

    private Kernels kernels;
    private PackedMatrix packed;

    /** For JMH. */
    public PrepareBenchmark() {}

    /** Packs; and repeats what is measured until it is compiled. */
    @Setup
    public void setUp() {
        pack();
        WarmUntilCompiled.run(this::prepare);
    }

    void pack() {
        packed = I2sCodec.pack(Matrices.matrix(matrix, Matrices.seed()), I2sLayout.BLOCK_128);
        kernels = Kernels.builder().backend(Backend.VECTOR).threads(threads).open();
    }

    Kernels kernels() {
        return kernels;
    }

    /** What is measured, still open. */
    TernaryLinear open() {
        return kernels.prepare(packed);
    }

    /**
     * {@return the bytes that the prepared matrix held until it was released}
     */
    @Benchmark
    public long prepare() {
        try (TernaryLinear linear = open()) {
            return linear.memoryBytes();
        }
    }

    /** Releases the kernels. */
    @TearDown
    public void close() {
        kernels.close();
    }
}
