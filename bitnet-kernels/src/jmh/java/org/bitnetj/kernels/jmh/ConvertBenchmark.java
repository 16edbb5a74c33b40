package org.bitnetj.kernels.jmh;

import java.util.concurrent.TimeUnit;

import org.bitnetj.kernels.Format;
import org.bitnetj.kernels.PackedMatrix;
import org.bitnetj.kernels.pack.I2sCodec;
import org.bitnetj.kernels.pack.I2sLayout;
import org.bitnetj.kernels.pack.Layout;
import org.bitnetj.kernels.pack.Packing;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One packed I2_S matrix {@code (m,k)} to another format, one thread, in microseconds a matrix; the new matrix is allocated in it. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ConvertBenchmark {
    /** Attention of BitNet b1.58 2B4T. */
    @Param("2560x2560")
    public String matrix;

    /** The format to convert to. */
    @Param({"TL1", "TL2", "TQ1_0", "TQ2_0"})
    public String format;

    private PackedMatrix packed;
    private Layout layout;

    /** For JMH. */
    public ConvertBenchmark() {}

    /** Packs; and repeats what is measured until it is compiled. */
    @Setup
    public void setUp() {
        prepare();
        WarmUntilCompiled.run(this::convert);
    }

    void prepare() {
        packed = I2sCodec.pack(Matrices.matrix(matrix, Matrices.seed()), I2sLayout.BLOCK_128);
        layout = Packing.layoutFor(Format.valueOf(format), packed.shape());
    }

    /**
     * {@return the matrix in the other format}
     */
    @Benchmark
    public PackedMatrix convert() {
        return Packing.convert(packed, layout);
    }
}
