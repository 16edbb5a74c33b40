package org.bitnetj.kernels.jmh;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.SplittableRandom;

import org.bitnetj.kernels.Format;
import org.bitnetj.kernels.Kernels;
import org.bitnetj.kernels.PackedMatrix;
import org.bitnetj.kernels.gguf.GgufFile;
import org.bitnetj.kernels.gguf.GgufLayouts;
import org.bitnetj.kernels.gguf.GgufTensor;
import org.bitnetj.kernels.gguf.GgufType;
import org.bitnetj.kernels.gguf.GgufWriter;
import org.bitnetj.kernels.model.BitnetModel;
import org.bitnetj.kernels.model.HeadType;
import org.bitnetj.kernels.model.ModelConfig;
import org.bitnetj.kernels.pack.Packing;

/**
 * The models that the suite measures, by name: {@code tiny} is trained, {@code 2b4t} has the geometry of BitNet b1.58 2B4T and seeded weights. About
 * 90 of 100 activations that enter ffn_down of the trained model are zero, and about 67 of the seeded one, whose speed is the lower for it.
 */
final class Models {
    static final String TINY = "tiny";
    static final String GEOMETRY_2B4T = "2b4t";

    private static final String RESOURCE = "/tiny-bitnet/tiny-bitnet.gguf";

    private Models() {}

    static BitnetModel open(String name, Kernels kernels, HeadType head) {
        return switch (name) {
            case TINY -> open(Format.I2_S, kernels, head);
            case GEOMETRY_2B4T -> BitnetModel.synthetic(ModelConfig.BITNET_2B4T, kernels, head, Matrices.seed());
            default -> throw new IllegalArgumentException("no model is called " + name);
        };
    }

    /** The tiny model in a format. */
    static BitnetModel open(Format format, Kernels kernels, HeadType head) {
        try {
            Path file = Files.createTempFile("tiny-bitnet", ".gguf");
            // Some systems do not delete what is mapped.
            file.toFile().deleteOnExit();
            write(file, format);
            return BitnetModel.open(file, kernels, head);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes the tiny model in a format. */
    static void write(Path file, Format format) throws IOException {
        // The model may be inside a jar, which cannot be mapped.
        try (InputStream in = Models.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException(RESOURCE + " is not on the class path");
            }
            Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
        }
        if (format != Format.I2_S) {
            Path converted = Files.createTempFile("tiny-bitnet", ".gguf");
            convert(file, format, converted);
            Files.move(converted, file, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static void convert(Path file, Format format, Path target) throws IOException {
        try (GgufFile source = GgufFile.open(file)) {
            GgufWriter writer = new GgufWriter().putAll(source.metadata());
            for (GgufTensor tensor : source.tensors()) {
                if (tensor.type() == GgufType.I2_S) {
                    PackedMatrix packed = GgufLayouts.read(source, tensor.name());
                    PackedMatrix converted = Packing.convert(packed, Packing.layoutFor(format, packed.shape()));
                    writer.addTensor(tensor.name(), new PackedMatrix(converted.layout(), converted.shape(), converted.scale(),
                            MemorySegment.ofArray(converted.bytes().toArray(ValueLayout.JAVA_BYTE))));
                } else {
                    writer.addTensor(tensor.name(), tensor.type(), tensor.shape(), tensor.data());
                }
            }
            writer.writeTo(target);
        }
    }

    /** Seeded tokens of a model's vocabulary. */
    static int[] tokens(BitnetModel model, int count) {
        SplittableRandom random = new SplittableRandom(Matrices.seed());
        int[] tokens = new int[count];
        for (int i = 0; i < count; i++) {
            tokens[i] = random.nextInt(model.vocabularySize());
        }
        return tokens;
    }
}
