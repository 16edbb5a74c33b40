package org.bitnetj.kernels.jmh;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

import org.bitnetj.kernels.PackedMatrix;
import org.bitnetj.kernels.Shape;
import org.bitnetj.kernels.TernaryMatrix;
import org.bitnetj.kernels.gguf.GgufType;
import org.bitnetj.kernels.gguf.GgufValueType;
import org.bitnetj.kernels.gguf.GgufWriter;
import org.bitnetj.kernels.model.ModelConfig;
import org.bitnetj.kernels.pack.I2sCodec;
import org.bitnetj.kernels.pack.I2sLayout;

/**
 * A GGUF file of a model's geometry with seeded weights, as large as that of the trained model, tokenizer included. Its blocks are all the same, and so are
 * stretches of rows of its embedding: whoever reads it reads every byte all the same, and it is written in seconds.
 */
final class SeededModelFile {
    private static final int EMBEDDING_ROWS = 256;
    private static final double EMBEDDING_RANGE = 0.06;
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final ModelConfig config;
    private final SplittableRandom random;
    private final GgufWriter writer = new GgufWriter();

    private SeededModelFile(ModelConfig config, long seed) {
        this.config = config;
        this.random = new SplittableRandom(seed);
    }

    /**
     * Writes the file.
     *
     * @param file where to
     * @param config its geometry; the tokens of its vocabulary are those of {@link SeededVocabulary}
     * @param seed of weights and vocabulary
     * @throws IOException if it cannot be written
     */
    static void write(Path file, ModelConfig config, long seed) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            SeededModelFile made = new SeededModelFile(config, seed);
            made.metadata();
            made.addEmbedding(arena);
            made.addBlocks();
            made.writer.writeTo(file);
        }
    }

    private void metadata() {
        String architecture = config.architecture();
        writer.putString("general.architecture", architecture).putString("general.name", "seeded weights, not trained");
        Map<String, Integer> sizes = new LinkedHashMap<>();
        sizes.put("block_count", config.layers());
        sizes.put("embedding_length", config.hidden());
        sizes.put("feed_forward_length", config.feedForward());
        sizes.put("attention.head_count", config.heads());
        sizes.put("attention.head_count_kv", config.kvHeads());
        sizes.put("rope.dimension_count", config.ropeDimensions());
        sizes.put("context_length", config.context());
        sizes.put("vocab_size", config.vocabulary());
        sizes.forEach((key, value) -> writer.putInteger(architecture + "." + key, GgufValueType.UINT32, value));
        writer.putFloat(architecture + ".attention.layer_norm_rms_epsilon", config.epsilon());
        writer.putFloat(architecture + ".rope.freq_base", (float) config.ropeTheta());
        SeededVocabulary.put(writer, random.nextLong());
    }

    private void addEmbedding(Arena arena) {
        long rowBytes = 2L * config.hidden();
        MemorySegment rows = arena.allocate(config.vocabulary() * rowBytes);
        long drawn = Math.min(EMBEDDING_ROWS, config.vocabulary()) * rowBytes;
        for (long at = 0; at < drawn; at += Short.BYTES) {
            rows.set(SHORT, at, Float.floatToFloat16((float) random.nextDouble(-EMBEDDING_RANGE, EMBEDDING_RANGE)));
        }
        for (long at = drawn; at < rows.byteSize(); at += drawn) {
            MemorySegment.copy(rows, 0, rows, at, Math.min(drawn, rows.byteSize() - at));
        }
        writer.addTensor("token_embd.weight", GgufType.F16, new long[]{config.hidden(), config.vocabulary()}, rows);
        addOnes("output_norm", config.hidden());
    }

    private void addBlocks() {
        int hidden = config.hidden();
        Map<String, PackedMatrix> matrices = new LinkedHashMap<>();
        matrices.put("attn_q", ternary(config.queryWidth(), hidden));
        matrices.put("attn_k", ternary(config.kvWidth(), hidden));
        matrices.put("attn_v", ternary(config.kvWidth(), hidden));
        matrices.put("attn_output", ternary(hidden, config.queryWidth()));
        matrices.put("ffn_gate", ternary(config.feedForward(), hidden));
        matrices.put("ffn_up", ternary(config.feedForward(), hidden));
        matrices.put("ffn_down", ternary(hidden, config.feedForward()));
        for (int layer = 0; layer < config.layers(); layer++) {
            String block = "blk." + layer + ".";
            addOnes(block + "attn_norm", hidden);
            addOnes(block + "attn_sub_norm", config.queryWidth());
            addOnes(block + "ffn_norm", hidden);
            addOnes(block + "ffn_sub_norm", config.feedForward());
            matrices.forEach((name, matrix) -> writer.addTensor(block + name + ".weight", matrix));
        }
    }

    private void addOnes(String name, int n) {
        MemorySegment ones = Arena.ofAuto().allocate((long) n * Float.BYTES, Float.BYTES);
        for (int i = 0; i < n; i++) {
            ones.setAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), i, 1);
        }
        writer.addTensor(name + ".weight", GgufType.F32, new long[]{n}, ones);
    }

    /** A third of the trits of each kind; a sum of k of them then has the variance of its input. */
    private PackedMatrix ternary(int m, int k) {
        byte[] trits = new byte[m * k];
        for (int i = 0; i < trits.length; i++) {
            trits[i] = (byte) (random.nextInt(3) - 1);
        }
        return I2sCodec.pack(TernaryMatrix.of(new Shape(m, k), trits, (float) Math.sqrt(1.5 / k)), I2sLayout.BLOCK_128);
    }
}
