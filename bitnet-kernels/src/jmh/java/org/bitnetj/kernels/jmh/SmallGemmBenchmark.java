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
 * A few Gaussian tokens times one matrix of 2560x2560 in cache, {@code X (n,k) @ W (m,k)^T -> (n,m)}, in microseconds for all n tokens: the numbers
 * around which the library changes from products token by token to a kernel for many.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class SmallGemmBenchmark {
    /** Attention of BitNet b1.58 2B4T. */
    @Param({"2560x2560"})
    public String matrix;

    /** Tokens of one product. */
    @Param({"2", "8", "16"})
    public int tokens;

    /** Threads that share a product. */
    @Param({"1", "2"})
    public int threads;

    /** A value of {@code bitnet.kernel.gemm}; the benchmark fails where the kernel cannot run. */
    @Param(DemandedKernel.AUTO)
    public String kernel;

    private Product product;

    /** For JMH. */
    public SmallGemmBenchmark() {}

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
