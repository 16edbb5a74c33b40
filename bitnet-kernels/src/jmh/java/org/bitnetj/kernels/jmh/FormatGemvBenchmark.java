package org.bitnetj.kernels.jmh;

import java.util.concurrent.TimeUnit;

import org.bitnetj.kernels.TernaryMatrix;
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
 * One token times one matrix in cache, {@code W (m,k) @ x (k,) -> (m,)}, one thread, by each vector kernel, in microseconds a product. What a
 * kernel derives from the token alone (tables, digits) is made beforehand, as when several matrices share a token.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class FormatGemvBenchmark {
    /** The widths of BitNet b1.58 2B4T: attention, gate and up, down. */
    @Param({"2560x2560", "6912x2560", "2560x6912"})
    public String matrix;

    /** Names of {@link Tokens}. */
    @Param({Tokens.GAUSSIAN, Tokens.TINY_SPARSE})
    public String activations;

    /**
     * A value of {@code bitnet.kernel.gemv}. {@code triples} is one more, on vectors of 512 bits only. The benchmark fails where the kernel cannot
     * run, and never measures another one.
     */
    @Param({DemandedKernel.AUTO, "buckets", "planes", "row-major"})
    public String kernel;

    private Product product;

    /** For JMH. */
    public FormatGemvBenchmark() {}

    /** Packs, prepares and multiplies once; and repeats what is measured until it is compiled. */
    @Setup
    public void setUp() {
        prepare();
        WarmUntilCompiled.run(this::gemv);
    }

    void prepare() {
        TernaryMatrix w = Matrices.matrix(matrix, Matrices.seed());
        byte[] codes = Tokens.codes(activations, w.shape().k(), Matrices.seed() + 1);
        product = new Product(DemandedKernel.open(DemandedKernel.GEMV_PROPERTY, kernel, 1), w, codes);
        DemandedKernel.requireDispatched(product.linear(), "gemv", kernel);
    }

    /**
     * {@return the exact sums of one product}
     */
    @Benchmark
    public int[] gemv() {
        return product.multiply();
    }

    /** Releases the matrix. */
    @TearDown
    public void close() {
        product.close();
    }
}
