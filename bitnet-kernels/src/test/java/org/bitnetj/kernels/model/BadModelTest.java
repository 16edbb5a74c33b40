package org.bitnetj.kernels.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

import org.bitnetj.kernels.Format;
import org.bitnetj.kernels.Inputs;
import org.bitnetj.kernels.Kernels;
import org.bitnetj.kernels.PackedMatrix;
import org.bitnetj.kernels.Shape;
import org.bitnetj.kernels.gguf.GgufFile;
import org.bitnetj.kernels.gguf.GgufFormatException;
import org.bitnetj.kernels.gguf.GgufType;
import org.bitnetj.kernels.pack.I2sLayout;
import org.bitnetj.kernels.pack.Packing;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that hold no model, or a broken one: one message that lists all that is wrong. */
class BadModelTest {
    @TempDir
    private Path folder;

    private Kernels kernels;

    @BeforeEach
    void open() {
        kernels = Kernels.open();
    }

    @AfterEach
    void close() {
        kernels.close();
    }

    private ModelFormatException broken(String architecture, Consumer<SmallModel> change) throws IOException {
        SmallModel model = SmallModel.of(architecture, Format.I2_S, GgufType.F16, true);
        change.accept(model);
        Path file = model.write(folder);
        ModelFormatException failure = catchThrowableOfType(ModelFormatException.class, () -> BitnetModel.open(file, kernels));
        assertThat(failure).isNotNull().hasMessageContaining(file + " holds no model that this library runs:");
        // Nothing keeps the file mapped or its kernels open.
        Files.delete(file);
        return failure;
    }

    @Test
    void anUnknownArchitectureIsNamedWithThoseThatAreKnown() throws IOException {
        assertThat(broken("bitnet", m -> m.put("general.architecture", "gemma"))).hasMessageContaining(
                "metadata general.architecture: found gemma, expected one of [bitnet-b1.58, bitnet-25, bitnet, llama]");
        assertThat(broken("bitnet", m -> m.without("general.architecture"))).hasMessageContaining("general.architecture");
    }

    @Test
    void everythingThatIsWrongIsListedAtOnce() throws IOException {
        ModelFormatException failure = broken("bitnet-b1.58", m -> m.without("blk.0.attn_k.weight").without("blk.1.ffn_sub_norm.weight")
                .ternary("blk.1.attn_v.weight", Format.I2_S, 256, 256).norm("output_norm.weight", 255)
                .raw("blk.0.ffn_up.weight", GgufType.Q4_K, new long[]{256, 512}, new byte[512 * 144]));
        assertThat(failure.problems()).containsExactlyInAnyOrder(
                "tensor blk.0.attn_k.weight: found none, expected 128 rows of 256 in one of [I2_S, TL1, TL2, TQ1_0, TQ2_0]",
                "tensor blk.1.ffn_sub_norm.weight: found none, expected 1 rows of 512 in one of [F32, F16, BF16]",
                "tensor blk.1.attn_v.weight: found 256 rows of 256 in I2_S, expected 128 rows of 256 in one of [I2_S, TL1, TL2, TQ1_0, TQ2_0]",
                "tensor output_norm.weight: found 1 rows of 255 in F32, expected 1 rows of 256 in one of [F32, F16, BF16]",
                "tensor blk.0.ffn_up.weight: found 512 rows of 256 in Q4_K, expected 512 rows of 256 in one of [I2_S, TL1, TL2, TQ1_0, TQ2_0]");
        assertThat(failure.problems()).allSatisfy(problem -> assertThat(failure).hasMessageContaining(problem));
    }

    @Test
    void missingKeysAreListed() throws IOException {
        assertThat(broken("llama", m -> m.without("llama.block_count").without("llama.attention.layer_norm_rms_epsilon")).problems())
                .containsExactly("metadata llama.block_count: found no such key, expected an integer",
                        "metadata llama.attention.layer_norm_rms_epsilon: found no such key, expected a floating-point number");
        assertThat(broken("llama", m -> m.put("llama.block_count", "two"))).hasMessageContaining("metadata llama.block_count");
    }

    @Test
    void headCountsMustGoTogether() throws IOException {
        assertThat(broken("bitnet", m -> m.put("bitnet.attention.head_count_kv", 3))).hasMessageContaining(
                "heads 4 must be a multiple of kvHeads 3");
        assertThat(broken("bitnet", m -> m.put("bitnet.attention.head_count", 3))).hasMessageContaining(
                "metadata bitnet.attention.head_count: found 3 heads, which do not divide 256 values");
        assertThat(broken("bitnet", m -> m.put("bitnet.rope.dimension_count", 66))).hasMessageContaining(
                "ropeDimensions 66 must be even and at most the headSize 64");
        assertThat(broken("bitnet", m -> m.put("bitnet.attention.value_length", 32))).hasMessageContaining("the size of a key, 64");
    }

