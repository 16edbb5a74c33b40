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
 * Many Gaussian tokens times one matrix in cache, {@code X (n,k) @ W (m,k)^T -> (n,m)}, in microseconds for all n tokens. The tables of a kernel
 * for many tokens are made anew in every product, as the tokens of a prompt are new to every matrix.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class GemmBenchmark {
    /** The widths of BitNet b1.58 2B4T: attention, gate and up, down. */
    @Param({"2560x2560", "6912x2560", "2560x6912"})
    public String matrix;

    /** Tokens of one product. */
    @Param({"32", "128"})
    public int tokens;

    /** Threads that share a product. */
    @Param({"1", "2"})
    public int threads;

    /** A value of {@code bitnet.kernel.gemm}; the benchmark fails where the kernel cannot run. */
    @Param(DemandedKernel.AUTO)
    public String kernel;

    private Product product;

    /** For JMH. */
    public GemmBenchmark() {}

    /** Packs, prepares and multiplies once; and repeats what is measured until it is compiled. */
    @Setup
    public void setUp() {
        prepare();
        WarmUntilCompiled.run(this::gemm);
    }

    void prepare() {
        TernaryMatrix w = Matrices.matrix(matrix, Matrices.seed());
        byte[] codes = Tokens.codes(Tokens.GAUSSIAN, w.shape().k(), tokens, Matrices.seed() + 1);
        product = new Product(DemandedKernel.open(DemandedKernel.GEMM_PROPERTY, kernel, threads), w, codes);
        DemandedKernel.requireDispatched(product.linear(), "gemm", kernel);
    }

    /**
     * {@return the exact sums of one product, token-major}
     */
    @Benchmark
    public int[] gemm() {
        return product.multiply();
    }

    /** Releases the matrix. */
    @TearDown
    public void close() {
        product.close();
    }
}
