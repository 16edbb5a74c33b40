package org.bitnetj.kernels.model;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

import org.bitnetj.kernels.Format;
import org.bitnetj.kernels.Inputs;
import org.bitnetj.kernels.PackedMatrix;
import org.bitnetj.kernels.Shape;
import org.bitnetj.kernels.TernaryMatrix;
import org.bitnetj.kernels.gguf.GgufType;
import org.bitnetj.kernels.gguf.GgufValueType;
import org.bitnetj.kernels.gguf.GgufWriter;
import org.bitnetj.kernels.internal.RowType;
import org.bitnetj.kernels.pack.Packing;

/** A file of a small random model of any architecture, whole or broken: 2 layers of 256, 4 heads of 64 that share 2 key heads, 96 tokens, 160 positions. */
final class SmallModel {
    static final int HIDDEN = 256;
    static final int FEED = 512;
    static final int VOCABULARY = 96;
    static final int CONTEXT = 160;
    private static final int LAYERS = 2;

    private final Map<String, Object> metadata = new LinkedHashMap<>();
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();
    private final SplittableRandom random;

    @SuppressWarnings("ArrayRecordComponent")
    private record Tensor(GgufType type, long[] shape, MemorySegment bytes, PackedMatrix packed) {}

    private SmallModel(long seed) {
        random = new SplittableRandom(seed);
    }

    static SmallModel of(String architecture, Format format, GgufType rows, boolean tied) {
        SmallModel model = new SmallModel(architecture.length());
        model.put("general.architecture", architecture);
        String[] keys = {"context_length", "embedding_length", "block_count", "feed_forward_length", "attention.head_count",
            "attention.head_count_kv", "rope.dimension_count", "vocab_size"};
        int[] values = {CONTEXT, HIDDEN, LAYERS, FEED, 4, 2, 64, VOCABULARY};
        for (int i = 0; i < keys.length; i++) {
            model.put(architecture + "." + keys[i], values[i]);
        }
        model.put(architecture + ".attention.layer_norm_rms_epsilon", 1e-5f);
        model.put(architecture + ".rope.freq_base", 500f);
        model.rows("token_embd.weight", rows);
        if (!tied) {
            model.rows("output.weight", rows);
        }
        model.norm("output_norm.weight", HIDDEN);
        for (int i = 0; i < LAYERS; i++) {
            model.layer("blk." + i + ".", format, !architecture.equals("llama"));
        }
        return model;
    }

    private void layer(String block, Format format, boolean subNorms) {
        norm(block + "attn_norm.weight", HIDDEN);
        ternary(block + "attn_q.weight", format, HIDDEN, HIDDEN);
        ternary(block + "attn_k.weight", format, 128, HIDDEN);
        ternary(block + "attn_v.weight", format, 128, HIDDEN);
        ternary(block + "attn_output.weight", format, HIDDEN, HIDDEN);
        norm(block + "ffn_norm.weight", HIDDEN);
        ternary(block + "ffn_gate.weight", format, FEED, HIDDEN);
        ternary(block + "ffn_up.weight", format, FEED, HIDDEN);
        ternary(block + "ffn_down.weight", format, HIDDEN, FEED);
        if (subNorms) {
            norm(block + "attn_sub_norm.weight", HIDDEN);
            norm(block + "ffn_sub_norm.weight", FEED);
        }
    }

    SmallModel put(String key, Object value) {
        metadata.put(key, value);
        return this;
    }

    SmallModel without(String name) {
        if (metadata.remove(name) == null && tensors.remove(name) == null) {
            throw new IllegalArgumentException(name);
        }
        return this;
    }

    SmallModel floats(String name, long[] shape, float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        tensors.put(name, new Tensor(GgufType.F32, shape, MemorySegment.ofArray(bytes.array()), null));
        return this;
    }

    SmallModel norm(String name, int k) {
        float[] weights = new float[k];
        for (int i = 0; i < k; i++) {
            weights[i] = 0.5f + random.nextFloat();
        }
        return floats(name, new long[]{k}, weights);
    }

    SmallModel ternary(String name, Format format, int m, int k) {
        Shape shape = new Shape(m, k);
        TernaryMatrix drawn = Inputs.matrix(shape, Inputs.Weights.RANDOM, random.nextLong());
        // A scale that half precision holds exactly, since two formats store such.
        TernaryMatrix matrix = TernaryMatrix.of(shape, drawn.toArray(), 0.0625f);
        tensors.put(name, new Tensor(null, null, null, Packing.pack(matrix, Packing.layoutFor(format, shape))));
        return this;
    }

    /** Bytes of a ternary tensor under other claims. */
    SmallModel raw(String name, GgufType type, long[] shape, byte[] bytes) {
        tensors.put(name, new Tensor(type, shape, MemorySegment.ofArray(bytes), null));
        return this;
    }

    private void rows(String name, GgufType type) {
        RowType stored = RowType.valueOf(type.name());
        byte[] bytes = new byte[Math.toIntExact(VOCABULARY * stored.rowBytes(HIDDEN))];
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (type == GgufType.Q8_0 || type == GgufType.Q6_K) {
            random.nextBytes(bytes);
            int scaleAt = type == GgufType.Q8_0 ? 0 : 208;
            float scale = type == GgufType.Q8_0 ? 0.001f : 0.00003f;
            for (int block = 0; block < bytes.length; block += stored.blockBytes()) {
                buffer.putShort(block + scaleAt, Float.floatToFloat16(scale * (1 + random.nextFloat())));
            }
        }
        for (int i = 0; i < VOCABULARY * HIDDEN; i++) {
            float value = (float) random.nextGaussian() * 0.05f;
            switch (type) {
                case F32 -> buffer.putFloat(4 * i, value);
                case F16 -> buffer.putShort(2 * i, Float.floatToFloat16(value));
                case BF16 -> buffer.putShort(2 * i, (short) (Float.floatToRawIntBits(value) >>> 16));
                default -> {
                }
            }
        }
        tensors.put(name, new Tensor(type, new long[]{HIDDEN, VOCABULARY}, MemorySegment.ofArray(bytes), null));
    }

    Path write(Path folder) throws IOException {
        GgufWriter writer = new GgufWriter();
        metadata.forEach((key, value) -> {
            switch (value) {
                case String text -> writer.putString(key, text);
                case Integer number -> writer.putInteger(key, GgufValueType.UINT32, number);
                case Float number -> writer.putFloat(key, number);
                default -> throw new IllegalArgumentException(key);
            }
        });
        tensors.forEach((name, tensor) -> {
            if (tensor.packed() != null) {
                writer.addTensor(name, tensor.packed());
            } else {
                writer.addTensor(name, tensor.type(), tensor.shape(), tensor.bytes());
            }
        });
        Path file = folder.resolve("small.gguf");
        writer.writeTo(file);
        return file;
    }
}
