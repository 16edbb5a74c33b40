package org.bitnetj.kernels.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import org.bitnetj.kernels.gguf.GgufFile;
import org.bitnetj.kernels.gguf.GgufValueType;
import org.bitnetj.kernels.gguf.GgufWriter;

/** Writes GGUF files that hold a vocabulary and nothing else. */
final class Vocabularies {
    static final int NORMAL = 1;
    static final int CONTROL = 3;
    static final int USER_DEFINED = 4;
    static final int BYTE = 6;

    private final Map<String, Integer> tokens = new LinkedHashMap<>();
    private final List<Float> scores = new ArrayList<>();
    private final List<String> merges = new ArrayList<>();

    /** All bytes in GPT-2's alphabet, in ascending order: the token of byte b is b. */
    static Vocabularies bytes() {
        Vocabularies result = new Vocabularies();
        for (int b = 0; b < 256; b++) {
            result.token(String.valueOf(ByteAlphabet.character(b)), NORMAL);
        }
        return result;
    }

    /** SentencePiece's beginning: unknown, bos, eos, then the bytes, the token of byte b being b + 3. */
    static Vocabularies sentencePiece() {
        Vocabularies result = new Vocabularies().token("<unk>", 2).token("<s>", CONTROL).token("</s>", CONTROL);
        for (int b = 0; b < 256; b++) {
            result.token("<0x%02X>".formatted(b), BYTE);
        }
        return result;
    }

    Vocabularies token(String token, int type) {
        return token(token, type, 0);
    }

    Vocabularies token(String token, int type, float score) {
        if (tokens.put(token, type) != null) {
            throw new IllegalArgumentException(token);
        }
        scores.add(score);
        return this;
    }

    /** Adds a merge, and its token if it is not there. */
    Vocabularies merge(String left, String right) {
        merges.add(left + " " + right);
        if (!tokens.containsKey(left + right)) {
            token(left + right, NORMAL);
        }
        return this;
    }

    Vocabularies mergeLine(String line) {
        merges.add(line);
        return this;
    }

    /** Fills up with unused tokens. */
    Vocabularies padTo(int size) {
        while (tokens.size() < size) {
            token("[PAD" + tokens.size() + "]", 5);
        }
        return this;
    }

    int id(String token) {
        int id = List.copyOf(tokens.keySet()).indexOf(token);
        if (id < 0) {
            throw new IllegalArgumentException(token);
        }
        return id;
    }

    int size() {
        return tokens.size();
    }

    Tokenizer gpt2(Path folder, String pre) throws IOException {
        return read(folder, "gpt2", writer -> writer.putString("tokenizer.ggml.pre", pre));
    }

    Tokenizer read(Path folder, String kind, Consumer<GgufWriter> more) throws IOException {
        try (GgufFile file = GgufFile.open(write(folder, kind, more))) {
            return Tokenizer.read(file);
        }
    }

    Path write(Path folder, String kind, Consumer<GgufWriter> more) throws IOException {
        GgufWriter writer = new GgufWriter().putString("tokenizer.ggml.model", kind)
                .putStrings("tokenizer.ggml.tokens", List.copyOf(tokens.keySet()))
                .putIntegers("tokenizer.ggml.token_type", GgufValueType.INT32, tokens.values().stream().mapToLong(type -> type).toArray());
        if (kind.equals("llama")) {
            float[] all = new float[scores.size()];
            Arrays.setAll(scores.toArray(), i -> all[i] = scores.get(i));
            writer.putFloats("tokenizer.ggml.scores", all);
        } else {
            writer.putStrings("tokenizer.ggml.merges", merges);
        }
        more.accept(writer);
        Path target = folder.resolve("vocabulary.gguf");
        writer.writeTo(target);
        return target;
    }
}
