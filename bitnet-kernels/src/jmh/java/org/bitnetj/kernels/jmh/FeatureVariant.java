package org.bitnetj.kernels.jmh;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

import org.bitnetj.kernels.Activations;
import org.bitnetj.kernels.Backend;
import org.bitnetj.kernels.BackendUnavailableException;
import org.bitnetj.kernels.Format;
import org.bitnetj.kernels.Kernels;
import org.bitnetj.kernels.TernaryLinear;
import org.bitnetj.kernels.TernaryMatrix;
import org.bitnetj.kernels.pack.Packing;

/** What {@link FeatureProbe} starts: multiplies with vectors of the width that this JVM was given, by one and by two threads. */
final class FeatureVariant {
    static final String UNAVAILABLE = "unavailable: ";
    static final String FAILED = "failed: ";

    private static final List<String> SHAPES = List.of("32x256", "96x512");
    /** One token, some one by one, and what a gemm takes together. */
    private static final int[] TOKENS = {1, 3, 32};
    private static final int SPARSE_TOKENS = 2;

    private FeatureVariant() {}

    /** The answer of a JVM of that width: a line for each number of threads. */
    static List<String> ask(int width, boolean deterministic, long seed) throws IOException, InterruptedException {
        return OwnJvm.run(List.of("-Dbitnet.vector.bits=" + width), Map.of("BITNET_DETERMINISTIC", deterministic ? "1" : ""),
                FeatureVariant.class, Long.toString(seed));
    }

    /**
     * Prints two lines: the SHA-256 of all products, or why there are none.
     *
     * @param args the seed
     */
    public static void main(String[] args) {
        for (int threads = 1; threads <= 2; threads++) {
            try (Kernels kernels = Kernels.builder().backend(Backend.VECTOR).threads(threads).open()) {
                System.out.println(outputs(kernels, Long.parseLong(args[0])));
            } catch (BackendUnavailableException e) {
                System.out.println(UNAVAILABLE + e.getMessage().lines().findFirst().orElse(""));
            }
        }
    }

    /** SHA-256 over the integer products of all formats and shapes, in 64 hexadecimal digits. */
    static String outputs(Kernels kernels, long seed) {
        MessageDigest digest = sha256();
        for (String shape : SHAPES) {
            TernaryMatrix w = Matrices.matrix(shape, seed);
            for (Format format : Format.values()) {
                try (TernaryLinear linear = kernels.prepare(Packing.pack(w, Packing.layoutFor(format, w.shape())))) {
                    for (byte[] codes : inputs(w.shape().k(), seed)) {
                        digest.update(bytes(product(kernels, linear, codes)));
                    }
                }
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static List<byte[]> inputs(int k, long seed) {
        List<byte[]> inputs = new ArrayList<>();
        for (int n : TOKENS) {
            inputs.add(Tokens.codes(Tokens.GAUSSIAN, k, n, seed + n));
        }
        inputs.add(Tokens.codes(Tokens.TINY_SPARSE, k, SPARSE_TOKENS, seed));
        return inputs;
    }

    private static int[] product(Kernels kernels, TernaryLinear linear, byte[] codes) {
        int k = linear.shape().k();
        int[] sums = new int[codes.length / k * linear.shape().m()];
        try (Activations x = Product.activations(kernels, k, codes)) {
            linear.gemm(x, sums);
        }
        return sums;
    }

    private static byte[] bytes(int[] sums) {
        ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * sums.length);
        IntBuffer ints = bytes.asIntBuffer();
        ints.put(sums);
        return bytes.array();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
