package org.bitnetj.kernels.jmh;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.bitnetj.kernels.Activations;
import org.bitnetj.kernels.Backend;
import org.bitnetj.kernels.Kernels;
import org.bitnetj.kernels.PackedMatrix;
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
 * One Gaussian token times one matrix of 2560x2560 out of memory, in microseconds a product: copies take turns that together hold at least
 * {@link #MIN_BYTES}, more than caches do, as the layers of a model take turns.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class StreamingGemvBenchmark {
    /** What the copies hold at least, in bytes: 256 MiB. */
    public static final long MIN_BYTES = 256L << 20;

    /** Attention of BitNet b1.58 2B4T. */
    @Param("2560x2560")
    public String matrix;

    /** Threads that share a product. */
    @Param({"1", "2"})
    public int threads;

    private Kernels kernels;
    private TernaryLinear[] copies;
    private int next;
    private Activations x;
    private int[] sums;

    /** For JMH. */
    public StreamingGemvBenchmark() {}

    /** Prepares copies until there are enough, and multiplies once by each; and repeats what is measured until it is compiled. */
    @Setup
    public void setUp() {
        prepare();
        WarmUntilCompiled.run(this::gemv);
    }

    void prepare() {
        TernaryMatrix w = Matrices.matrix(matrix, Matrices.seed());
        PackedMatrix packed = I2sCodec.pack(w, I2sLayout.BLOCK_128);
        kernels = Kernels.builder().backend(Backend.VECTOR).threads(threads).open();
        x = Product.activations(kernels, w.shape().k(), Tokens.codes(Tokens.GAUSSIAN, w.shape().k(), Matrices.seed() + 1));
        sums = new int[w.shape().m()];
        List<TernaryLinear> prepared = new ArrayList<>();
        for (long bytes = 0; bytes < MIN_BYTES;) {
            TernaryLinear copy = kernels.prepare(packed);
            copy.gemv(x, sums);
            prepared.add(copy);
            bytes += copy.memoryBytes();
        }
        copies = prepared.toArray(TernaryLinear[]::new);
    }

    /** In the order of their turns. */
    TernaryLinear[] copies() {
        return copies;
    }

    /**
     * {@return the exact sums of one product}
     */
    @Benchmark
    public int[] gemv() {
        TernaryLinear copy = copies[next];
        next = next + 1 == copies.length ? 0 : next + 1;
        copy.gemv(x, sums);
        return sums;
    }

    /** Releases all copies. */
    @TearDown
    public void close() {
        kernels.close();
    }
}
