package org.bitnetj.kernels.jmh;

import java.util.Locale;
import java.util.concurrent.TimeUnit;

import org.bitnetj.kernels.Activations;
import org.bitnetj.kernels.Backend;
import org.bitnetj.kernels.Kernels;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** One token of k Gaussian floats to int8, {@code (k,) -> (k,)}, one thread, in microseconds a token. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class QuantizeBenchmark {
    /** Values of the token: the widths of BitNet b1.58 2B4T. */
    @Param({"2560", "6912"})
    public int k;

    /** The backend that is demanded; the benchmark fails where it cannot be used. */
    @Param({"scalar", "vector"})
    public String backend;

    private Kernels kernels;
    private Activations activations;
    private float[] x;

    /** For JMH. */
    public QuantizeBenchmark() {}

    /** Draws the token; and repeats what is measured until it is compiled. */
    @Setup
    public void setUp() {
        prepare();
        WarmUntilCompiled.run(this::quantize);
    }

    void prepare() {
        kernels = Kernels.builder().backend(Backend.valueOf(backend.toUpperCase(Locale.ROOT))).threads(1).open();
        activations = kernels.activations(k);
        x = Matrices.gaussian(k, Matrices.seed() + 1);
    }

    /**
     * {@return the token, quantized}
     */
    @Benchmark
    public Activations quantize() {
        return activations.quantize(x);
    }

    /** Releases the kernels. */
    @TearDown
    public void close() {
        kernels.close();
    }
}
