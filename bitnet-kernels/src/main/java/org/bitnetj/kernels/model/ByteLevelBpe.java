package org.bitnetj.kernels.model;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

import org.bitnetj.kernels.gguf.GgufFile;

/** Byte-level BPE, as GPT-2 has it: text is cut into pieces, and the bytes of each piece merge in the order of a list of pairs. */
final class ByteLevelBpe implements TextModel {
    static final String MERGES = "tokenizer.ggml.merges";

    private final Vocabulary vocabulary;
    private final PreTokenizer preTokenizer;
    private final MergeTable merges;
    private final int[] byteTokens = new int[256];

    private ByteLevelBpe(Vocabulary vocabulary, PreTokenizer preTokenizer, MergeTable merges) {
        this.vocabulary = vocabulary;
        this.preTokenizer = preTokenizer;
        this.merges = merges;
        for (int b = 0; b < byteTokens.length; b++) {
            byteTokens[b] = vocabulary.ordinary(String.valueOf(ByteAlphabet.character(b)));
        }
    }

    static ByteLevelBpe read(GgufFile file, Vocabulary vocabulary, PreTokenizer preTokenizer) throws IOException {
        List<String> lines = file.metadata().getStrings(MERGES);
        MergeTable merges = new MergeTable(lines.size());
        for (int rank = 0; rank < lines.size(); rank++) {
            String line = lines.get(rank);
            // A token has one character or more, so the space that parts them is not the first.
            int space = line.indexOf(' ', 1);
            if (space < 0 || space == line.length() - 1) {
                throw new TokenizerException(file.path(), MERGES, quote(rank, line), "two tokens with a space between them");
            }
            String left = line.substring(0, space);
            String right = line.substring(space + 1);
            int merged = require(file, vocabulary, rank, line, left.concat(right));
            merges.add(require(file, vocabulary, rank, line, left), require(file, vocabulary, rank, line, right), rank, merged);
        }
        ByteLevelBpe model = new ByteLevelBpe(vocabulary, preTokenizer, merges);
        model.requireBytes(file);
        return model;
    }

    private static int require(GgufFile file, Vocabulary vocabulary, int rank, String line, String token) throws TokenizerException {
        int id = vocabulary.ordinary(token);
        if (id == MergeTable.NONE) {
            throw new TokenizerException(file.path(), MERGES, quote(rank, line) + ", though there is no token '" + token + "'",
                    "tokens that stand under " + Vocabulary.TOKENS);
        }
        return id;
    }

    private static String quote(int rank, String line) {
        return "'" + line + "' at index " + rank;
    }

    private void requireBytes(GgufFile file) throws TokenizerException {
        for (int b = 0; b < byteTokens.length; b++) {
            // These never occur in UTF-8.
            boolean never = b == 0xC0 || b == 0xC1 || b >= 0xF5;
            if (byteTokens[b] == MergeTable.NONE && !never) {
                throw new TokenizerException(file.path(), Vocabulary.TOKENS,
                        "no token '" + ByteAlphabet.character(b) + "' for the byte 0x%02X".formatted(b), "a token for each byte of UTF-8");
            }
        }
    }

    @Override
    public void encode(String text, TokenBuffer tokens) {
        preTokenizer.split(text, piece -> encodePiece(piece.getBytes(StandardCharsets.UTF_8), tokens));
    }

    private void encodePiece(byte[] piece, TokenBuffer tokens) {
        if (preTokenizer.wholePieces()) {
            int whole = vocabulary.ordinary(ByteAlphabet.write(piece));
            if (whole != MergeTable.NONE) {
                tokens.add(whole);
                return;
            }
        }
        int[] symbols = new int[piece.length];
        for (int i = 0; i < piece.length; i++) {
            symbols[i] = byteTokens[piece[i] & 0xFF];
        }
        int count = merges.merge(symbols, symbols.length);
        for (int i = 0; i < count; i++) {
            tokens.add(symbols[i]);
        }
    }

    @Override
    public byte[] bytes(int id) {
        return ByteAlphabet.read(vocabulary.text(id));
    }

    @Override
    public boolean addsSpace() {
        return false;
    }
}
