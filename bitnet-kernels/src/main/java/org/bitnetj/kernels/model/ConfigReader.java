package org.bitnetj.kernels.model;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;

import org.bitnetj.kernels.gguf.GgufFile;
import org.bitnetj.kernels.gguf.GgufMetadata;
import org.bitnetj.kernels.gguf.GgufTensor;
import org.bitnetj.kernels.gguf.GgufValueType;
import org.bitnetj.kernels.model.ModelConfig.Gate;
import org.bitnetj.kernels.model.ModelConfig.RopeStyle;

/** Reads a {@link ModelConfig} from the keys that the reference converters write; keys begin with the architecture's name. */
final class ConfigReader {
    /** What an architecture's name stands for. */
    private record Architecture(Gate gate, boolean subNorms, RopeStyle ropeStyle) {}

    /** Source: the graphs of llama.cpp and of bitnet.cpp's fork of it, and their table of rope types. */
    private static final Map<String, Architecture> ARCHITECTURES = architectures();

    private static final double DEFAULT_THETA = 10000;

    private final GgufFile file;
    private final GgufMetadata metadata;
    private final Findings findings;
    private String architecture;

    ConfigReader(GgufFile file) {
        this.file = file;
        this.metadata = file.metadata();
        this.findings = new Findings(file.path().toString());
    }

    private static Map<String, Architecture> architectures() {
        Map<String, Architecture> known = new LinkedHashMap<>();
        known.put("bitnet-b1.58", new Architecture(Gate.RELU_SQUARED, true, RopeStyle.HALVES));
        known.put("bitnet-25", new Architecture(Gate.RELU_SQUARED, true, RopeStyle.HALVES));
        known.put("bitnet", new Architecture(Gate.SILU, true, RopeStyle.HALVES));
        known.put("llama", new Architecture(Gate.SILU, false, RopeStyle.NEIGHBOURS));
        return known;
    }

    ModelConfig read() throws ModelFormatException {
        architecture = text("general.architecture");
        Architecture kind = ARCHITECTURES.get(architecture);
        if (kind == null) {
            findings.add("metadata general.architecture", architecture, "one of " + ARCHITECTURES.keySet());
            findings.throwIfAny();
            throw new AssertionError();
        }
        int hidden = integer("embedding_length");
        int heads = integer("attention.head_count");
        int kvHeads = integer("attention.head_count_kv", heads);
        int headSize = integer("attention.key_length", heads > 0 ? hidden / heads : 0);
        if (heads > 0 && !metadata.contains(key("attention.key_length")) && hidden % heads != 0) {
            findings.add("metadata " + key("attention.head_count"), heads + " heads, which do not divide " + hidden + " values",
                    "a divisor, or " + key("attention.key_length"));
        }
        int valueSize = integer("attention.value_length", headSize);
        if (valueSize != headSize) {
            findings.add("metadata " + key("attention.value_length"), valueSize, "the size of a key, " + headSize);
        }
        int layers = integer("block_count");
        int feedForward = integer("feed_forward_length");
        int context = integer("context_length");
        float epsilon = (float) real("attention.layer_norm_rms_epsilon", Double.NaN);
        double theta = real("rope.freq_base", DEFAULT_THETA);
        int rotated = integer("rope.dimension_count", headSize);
        double factor = ropeFactor();
        int vocabulary = vocabulary();
        refuseExperts();
        findings.throwIfAny();
        try {
            return new ModelConfig(architecture, layers, hidden, feedForward, heads, kvHeads, headSize, vocabulary, context, theta, rotated,
                    factor, epsilon, kind.gate(), kind.subNorms(), kind.ropeStyle());
        } catch (IllegalArgumentException e) {
            throw findings.one("metadata " + architecture + ".*: " + e.getMessage(), e);
        }
    }

    private String key(String name) {
        return architecture + "." + name;
    }

    /** The number of tokens, which the embedding must have too; files of some converters state it only by their list of tokens. */
    private int vocabulary() {
        if (metadata.contains(key("vocab_size"))) {
            return integer("vocab_size");
        }
        try {
            if (metadata.contains("tokenizer.ggml.tokens") && metadata.type("tokenizer.ggml.tokens") == GgufValueType.ARRAY) {
                return metadata.arrayLength("tokenizer.ggml.tokens");
            }
        } catch (IOException e) {
            findings.add("metadata tokenizer.ggml.tokens", e.getMessage(), "an array");
        }
        return file.findTensor("token_embd.weight").map(GgufTensor::rows).map(Math::toIntExact).orElse(1);
    }

    private double ropeFactor() {
        String type = metadata.contains(key("rope.scaling.type")) ? text(key("rope.scaling.type")) : "none";
        double factor = real("rope.scaling.factor", 1);
        if (type.equals("none") || factor == 1) {
            return 1;
        }
        if (!type.equals("linear")) {
            findings.add("metadata " + key("rope.scaling.type"), type, "none or linear");
        }
        return factor;
    }

    private void refuseExperts() {
        int experts = integer("expert_count", 0);
        if (experts > 1) {
            findings.add("metadata " + key("expert_count"), experts + " experts", "none");
        }
    }

    private String text(String key) {
        try {
            return metadata.getString(key);
        } catch (IOException e) {
            findings.add("metadata " + key, e.getMessage(), "text");
            return "";
        }
    }

    private int integer(String name) {
        if (!metadata.contains(key(name))) {
            findings.add("metadata " + key(name), "no such key", "an integer");
            return 1;
        }
        return integer(name, 1);
    }

    private int integer(String name, int absent) {
        try {
            OptionalInt value = metadata.optionalInt(key(name));
            return value.orElse(absent);
        } catch (IOException e) {
            findings.add("metadata " + key(name), e.getMessage(), "an integer");
            return absent;
        }
    }

    /** A number; NaN for absent means that it must be there. */
    private double real(String name, double absent) {
        try {
            OptionalDouble value = metadata.optionalFloat(key(name));
            if (value.isEmpty() && Double.isNaN(absent)) {
                findings.add("metadata " + key(name), "no such key", "a floating-point number");
                return 1e-5;
            }
            return value.orElse(absent);
        } catch (IOException e) {
            findings.add("metadata " + key(name), e.getMessage(), "a floating-point number");
            return 1;
        }
    }
}
