package org.bitnetj.kernels.model;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

import org.bitnetj.kernels.gguf.GgufFile;

/**
 * SentencePiece's BPE, as Llama 1 and 2 have it, and the BitNet models that use their vocabulary: the characters of the whole text merge, of all
 * neighbours that make a token together those of the highest score first. A space is U+2581; a character that is no token becomes its bytes, the
 * tokens {@code <0x00>} to {@code <0xFF>}.
 */
final class SentencePieceBpe implements TextModel {
    static final String SCORES = "tokenizer.ggml.scores";
    static final String SPACE_PREFIX = "tokenizer.ggml.add_space_prefix";

    private static final char SPACE = '\u2581';

    private final Vocabulary vocabulary;
    private final MergeTable merges;
    private final int[] byteTokens;
    private final boolean spacePrefix;

    private SentencePieceBpe(Vocabulary vocabulary, MergeTable merges, int[] byteTokens, boolean spacePrefix) {
        this.vocabulary = vocabulary;
        this.merges = merges;
        this.byteTokens = byteTokens;
        this.spacePrefix = spacePrefix;
    }

    static SentencePieceBpe read(GgufFile file, Vocabulary vocabulary) throws IOException {
        float[] scores = file.metadata().getFloats(SCORES);
        if (scores.length != vocabulary.size()) {
            throw new TokenizerException(file.path(), SCORES, scores.length + " scores", vocabulary.size() + ", one for each token");
        }
        for (int id = 0; id < scores.length; id++) {
            if (Float.isNaN(scores[id])) {
                throw new TokenizerException(file.path(), SCORES, "NaN for token " + id, "numbers");
            }
        }
        int[] byteTokens = new int[256];
        for (int b = 0; b < byteTokens.length; b++) {
            byteTokens[b] = vocabulary.ordinary(byteToken(b));
            if (byteTokens[b] == MergeTable.NONE) {
                throw new TokenizerException(file.path(), Vocabulary.TOKENS, "no token '" + byteToken(b) + "'", "a token for each byte");
            }
        }
        boolean spacePrefix = file.metadata().optionalBool(SPACE_PREFIX).orElse(true);
        return new SentencePieceBpe(vocabulary, merges(vocabulary, scores), byteTokens, spacePrefix);
    }

    private static String byteToken(int b) {
        return "<0x%02X>".formatted(b);
    }

    /** Every way to put a token together from two others. Tokens of equal score share a rank, so that the leftmost merges first. */
    private static MergeTable merges(Vocabulary vocabulary, float[] scores) {
        int[] normal = IntStream.range(0, scores.length).filter(id -> vocabulary.type(id) == Vocabulary.Type.NORMAL).boxed()
                .sorted(Comparator.comparingDouble(id -> -scores[id])).mapToInt(id -> id).toArray();
        MergeTable merges = new MergeTable(Arrays.stream(normal).map(id -> vocabulary.text(id).length()).sum());
        int rank = 0;
        for (int i = 0; i < normal.length; i++) {
            if (i > 0 && scores[normal[i]] != scores[normal[i - 1]]) {
                rank++;
            }
            String text = vocabulary.text(normal[i]);
            for (int at = 1; at < text.length(); at++) {
                int left = vocabulary.ordinary(text.substring(0, at));
                int right = left == MergeTable.NONE ? MergeTable.NONE : vocabulary.ordinary(text.substring(at));
                if (right != MergeTable.NONE) {
                    merges.add(left, right, rank, normal[i]);
                }
            }
        }
        return merges;
    }

    @Override
    public void encode(String text, TokenBuffer tokens) {
        String spaced = (spacePrefix ? " " + text : text).replace(' ', SPACE);
        int[] characters = spaced.codePoints().toArray();
        int[] symbols = new int[characters.length];
        for (int i = 0; i < symbols.length; i++) {
            int id = vocabulary.ordinary(Character.toString(characters[i]));
            // An unknown character keeps its place, so that nothing merges across it: -2 and below.
            symbols[i] = id == MergeTable.NONE ? -2 - characters[i] : id;
        }
        int from = 0;
        while (from < symbols.length) {
            if (symbols[from] < 0) {
                bytes(-2 - symbols[from++], tokens);
                continue;
            }
            int to = from;
            while (to < symbols.length && symbols[to] >= 0) {
                to++;
            }
            int[] run = Arrays.copyOfRange(symbols, from, to);
            int count = merges.merge(run, run.length);
            for (int i = 0; i < count; i++) {
                tokens.add(run[i]);
            }
            from = to;
        }
    }

    private void bytes(int character, TokenBuffer tokens) {
        for (byte b : Character.toString(character).getBytes(StandardCharsets.UTF_8)) {
            tokens.add(byteTokens[b & 0xFF]);
        }
    }

    @Override
    public byte[] bytes(int id) {
        String text = vocabulary.text(id);
        if (vocabulary.type(id) == Vocabulary.Type.BYTE && text.matches("<0x[0-9A-Fa-f]{2}>")) {
            return new byte[]{(byte) Integer.parseInt(text.substring(3, 5), 16)};
        }
        return text.replace(SPACE, ' ').getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public boolean addsSpace() {
        return spacePrefix;
    }
}
