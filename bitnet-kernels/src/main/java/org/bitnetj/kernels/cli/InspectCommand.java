package org.bitnetj.kernels.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import org.bitnetj.kernels.Format;
import org.bitnetj.kernels.gguf.GgufFile;
import org.bitnetj.kernels.gguf.GgufLayouts;
import org.bitnetj.kernels.gguf.GgufTensor;
import org.bitnetj.kernels.gguf.GgufType;
import org.bitnetj.kernels.model.ModelConfig;
import org.bitnetj.kernels.model.ModelFormatException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what a file holds. */
@Command(name = "inspect", header = "Shows what a GGUF file holds: metadata, tensors, formats, and whether it is a model that runs.", description = "Tensor data are not read, so that this is quick for files of any size.", footer = {
    "  bitnet inspect model.gguf", "  bitnet inspect model.gguf --array 512 --json > model.json"})
final class InspectCommand extends BitnetCommand {
    @Parameters(paramLabel = "FILE", description = "A GGUF file.")
    private Path file;

    @Option(names = "--array", paramLabel = "N", defaultValue = "6", description = "Show the first N elements of arrays. Default: ${DEFAULT-VALUE}.")
    private int elements;

    /** Tensors of one type, summed up. */
    private static final class Sum {
        private int tensors;
        private long weights;
        private long bytes;
    }

    @Override
    public Integer call() throws IOException {
        if (elements < 0) {
            throw misuse("--array " + elements + ": 0 or more elements can be shown");
        }
        try (GgufFile gguf = GgufFile.open(file)) {
            if (json()) {
                printJson(document(gguf));
            } else {
                print(gguf);
            }
        }
        return Main.DONE;
    }

    private void print(GgufFile gguf) throws IOException {
        out().println(String.format(Locale.ROOT, "%s: GGUF version %d, %,d bytes, alignment %d", file, gguf.version(), gguf.size(),
                gguf.alignment()));
        out().println();
        out().println("metadata (" + gguf.metadata().keys().size() + ")");
        MetadataValues values = new MetadataValues(gguf.metadata(), elements);
        for (String key : gguf.metadata().keys()) {
            out().println("  " + key + "  " + values.type(key) + "  " + values.text(key));
        }
        out().println();
        out().println("tensors (" + gguf.tensors().size() + ")");
        int width = gguf.tensors().stream().mapToInt(tensor -> tensor.name().length()).max().orElse(0);
        for (GgufTensor tensor : gguf.tensors()) {
            out().println(String.format(Locale.ROOT, "  %-" + Math.max(1, width) + "s  %-7s  %-16s  %s", tensor.name(), type(tensor),
                    Arrays.toString(tensor.shape()), layout(gguf, tensor)).stripTrailing());
        }
        out().println();
        sums(gguf).forEach(
                (type, sum) -> out().println(String.format(Locale.ROOT, "%-7s  %4d tensors  %,15d weights  %,15d bytes  %.3f bits a weight",
                        type, sum.tensors, sum.weights, sum.bytes, 8.0 * sum.bytes / sum.weights)));
        out().println();
        out().println(model(gguf));
    }

    private static String type(GgufTensor tensor) {
        return tensor.type() == GgufType.UNKNOWN ? "type " + Integer.toUnsignedString(tensor.typeId()) : tensor.type().name();
    }

    private static String layout(GgufFile gguf, GgufTensor tensor) {
        if (format(tensor).isEmpty()) {
            return "";
        }
        try {
            var packed = GgufLayouts.read(gguf, tensor.name());
            return packed.layout() + ", scale " + packed.scale();
        } catch (IOException | IllegalArgumentException e) {
            return "cannot be read: " + e.getMessage();
        }
    }

    private static Optional<Format> format(GgufTensor tensor) {
        return Arrays.stream(Format.values()).filter(format -> format.name().equals(tensor.type().name())).findFirst();
    }

    private static Map<GgufType, Sum> sums(GgufFile gguf) {
        Map<GgufType, Sum> sums = new EnumMap<>(GgufType.class);
        for (GgufTensor tensor : gguf.tensors()) {
            Sum sum = sums.computeIfAbsent(tensor.type(), type -> new Sum());
            sum.tensors++;
            sum.weights += tensor.elements();
            sum.bytes += tensor.type() == GgufType.UNKNOWN ? 0 : tensor.byteSize();
        }
        return sums;
    }

    private static String model(GgufFile gguf) {
        try {
            ModelConfig config = ModelConfig.read(gguf);
            return String.format(Locale.ROOT,
                    "model: %s, %d layers, hidden %d, feed-forward %d, %d heads and %d for keys and values, of %d; vocabulary %d, "
                            + "context %d; %,d ternary weights",
                    config.architecture(), config.layers(), config.hidden(), config.feedForward(), config.heads(),
                    config.kvHeads(), config.headSize(), config.vocabulary(), config.context(), config.ternaryWeights());
        } catch (ModelFormatException e) {
            return "no model that bitnet runs: " + String.join("; ", e.problems());
        }
    }

    private Map<String, Object> document(GgufFile gguf) throws IOException {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("file", file.toString());
        document.put("version", gguf.version());
        document.put("bytes", gguf.size());
        document.put("alignment", gguf.alignment());
        MetadataValues values = new MetadataValues(gguf.metadata(), elements);
        Map<String, Object> metadata = new LinkedHashMap<>();
        for (String key : gguf.metadata().keys()) {
            metadata.put(key, values.json(key));
        }
        document.put("metadata", metadata);
        List<Object> tensors = new ArrayList<>();
        for (GgufTensor tensor : gguf.tensors()) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("name", tensor.name());
            one.put("type", type(tensor));
            one.put("shape", Arrays.stream(tensor.shape()).boxed().toList());
            one.put("offset", tensor.offset());
            one.put("bytes", tensor.type() == GgufType.UNKNOWN ? null : tensor.byteSize());
            if (format(tensor).isPresent()) {
                one.put("layout", layout(gguf, tensor));
            }
            tensors.add(one);
        }
        document.put("tensors", tensors);
        document.put("model", model(gguf));
        return document;
    }
}
