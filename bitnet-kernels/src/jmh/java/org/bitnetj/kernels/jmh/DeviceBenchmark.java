package org.bitnetj.kernels.jmh;

import java.util.Arrays;
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
 * OpenCL against vectors, with what a device adds taken apart, in microseconds for all n tokens: {@code product} has the tokens on the device already
 * and brings the sums back; {@code uploadAndProduct} also sends the tokens; {@code launchAndResults} is the product of as many rows with 16 columns, which
 * is the way of the results and hardly any arithmetic. So sending costs {@code uploadAndProduct - product}, arithmetic about
 * {@code product - launchAndResults}.
 *
 * <p>In no profile, since it fails where there is no OpenCL device: {@code -Dbenchmark.includes=DeviceBenchmark}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class DeviceBenchmark {
    /** The columns of {@link #launchAndResults}. */
    static final int FEW_COLUMNS = 16;

    /** The widths of BitNet b1.58 2B4T: attention, gate and up, down. */
    @Param({"2560x2560", "6912x2560", "2560x6912"})
    public String matrix;

    /** Tokens of one product. */
    @Param({"1", "32"})
    public int tokens;

    /** The backend that is demanded; the benchmark fails where it cannot be used. */
    @Param({"opencl", "vector"})
    public String backend;

    private Kernels kernels;
    private TernaryLinear linear;
    private TernaryLinear narrow;
    private Activations x;
    private Activations few;
    private byte[] codes;
    private float[] inverseScales;
    private int[] sums;

    /** For JMH. */
    public DeviceBenchmark() {}

    /** Packs, prepares and uploads; and repeats what is measured until it is compiled. */
    @Setup
    public void setUp() {
        prepare();
        WarmUntilCompiled.run(() -> {
            product();
            uploadAndProduct();
            launchAndResults();
        });
    }

    void prepare() {
        TernaryMatrix w = Matrices.matrix(matrix, Matrices.seed());
        kernels = Kernels.builder().backend(Backend.valueOf(backend.toUpperCase(Locale.ROOT))).open();
        linear = kernels.prepare(I2sCodec.pack(w, I2sLayout.BLOCK_128));
        narrow = kernels.prepare(Matrices.matrix(w.shape().m() + "x" + FEW_COLUMNS, Matrices.seed()));
        codes = Tokens.codes(Tokens.GAUSSIAN, w.shape().k(), tokens, Matrices.seed() + 1);
        inverseScales = new float[tokens];
        Arrays.fill(inverseScales, 1);
        x = kernels.activations(w.shape().k(), tokens).set(codes, inverseScales);
        few = kernels.activations(FEW_COLUMNS, tokens).set(Arrays.copyOf(codes, tokens * FEW_COLUMNS), inverseScales);
        sums = new int[tokens * w.shape().m()];
    }

    /**
     * {@return the exact sums, of tokens that are on the device}
     */
    @Benchmark
    public int[] product() {
        linear.gemm(x, sums);
        return sums;
    }

    /**
     * {@return the exact sums, of tokens that are sent first}
     */
    @Benchmark
    public int[] uploadAndProduct() {
        linear.gemm(x.set(codes, inverseScales), sums);
        return sums;
    }

    /**
     * {@return as many sums, of 16 columns}
     */
    @Benchmark
    public int[] launchAndResults() {
        narrow.gemm(few, sums);
        return sums;
    }

    /** Releases everything. */
    @TearDown
    public void close() {
        kernels.close();
    }
}
