package org.bitnetj.kernels.jmh;

import java.util.concurrent.TimeUnit;

import org.bitnetj.kernels.PackedMatrix;
import org.bitnetj.kernels.TernaryMatrix;
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

/** Trits {@code (m,k)} to I2_S and back, one thread, in microseconds a matrix; the new matrix is allocated in it. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class PackBenchmark {
    /** Four shapes of BitNet b1.58 2B4T, three tensors of a trained model. */
    @Param({"640x2560", "2560x2560", "6912x2560", "2560x6912", "tiny:blk.0.attn_q", "tiny:blk.0.ffn_gate", "tiny:blk.0.ffn_down"})
    public String matrix;

    private TernaryMatrix trits;
    private PackedMatrix packed;

    /** For JMH. */
    public PackBenchmark() {}

    /** Draws the trits; and repeats what is measured until it is compiled. */
    @Setup
    public void setUp() {
        prepare();
        WarmUntilCompiled.run(() -> {
            pack();
            unpack();
        });
    }

    void prepare() {
        trits = Matrices.matrix(matrix, Matrices.seed());
        packed = I2sCodec.pack(trits, I2sLayout.BLOCK_128);
    }

    /**
     * {@return the trits, packed}
     */
    @Benchmark
    public PackedMatrix pack() {
        return I2sCodec.pack(trits, I2sLayout.BLOCK_128);
    }

    /**
     * {@return the packed matrix, unpacked}
     */
    @Benchmark
    public TernaryMatrix unpack() {
        return I2sCodec.unpack(packed);
    }
}
