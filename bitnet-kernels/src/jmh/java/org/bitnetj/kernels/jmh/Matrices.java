package org.bitnetj.kernels.jmh;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.SplittableRandom;

import org.bitnetj.kernels.Shape;
import org.bitnetj.kernels.TernaryMatrix;
import org.bitnetj.kernels.gguf.GgufFile;
import org.bitnetj.kernels.gguf.GgufTensor;
import org.bitnetj.kernels.pack.I2sCodec;
import org.bitnetj.kernels.pack.I2sLayout;

/**
 * The matrices and activations that the suite measures with, by name: {@code "2560x2560"} is seeded, {@code "tiny:blk.0.ffn_gate"} a tensor
 * of the trained model. Unknown names are errors.
 */
public final class Matrices {
    private static final String MODEL = "/tiny-bitnet/tiny-bitnet.gguf";
    private static final String TINY = "tiny:";

    /** What was made last, since benchmarks that share a JVM, and whoever checks them, want the same matrix again and again. */
    private static Named last;

    private record Named(String name, long seed, TernaryMatrix matrix) {}

    private Matrices() {}

    /**
     * {@return the named matrix}
     *
     * @param name {@code MxK}, or {@code tiny:} and a tensor's name without {@code .weight}
     * @param seed of the trits of {@code MxK}
     */
    public static synchronized TernaryMatrix matrix(String name, long seed) {
        if (last == null || !last.name.equals(name) || last.seed != seed) {
            last = new Named(name, seed, make(name, seed));
        }
        return last.matrix;
    }

    private static TernaryMatrix make(String name, long seed) {
        if (name.startsWith(TINY)) {
            return tensor(name.substring(TINY.length()) + ".weight");
        }
        String[] sizes = name.split("x", -1);
        Shape shape = new Shape(Integer.parseInt(sizes[0]), Integer.parseInt(sizes[1]));
        SplittableRandom random = new SplittableRandom(seed);
        byte[] trits = new byte[shape.weights()];
        for (int i = 0; i < trits.length; i++) {
            trits[i] = (byte) (random.nextInt(3) - 1);
        }
        return TernaryMatrix.of(shape, trits, 1);
    }

    /**
     * {@return one token of Gaussian activations, before quantization}
     *
     * @param k values
     * @param seed of the values
     */
    public static float[] gaussian(int k, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] x = new float[k];
        for (int i = 0; i < k; i++) {
            x[i] = (float) random.nextGaussian();
        }
        return x;
    }

    /**
     * {@return the seed of this run: the system property {@code bitnet.seed}, else the environment variable {@code BITNET_SEED}, else 42}
     */
    public static long seed() {
        String variable = System.getenv("BITNET_SEED");
        return Long.getLong("bitnet.seed", variable == null || variable.isBlank() ? 42 : Long.parseLong(variable.strip()));
    }

    /** The trained model's table of embeddings, which is not ternary, row by row. */
    static float[] tinyEmbedding() {
        return fromModel(gguf -> gguf.tensor("token_embd.weight").toFloats());
    }

    private static TernaryMatrix tensor(String name) {
        return fromModel(gguf -> {
            GgufTensor tensor = gguf.tensor(name);
            Shape shape = new Shape(Math.toIntExact(tensor.rows()), Math.toIntExact(tensor.columns()));
            return I2sCodec.unpack(I2sCodec.wrap(tensor.data(), shape, I2sLayout.BLOCK_128));
        });
    }

    private interface Reader<T> {
        T read(GgufFile gguf) throws IOException;
    }

    private static <T> T fromModel(Reader<T> reader) {
        // The model may be inside a jar, which cannot be mapped.
        try (InputStream in = Matrices.class.getResourceAsStream(MODEL)) {
            if (in == null) {
                throw new IllegalStateException(MODEL + " is not on the class path");
            }
            Path file = Files.createTempFile("tiny-bitnet", ".gguf");
            try {
                Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
                try (GgufFile gguf = GgufFile.open(file)) {
                    return reader.read(gguf);
                }
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
