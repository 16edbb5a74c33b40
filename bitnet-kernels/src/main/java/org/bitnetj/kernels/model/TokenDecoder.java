package org.bitnetj.kernels.model;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Decodes tokens as they come. A token may end within a character: its bytes are then held back until the rest has come. All pieces together
 * are what {@link Tokenizer#decode(int...)} gives, but for the space that SentencePiece puts before a text: a continuation keeps it.
 *
 * <p>For one text and one thread. Made by {@link Tokenizer#decoder()}.
 */
public final class TokenDecoder {
    /** A character has four bytes at most, so three wait at most. */
    private static final int MAX_WAITING = 3;

    private final Tokenizer tokenizer;
    private final CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    private byte[] waiting = new byte[0];

    TokenDecoder(Tokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    /**
     * Takes the next token.
     *
     * @param token the token
     * @return the text that is complete now, whole code points; often empty
     * @throws IndexOutOfBoundsException if it is not in the vocabulary
     */
    public String next(int token) {
        byte[] more = tokenizer.bytes(token);
        ByteBuffer in = ByteBuffer.allocate(waiting.length + more.length).put(waiting).put(more).flip();
        CharBuffer out = CharBuffer.allocate(in.remaining() + 1);
        utf8.decode(in, out, false);
        waiting = new byte[in.remaining()];
        in.get(waiting);
        assert waiting.length <= MAX_WAITING;
        return out.flip().toString();
    }

    /**
     * Ends the text.
     *
     * @return U+FFFD for bytes that still wait for the rest of their character, or nothing
     */
    public String finish() {
        CharBuffer out = CharBuffer.allocate(waiting.length + 1);
        utf8.decode(ByteBuffer.wrap(waiting), out, true);
        utf8.flush(out);
        utf8.reset();
        waiting = new byte[0];
        return out.flip().toString();
    }
}