    @Test
    void whatTheArchitectureHasNotIsRefused() throws IOException {
        assertThat(broken("llama", m -> m.norm("blk.0.attn_sub_norm.weight", 256))).hasMessageContaining(
                "tensor blk.0.attn_sub_norm.weight: found one, expected none");
        assertThat(broken("llama", m -> m.norm("blk.1.attn_q.bias", 256))).hasMessageContaining("tensor blk.1.attn_q.bias: found one");
        assertThat(broken("llama", m -> m.put("llama.expert_count", 8))).hasMessageContaining("found 8 experts, expected none");
        assertThat(broken("llama", m -> m.put("llama.rope.scaling.type", "yarn").put("llama.rope.scaling.factor", 4f)))
                .hasMessageContaining("metadata llama.rope.scaling.type: found yarn, expected none or linear");
        assertThat(broken("llama", m -> m.put("llama.vocab_size", 97))).hasMessageContaining(
                "tensor token_embd.weight: found 96 rows of 256 in F16, expected 97 rows of 256");
    }

    @Test
    void numbersThatAreNotFiniteAreFound() throws IOException {
        PackedMatrix packed = Packing.pack(Inputs.matrix(new Shape(128, 256), Inputs.Weights.RANDOM, 1), I2sLayout.BLOCK_128);
        byte[] bytes = packed.bytes().toArray(ValueLayout.JAVA_BYTE);
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putFloat(128 * 256 / 4, Float.NaN);
        assertThat(broken("bitnet", m -> m.raw("blk.1.attn_v.weight", GgufType.I2_S, new long[]{256, 128}, bytes))).hasMessageContaining(
                "tensor blk.1.attn_v.weight: the scale of a matrix must be finite, not NaN");
        byte[] code = packed.bytes().toArray(ValueLayout.JAVA_BYTE);
        code[5] = -1;
        assertThat(broken("bitnet", m -> m.raw("blk.1.attn_v.weight", GgufType.I2_S, new long[]{256, 128}, code))).hasMessageContaining(
                "tensor blk.1.attn_v.weight: ");
        float[] norm = new float[256];
        norm[17] = Float.POSITIVE_INFINITY;
        assertThat(broken("bitnet", m -> m.floats("output_norm.weight", new long[]{256}, norm))).hasMessageContaining(
                "tensor output_norm.weight: found Infinity at place 17, expected finite numbers");
        byte[] rows = new byte[96 * 256 * 2];
        rows[2 * (41 * 256 + 3) + 1] = 0x7C;
        assertThat(broken("bitnet", m -> m.raw("token_embd.weight", GgufType.F16, new long[]{256, 96}, rows))).hasMessageContaining(
                "row 41 of tensor token_embd.weight holds a number that is NaN or infinite");
    }

    @Test
    void noFileAndNoGgufAreTheirOwnErrors() throws IOException {
        assertThatThrownBy(() -> BitnetModel.open(folder.resolve("absent.gguf"), kernels)).isInstanceOf(GgufFormatException.class)
                .hasMessageContaining("found no file");
        Path text = Files.writeString(folder.resolve("text.gguf"), "no model");
        assertThatThrownBy(() -> BitnetModel.open(text, kernels)).isInstanceOf(GgufFormatException.class);
    }

    @Test
    void aFileThatItsOwnerClosesIsAnErrorAndNoCrash() throws IOException {
        Path file = SmallModel.of("bitnet", Format.I2_S, GgufType.F16, true).write(folder);
        GgufFile gguf = GgufFile.open(file);
        try (BitnetModel model = BitnetModel.open(gguf, kernels, HeadType.STORED)) {
            Session session = model.session();
            session.decode(1);
            gguf.close();
            assertThatThrownBy(() -> session.decode(2)).isInstanceOf(IllegalStateException.class);
            assertThat(session.position()).isOne();
        }
    }

    @Test
    void sizesThatNoDecoderHasAreAllListed() {
        assertThatThrownBy(() -> new ModelConfig("x", 0, 256, 512, 4, 3, 64, 96, 160, 0, 64, 1, 1e-5f, ModelConfig.Gate.SILU, true,
                ModelConfig.RopeStyle.HALVES)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("layers 0 must be at least 1")
                .hasMessageContaining("heads 4 must be a multiple of kvHeads 3").hasMessageContaining("ropeTheta 0.0 must be positive");
    }

    @Test
    void syntheticModelsAreTheSameForTheSameSeed() {
        ModelConfig config = new ModelConfig("bitnet", 2, 256, 512, 4, 2, 64, 96, 160, 10000, 64, 1, 1e-5f, ModelConfig.Gate.RELU_SQUARED,
                true, ModelConfig.RopeStyle.HALVES);
        int[] tokens = {1, 2, 3, 4, 5, 6, 7};
        try (BitnetModel one = BitnetModel.synthetic(config, kernels, HeadType.STORED, 7);
                BitnetModel same = BitnetModel.synthetic(config, kernels, HeadType.STORED, 7);
                BitnetModel other = BitnetModel.synthetic(config, kernels, HeadType.STORED, 8)) {
            float[] logits = one.session().prefill(tokens);
            assertThat(same.session().prefill(tokens)).isEqualTo(logits);
            assertThat(other.session().prefill(tokens)).isNotEqualTo(logits);
            assertThat(config.ternaryWeights()).isEqualTo(2 * (256 * 256 * 3 + 3 * 256 * 512));
        }
    }
}
