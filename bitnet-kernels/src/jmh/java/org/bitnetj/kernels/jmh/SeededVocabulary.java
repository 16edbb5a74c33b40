package org.bitnetj.kernels.jmh;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

import org.bitnetj.kernels.gguf.GgufValueType;
import org.bitnetj.kernels.gguf.GgufWriter;

/**
 * A vocabulary of byte-level BPE as large as that of Llama 3, and so of BitNet b1.58 2B4T: 128,256 tokens, the last 256 of them control tokens, and
 * about 280,000 pairs that merge. Its words are of one to four letters, drawn from a seed: what takes time when it is read is the number of
 * tokens and pairs.
 */
final class SeededVocabulary {
    static final int SIZE = 128_256;
    private static final int CONTROLS = 256;
    private static final int MERGES = 280_147;
    private static final int LETTERS = 26;
    private static final int NORMAL = 1;
    private static final int CONTROL = 3;

    private final List<String> tokens = new ArrayList<>(SIZE);
    private final List<String> merges = new ArrayList<>(MERGES);

    private SeededVocabulary(long seed) {
        bytes();
        List<String> shorter = letters();
        for (int length = 2; length <= 3; length++) {
            List<String> words = new ArrayList<>();
            for (String front : shorter) {
                letters().forEach(letter -> words.add(front + letter));
            }
            words.forEach(this::word);
            shorter = words;
        }
        SplittableRandom random = new SplittableRandom(seed);
        Set<String> drawn = new HashSet<>();
        while (tokens.size() < SIZE - CONTROLS) {
            String word = shorter.get(random.nextInt(shorter.size())) + (char) ('a' + random.nextInt(LETTERS));
            if (drawn.add(word)) {
                word(word);
            }
        }
        IntStream.range(0, CONTROLS).forEach(i -> tokens.add("<|control_" + i + "|>"));
    }

    /** Puts the vocabulary into a file's metadata. */
    static void put(GgufWriter writer, long seed) {
        SeededVocabulary vocabulary = new SeededVocabulary(seed);
        writer.putString("tokenizer.ggml.model", "gpt2").putString("tokenizer.ggml.pre", "llama-bpe")
                .putStrings("tokenizer.ggml.tokens", vocabulary.tokens)
                .putIntegers("tokenizer.ggml.token_type", GgufValueType.INT32,
                        IntStream.range(0, SIZE).mapToLong(id -> id < SIZE - CONTROLS ? NORMAL : CONTROL).toArray())
                .putStrings("tokenizer.ggml.merges", vocabulary.merges)
                .putInteger("tokenizer.ggml.bos_token_id", GgufValueType.UINT32, SIZE - CONTROLS)
                .putInteger("tokenizer.ggml.eos_token_id", GgufValueType.UINT32, SIZE - CONTROLS + 1)
                .putBool("tokenizer.ggml.add_bos_token", true);
    }

    /** The characters that stand for the 256 bytes: themselves where they can be seen, others above. */
    private void bytes() {
        int hidden = 0;
        for (int b = 0; b < 256; b++) {
            boolean seen = (b >= '!' && b <= '~') || (b >= 0xA1 && b <= 0xAC) || b >= 0xAE;
            tokens.add(String.valueOf((char) (seen ? b : 256 + hidden++)));
        }
    }

    private static List<String> letters() {
        return IntStream.range(0, LETTERS).mapToObj(i -> String.valueOf((char) ('a' + i))).toList();
    }

    /** A token, and the pairs that it may come from. */
    private void word(String word) {
        tokens.add(word);
        for (int cut = 1; cut < word.length() && merges.size() < MERGES; cut++) {
            merges.add(word.substring(0, cut) + " " + word.substring(cut));
        }
    }
}
