package org.bitnetj.kernels.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Arrays;

import org.bitnetj.kernels.Backend;
import org.bitnetj.kernels.Expected;
import org.bitnetj.kernels.Format;
import org.bitnetj.kernels.Kernels;
import org.bitnetj.kernels.PackedMatrix;
import org.bitnetj.kernels.TernaryMatrix;
import org.bitnetj.kernels.gguf.GgufFile;
import org.bitnetj.kernels.gguf.GgufLayouts;
import org.bitnetj.kernels.gguf.GgufTensor;
import org.bitnetj.kernels.gguf.GgufType;
import org.bitnetj.kernels.gguf.GgufWriter;
import org.bitnetj.kernels.pack.Packing;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The tiny model in every ternary format: the same logits to the bit, since the products are exact. */
class ModelFormatsTest {
    @TempDir
    private Path folder;

    /** TQ1_0 and TQ2_0 keep half a scale, so all formats get scales that are halves. */
    private Path convert(Format format) throws IOException {
        Path file = folder.resolve(format + ".gguf");
        try (GgufFile tiny = GgufFile.open(TinyReferences.model())) {
            GgufWriter writer = new GgufWriter().putAll(tiny.metadata());
            for (GgufTensor tensor : tiny.tensors()) {
                if (tensor.type() != GgufType.I2_S) {
                    writer.addTensor(tensor.name(), tensor.type(), tensor.shape(), tensor.data());
                    continue;
                }
                TernaryMatrix w = Packing.unpack(GgufLayouts.read(tiny, tensor.name()));
                float half = Float.float16ToFloat(Float.floatToFloat16(w.scale()));
                PackedMatrix packed = Packing.pack(TernaryMatrix.of(w.shape(), w.toArray(), half), Packing.layoutFor(format, w.shape()));
                writer.addTensor(tensor.name(), new PackedMatrix(packed.layout(), packed.shape(), packed.scale(),
                        MemorySegment.ofArray(packed.bytes().toArray(ValueLayout.JAVA_BYTE))));
            }
            writer.writeTo(file);
        }
        return file;
    }

    private static float[] logits(Path file, Backend backend, int[] prompt) throws IOException {
        try (Kernels kernels = Expected.open(backend); BitnetModel model = BitnetModel.open(file, kernels)) {
            Session session = model.session();
            session.prefill(Arrays.copyOf(prompt, prompt.length - 1));
            return session.decode(prompt[prompt.length - 1]).clone();
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "I2_S")
    void everyFormatGivesTheSameLogits(Format format) throws IOException {
        int[] prompt = TinyReferences.prompt("p064").ids();
        float[] expected = logits(convert(Format.I2_S), Backend.VECTOR, prompt);
        Path file = convert(format);
        assertThat(logits(file, Backend.VECTOR, prompt)).isEqualTo(expected);
        try (Kernels kernels = Kernels.open(); BitnetModel model = BitnetModel.open(file, kernels)) {
            assertThat(model.kernels()).isNotEmpty().allMatch(kernel -> kernel.format().equals(format.name()));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"I2_S", "TQ1_0"})
    void theScalarBackendDiffersByRoundingAlone(Format format) throws IOException {
        int[] prompt = TinyReferences.prompt("p017").ids();
        Path file = convert(format);
        assertThat(logits(file, Backend.SCALAR, prompt)).usingComparatorWithPrecision(0.15f)
                .containsExactly(logits(file, Backend.VECTOR, prompt));
    }
}
