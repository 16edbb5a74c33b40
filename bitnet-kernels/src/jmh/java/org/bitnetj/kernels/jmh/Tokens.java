package org.bitnetj.kernels.jmh;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.SplittableRandom;

import org.bitnetj.kernels.quantize.ActivationQuantizer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The int8 activations that the suite measures with, by the name of their distribution. {@code gaussian} is drawn and then quantized;
 * {@code tiny-dense} and {@code tiny-sparse} are resampled, code by code, from what a trained model fed its layers at one position: the inputs of
 * attn_q of all blocks, with hardly a zero, and those of ffn_down, which are mostly zeros after the squared ReLU. Unknown names are errors.
 */
public final class Tokens {
    /** Codes of normally distributed activations. */
    public static final String GAUSSIAN = "gaussian";
    /** Codes like those of the trained model's attention inputs. */
    public static final String TINY_DENSE = "tiny-dense";
    /** Codes like those of the trained model's inputs of ffn_down. */
    public static final String TINY_SPARSE = "tiny-sparse";

    private static final String TRACE = "/tiny-bitnet/trace";

    private Tokens() {}

    /**
     * {@return the codes of one token}
     *
     * @param distribution one of the three names
     * @param k codes
     * @param seed of the draw
     */
    public static byte[] codes(String distribution, int k, long seed) {
        return codes(distribution, k, 1, seed);
    }

    /**
     * {@return the codes of several tokens, token-major; a token depends on its number and not on how many follow}
     *
     * @param distribution one of the three names
     * @param k codes of a token
     * @param tokens how many
     * @param seed of the first token; the next ones count up from it
     */
    public static byte[] codes(String distribution, int k, int tokens, long seed) {
        byte[] pool = switch (distribution) {
            case GAUSSIAN -> new byte[0];
            case TINY_DENSE -> inputsOf("attn_q");
            case TINY_SPARSE -> inputsOf("ffn_down");
            default -> throw new IllegalArgumentException("no activations are called " + distribution);
        };
        byte[] codes = new byte[Math.multiplyExact(k, tokens)];
        for (int t = 0; t < tokens; t++) {
            if (distribution.equals(GAUSSIAN)) {
                ActivationQuantizer.quantize(Matrices.gaussian(k, seed + t), 0, k, codes, t * k);
            } else {
                resample(pool, codes, t * k, k, seed + t);
            }
        }
        return codes;
    }

    private static void resample(byte[] pool, byte[] codes, int from, int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = from; i < from + count; i++) {
            codes[i] = pool[random.nextInt(pool.length)];
        }
    }

    /** The codes that all blocks fed to one kind of layer. */
    private static byte[] inputsOf(String layer) {
        JsonNode arrays = JsonMapper.builder().build().readTree(resource(TRACE + ".json")).get("arrays");
        byte[] trace = resource(TRACE + ".bin");
        ByteArrayOutputStream pool = new ByteArrayOutputStream();
        for (JsonNode array : arrays) {
            if (array.get("name").asString().endsWith("." + layer + ".in.a")) {
                pool.write(trace, array.get("offset").asInt(), array.get("count").asInt());
            }
        }
        if (pool.size() == 0) {
            throw new IllegalStateException(TRACE + " has no inputs of " + layer);
        }
        return pool.toByteArray();
    }

    private static byte[] resource(String name) {
        try (InputStream in = Tokens.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is not on the class path");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
