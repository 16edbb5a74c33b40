package org.bitnetj.kernels.model;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The alphabet in which byte-level BPE writes bytes as printable characters: 33..126, 161..172 and 174..255 stand for themselves, the other 68
 * bytes, in ascending order, for U+0100 and up; a space is U+0120. Source: GPT-2's {@code bytes_to_unicode}.
 */
final class ByteAlphabet {
    private static final char[] CHARACTERS = new char[256];
    private static final short[] BYTES = new short[256 + 68];

    static {
        Arrays.fill(BYTES, (short) -1);
        char other = 256;
        for (int b = 0; b < 256; b++) {
            boolean printable = (b > 32 && b < 127) || (b > 160 && b != 173);
            CHARACTERS[b] = printable ? (char) b : other++;
            BYTES[CHARACTERS[b]] = (short) b;
        }
    }

    private ByteAlphabet() {}

    /** The character that stands for a byte, given as 0..255. */
    static char character(int b) {
        return CHARACTERS[b];
    }

    /** Bytes as they are written in a vocabulary. */
    static String write(byte[] bytes) {
        char[] text = new char[bytes.length];
        for (int i = 0; i < text.length; i++) {
            text[i] = CHARACTERS[bytes[i] & 0xFF];
        }
        return new String(text);
    }

    /** The bytes that a token of a vocabulary stands for; its UTF-8 if it is not written in this alphabet. */
    static byte[] read(String token) {
        byte[] bytes = new byte[token.length()];
        for (int i = 0; i < bytes.length; i++) {
            char c = token.charAt(i);
            if (c >= BYTES.length || BYTES[c] < 0) {
                return token.getBytes(StandardCharsets.UTF_8);
            }
            bytes[i] = (byte) BYTES[c];
        }
        return bytes;
    }
}
