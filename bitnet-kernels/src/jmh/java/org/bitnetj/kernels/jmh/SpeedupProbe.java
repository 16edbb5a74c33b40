package org.bitnetj.kernels.jmh;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.bitnetj.kernels.Activations;
import org.bitnetj.kernels.Backend;
import org.bitnetj.kernels.BackendStatus;
import org.bitnetj.kernels.DispatchedKernel;
import org.bitnetj.kernels.Format;
import org.bitnetj.kernels.Kernels;
import org.bitnetj.kernels.PackedMatrix;
import org.bitnetj.kernels.TernaryLinear;
import org.bitnetj.kernels.pack.Packing;

/**
 * Writes how much faster SIMD is than the scalar reference: the same matrix in the same format, the same activations, one thread each, timed in turns
 * after warming up for a while, so that both see the same machine. The products are compared before anything is timed.
 */
public final class SpeedupProbe {
    private static final int GEMM_TOKENS = 32;
    /** What the scalar reference, which is compiled at once, and kernels that have run already need less time to warm up. */
    private static final int LESS = 5;

    private final String matrix;
    private long warmUpNanos;
    private final long seed;
    private final List<Map<String, Object>> speedups = new ArrayList<>();

    /** Times a named matrix. */
    SpeedupProbe(String matrix, long warmUpNanos, long seed) {
        this.matrix = matrix;
        this.warmUpNanos = warmUpNanos;
        this.seed = seed;
    }

    /**
     * Writes one probe document.
     *
     * @param args the file to write, and the seed
     * @throws IOException if the file cannot be written
     */
    public static void main(String[] args) throws IOException {
        ProbeOutput.write(args[0], new SpeedupProbe("640x2560", 1_000_000_000, Long.parseLong(args[1])).document());
    }

    /** The probe document; without usable vectors it says why in the place of a speed. */
    Map<String, Object> document() {
        try (Kernels scalar = Kernels.builder().backend(Backend.SCALAR).threads(1).open()) {
            BackendStatus vectors = vectors();
            if (!vectors.usable()) {
                return ProbeOutput.document("speedup", "kernels",
                        List.of(ProbeOutput.entry("operation", "gemv", "format", "I2_S", "backend",
                                Backend.VECTOR.id(), "kernel", "vector-gemv", "status", "unavailable", "reason", vectors.detail())));
            }
            try (Kernels vector = Kernels.builder().backend(Backend.VECTOR).threads(1).open()) {
                long warmUp = warmUpNanos;
                for (Format format : List.of(Format.I2_S, Format.TL1, Format.TL2)) {
                    compare(scalar, vector, format, 1);
                    // The kernels are compiled now.
                    warmUpNanos = warmUp / LESS;
                }
                warmUpNanos = warmUp;
                compare(scalar, vector, Format.I2_S, GEMM_TOKENS);
            }
        }
        return ProbeOutput.document("speedup", "speedups", speedups);
    }

    private static BackendStatus vectors() {
        try (Kernels any = Kernels.open()) {
            return any.selection().candidates().stream().filter(status -> status.backend() == Backend.VECTOR).findFirst().orElseThrow();
        }
    }

    private void compare(Kernels scalar, Kernels vector, Format format, int n) {
        var w = Matrices.matrix(matrix, seed);
        PackedMatrix packed = Packing.pack(w, Packing.layoutFor(format, w.shape()));
        byte[] codes = Tokens.codes(Tokens.GAUSSIAN, w.shape().k(), n, seed + 1);
        try (TernaryLinear reference = scalar.prepare(packed);
                TernaryLinear linear = vector.prepare(packed);
                Activations slow = Product.activations(scalar, w.shape().k(), codes);
                Activations fast = Product.activations(vector, w.shape().k(), codes)) {
            int[] expected = new int[n * w.shape().m()];
            int[] sums = new int[n * w.shape().m()];
            Runnable slowly = () -> reference.gemm(slow, expected);
            Runnable quickly = () -> linear.gemm(fast, sums);
            InTurns times = new InTurns(quickly, slowly);
            times.warmUp(warmUpNanos, warmUpNanos / LESS);
            if (!Arrays.equals(sums, expected)) {
                throw new IllegalStateException("the product of " + matrix + " in " + format + " with " + n
                        + " tokens is not the scalar reference's: there is nothing to time");
            }
            times.measure();
            String operation = n == 1 ? "gemv" : "gemm";
            speedups.add(ProbeOutput.entry("operation", operation, "format", format.name(), "backend", Backend.VECTOR.id(), "kernel",
                    kernel(linear, operation), "reference", kernel(reference, operation), "m", w.shape().m(), "k", w.shape().k(), "n", n,
                    "threads", 1, "nanos", times.nanos(), "referenceNanos", times.referenceNanos()));
        }
    }

    static String kernel(TernaryLinear linear, String operation) {
        return linear.kernels().stream().filter(k -> k.operation().equals(operation)).map(DispatchedKernel::kernel).findFirst()
                .orElseThrow();
    }
}
