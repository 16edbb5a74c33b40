package org.bitnetj.kernels.jmh;

import java.util.Locale;
import java.util.concurrent.TimeUnit;

import org.bitnetj.kernels.Activations;
import org.bitnetj.kernels.Backend;
import org.bitnetj.kernels.Kernels;
import org.bitnetj.kernels.TernaryLinear;
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
import org.openjdk.jmh.annotations.TearDown;

/**
 * One token times one I2_S matrix in cache, {@code W (m,k) @ x (k,) -> (m,)}, one thread, scalar against SIMD, in microseconds a product. The
 * activations are quantized beforehand from a Gaussian, and what a kernel derives from them alone is shared by all products.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class GemvBenchmark {
    /** Four shapes of BitNet b1.58 2B4T, three tensors of a trained model. */
    @Param({"640x2560", "2560x2560", "6912x2560", "2560x6912", "tiny:blk.0.attn_q", "tiny:blk.0.ffn_gate", "tiny:blk.0.ffn_down"})
    public String matrix;

    /** The backend that is demanded; the benchmark fails where it cannot be used. */
    @Param({"scalar", "vector"})
    public String backend;

    private Kernels kernels;
    private TernaryLinear linear;
    private Activations x;
    private int[] sums;

    /** For JMH. */
    public GemvBenchmark() {}

    /** Packs, prepares and quantizes; and repeats what is measured until it is compiled. */
    @Setup
    public void setUp() {
        prepare();
        WarmUntilCompiled.run(this::gemv);
    }

    void prepare() {
        TernaryMatrix w = Matrices.matrix(matrix, Matrices.seed());
        kernels = Kernels.builder().backend(Backend.valueOf(backend.toUpperCase(Locale.ROOT))).threads(1).open();
        linear = kernels.prepare(I2sCodec.pack(w, I2sLayout.BLOCK_128));
        x = kernels.activations(w.shape().k()).quantize(Matrices.gaussian(w.shape().k(), Matrices.seed() + 1));
        sums = new int[w.shape().m()];
    }

    /**
     * {@return the exact sums of one product}
     */
    @Benchmark
    public int[] gemv() {
        linear.gemv(x, sums);
        return sums;
    }

    /** Releases the matrix. */
    @TearDown
    public void close() {
        kernels.close();
    }
}
