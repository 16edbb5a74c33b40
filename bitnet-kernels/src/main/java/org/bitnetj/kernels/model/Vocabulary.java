package org.bitnetj.kernels.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

import org.bitnetj.kernels.gguf.GgufFile;
import org.bitnetj.kernels.gguf.GgufMetadata;

/** The tokens of a GGUF file, as text and with their types. Immutable and thread-safe. */
final class Vocabulary {
    static final String TOKENS = "tokenizer.ggml.tokens";
    static final String TYPES = "tokenizer.ggml.token_type";

    /** What a token is for, in the order of the numbers 1 to 6 in files. */
    enum Type {
        /** Ordinary text. */
        NORMAL,
        /** Stands for what the vocabulary cannot express. */
        UNKNOWN,
        /** Steers the model; never comes out of ordinary text. */
        CONTROL,
        /** Text that is one token wherever it stands, whatever the merges say. */
        USER_DEFINED,
        /** Room that training left. */
        UNUSED,
        /** One byte, in a vocabulary of characters. */
        BYTE
    }

    private final List<String> tokens;
    private final Type[] types;
    private final Map<String, Integer> ids;

    private Vocabulary(List<String> tokens, Type[] types) {
        this.tokens = tokens;
        this.types = types;
        ids = HashMap.newHashMap(tokens.size());
        for (int id = 0; id < types.length; id++) {
            if (types[id] == Type.NORMAL || types[id] == Type.BYTE) {
                ids.put(tokens.get(id), id);
            }
        }
    }

    static Vocabulary read(GgufFile file) throws IOException {
        GgufMetadata metadata = file.metadata();
        List<String> tokens = metadata.getStrings(TOKENS);
        if (tokens.isEmpty()) {
            throw new TokenizerException(file.path(), TOKENS, "no tokens", "at least one");
        }
        Type[] types = new Type[tokens.size()];
        Arrays.fill(types, Type.NORMAL);
        if (metadata.contains(TYPES)) {
            readTypes(file.path(), metadata.getInts(TYPES), types);
        }
        return new Vocabulary(tokens, types);
    }

    private static void readTypes(Path file, int[] numbers, Type[] types) throws TokenizerException {
        if (numbers.length != types.length) {
            throw new TokenizerException(file, TYPES, numbers.length + " types", types.length + ", one for each token");
        }
        for (int id = 0; id < types.length; id++) {
            if (numbers[id] < 1 || numbers[id] > Type.values().length) {
                throw new TokenizerException(file, TYPES, "type " + numbers[id] + " for token " + id,
                        "1 to 6: " + Arrays.toString(Type.values()));
            }
            types[id] = Type.values()[numbers[id] - 1];
        }
    }

    int size() {
        return types.length;
    }

    String text(int id) {
        return tokens.get(id);
    }

    Type type(int id) {
        return types[id];
    }

    /** The token that ordinary text can become. */
    int ordinary(String text) {
        return ids.getOrDefault(text, MergeTable.NONE);
    }

    /** The control token that is written so. */
    OptionalInt control(String text) {
        for (int id = 0; id < types.length; id++) {
            if (types[id] == Type.CONTROL && tokens.get(id).equals(text)) {
                return OptionalInt.of(id);
            }
        }
        return OptionalInt.empty();
    }

    boolean holds(int id, String text) {
        return id < types.length && tokens.get(id).equals(text);
    }
}
