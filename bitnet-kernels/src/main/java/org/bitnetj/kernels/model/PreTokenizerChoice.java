package org.bitnetj.kernels.model;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import org.bitnetj.kernels.gguf.GgufFile;

/**
 * Which pre-tokenizer a file asks for; where it does not say, the one of the vocabulary that it holds.
 *
 * @param preTokenizer the choice
 * @param notes what a user should know of it; empty if the file said it
 */
record PreTokenizerChoice(PreTokenizer preTokenizer, List<String> notes) {
    static final String KEY = "tokenizer.ggml.pre";

    /** A vocabulary that is known by its size and one token at a place of its own. */
    private record Known(String name, int minTokens, int maxTokens, int id, String token, PreTokenizer preTokenizer) {
        boolean matches(Vocabulary vocabulary) {
            return vocabulary.size() >= minTokens && vocabulary.size() <= maxTokens && vocabulary.holds(id, token);
        }
    }

    // Sizes leave room for what fine-tuning adds and for padding.
    private static final List<Known> KNOWN = List.of(
            new Known("Llama 3 (and BitNet b1.58 2B4T)", 128_001, 129_024, 128_000, "<|begin_of_text|>", PreTokenizer.LLAMA_3),
            new Known("Falcon 3", 131_072, 131_072, 11, "<|endoftext|>", PreTokenizer.LLAMA_3),
            new Known("GPT-2", 50_257, 50_304, 50_256, "<|endoftext|>", PreTokenizer.GPT_2),
            new Known("Qwen 2", 151_643, 152_064, 151_643, "<|endoftext|>", PreTokenizer.QWEN_2));

    static PreTokenizerChoice of(GgufFile file, Vocabulary vocabulary) throws IOException {
        String name = file.metadata().optionalString(KEY).orElse("default");
        Optional<PreTokenizer> named = PreTokenizer.named(name);
        if (named.isPresent()) {
            return new PreTokenizerChoice(named.get(), List.of());
        }
        String found = file.metadata().contains(KEY) ? "'" + name + "'" : "no such key";
        if (!name.equals("default")) {
            throw unknown(file, found);
        }
        for (Known known : KNOWN) {
            if (known.matches(vocabulary)) {
                return new PreTokenizerChoice(known.preTokenizer,
                        List.of("metadata \"" + KEY + "\": found " + found + "; the vocabulary is that of "
                                + known.name + " (" + vocabulary.size() + " tokens, token " + known.id + " is " + known.token
                                + "), so text is cut as it was in training, by the pre-tokenizer " + known.preTokenizer));
            }
        }
        throw unknown(file, found + ", and the vocabulary (" + vocabulary.size() + " tokens) is none that is known without it");
    }

    private static TokenizerException unknown(GgufFile file, String found) {
        String names = String.join(", ", Arrays.stream(PreTokenizer.values()).flatMap(value -> value.names().stream().sorted()).toList());
        return new TokenizerException(file.path(), KEY, found, "one of " + names
                + "; if you know how the model was trained, demand " + Arrays.toString(PreTokenizer.values())
                + " when you read the tokenizer");
    }
}
