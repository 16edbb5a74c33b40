package org.bitnetj.kernels.model;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a byte-level BPE vocabulary cuts text into pieces before it merges; no token reaches over the end of a piece. A file names it under
 * {@code tokenizer.ggml.pre}. The choice must be the one of the vocabulary's training, or the model sees token sequences that it has never seen.
 *
 * <p>In all patterns white space, letters and numbers are the Unicode properties White_Space, L and N, and characters are code points.
 *
 * <p>Immutable and thread-safe. Sources: the patterns in the {@code tokenizer.json} of the models, and llama.cpp's list of names.
 */
// Error Prone cannot see that sets, lists and patterns are immutable here.
@SuppressWarnings("ImmutableEnumChecker")
public enum PreTokenizer {
    /** Llama 3 and all that use its vocabulary, BitNet b1.58 2B4T among them; Falcon 3. Numbers in threes; a whole piece that is a token is taken at once. */
    LLAMA_3(true, Set.of("llama-bpe", "llama3", "llama-v3", "falcon3", "falcon-h1", "pixtral", "dbrx", "smaug-bpe"),
            "(?iu:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}|" + Rest.PATTERN),

    /** GPT-2 and its many heirs. */
    GPT_2(false, Set.of("gpt-2", "phi-2", "mpt", "olmo", "jais", "jina-es", "jina-de", "jina-v2-es", "jina-v2-de", "roberta-bpe"),
            Gpt2.PATTERN),

    /** Qwen 2: Llama 3's with every number character alone. */
    QWEN_2(false, Set.of("qwen2", "stablelm2", "deepseek-r1-qwen", "megrez"),
            "(?iu:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}|" + Rest.PATTERN),

    /** StarCoder, SmolLM: GPT-2's, after every number character has been cut out. */
    STARCODER(false, Set.of("starcoder", "smollm", "refact", "command-r", "codeshell", "exaone", "minerva-7b"), "\\p{N}", Gpt2.PATTERN);

    // Constants of an enum cannot be used in its own constructor calls.
    private static final class Rest {
        static final String PATTERN = " ?[^\\p{IsWhite_Space}\\p{L}\\p{N}]+[\\r\\n]*|\\p{IsWhite_Space}*[\\r\\n]+|"
                + "\\p{IsWhite_Space}+(?!\\P{IsWhite_Space})|\\p{IsWhite_Space}+";
    }

    private static final class Gpt2 {
        static final String PATTERN = "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\p{IsWhite_Space}\\p{L}\\p{N}]+|"
                + "\\p{IsWhite_Space}+(?!\\P{IsWhite_Space})|\\p{IsWhite_Space}+";
    }

    private final boolean wholePieces;
    private final Set<String> names;
    private final List<Pattern> patterns;

    PreTokenizer(boolean wholePieces, Set<String> names, String... patterns) {
        this.wholePieces = wholePieces;
        this.names = names;
        this.patterns = Arrays.stream(patterns).map(Pattern::compile).toList();
    }

    /**
     * Finds a pre-tokenizer by the name that stands in a file.
     *
     * @param name a value of {@code tokenizer.ggml.pre}
     * @return the pre-tokenizer, or empty if this library has none of this name
     */
    public static Optional<PreTokenizer> named(String name) {
        return Arrays.stream(values()).filter(value -> value.names.contains(name)).findFirst();
    }

    /**
     * {@return the names under which files ask for it}
     */
    public Set<String> names() {
        return names;
    }

    /**
     * {@return whether a piece that is a token as a whole becomes this token, whatever its merges would give ({@code ignore_merges} in
     * {@code tokenizer.json})}
     */
    public boolean wholePieces() {
        return wholePieces;
    }

    /**
     * Cuts a text into pieces; put together they are the text again.
     *
     * @param text well-formed UTF-16
     * @param pieces receives the pieces from left to right, none of them empty
     */
    void split(String text, Consumer<String> pieces) {
        split(text, 0, pieces);
    }

    private void split(String text, int step, Consumer<String> pieces) {
        if (step == patterns.size()) {
            pieces.accept(text);
            return;
        }
        Matcher matcher = patterns.get(step).matcher(text);
        int from = 0;
        while (matcher.find()) {
            if (matcher.start() > from) {
                split(text.substring(from, matcher.start()), step + 1, pieces);
            }
            split(matcher.group(), step + 1, pieces);
            from = matcher.end();
        }
        if (from < text.length()) {
            split(text.substring(from), step + 1, pieces);
        }
    }
}
