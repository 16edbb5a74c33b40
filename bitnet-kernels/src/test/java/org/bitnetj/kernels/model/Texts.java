package org.bitnetj.kernels.model;

import java.util.Random;

/** Random texts, seeded. */
final class Texts {
    private static final String[] FRAGMENTS = {" ", "  ", "\n", "\r\n", "\t", "'s", "'LL", "the", " the", "And", "1", "12345", "٣٤", "é",
        "ß", "日本", "🙂",
        "👨‍👩‍👧", "\u00A0", "\u2028", "\u0000", "\uFFFD", "<s>", "</", "ſ", "İ", "-", "...", "!?"};

    private Texts() {}

    /** Well-formed text: code points of the whole range, and fragments that pre-tokenizers treat each in its way. */
    static String any(Random random, int parts) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < parts; i++) {
            switch (random.nextInt(4)) {
                case 0 -> text.appendCodePoint(codePoint(random, 0x110000));
                case 1 -> text.appendCodePoint(codePoint(random, 0x3000));
                default -> text.append(FRAGMENTS[random.nextInt(FRAGMENTS.length)]);
            }
        }
        return text.toString();
    }

    static String withLoneSurrogates(Random random, int parts) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < parts; i++) {
            switch (random.nextInt(3)) {
                case 0 -> text.append((char) (0xD800 + random.nextInt(0x800)));
                case 1 -> text.appendCodePoint(codePoint(random, 0x110000));
                default -> text.append('a');
            }
        }
        return text.toString();
    }

    private static int codePoint(Random random, int below) {
        while (true) {
            int c = random.nextInt(below);
            if (c < 0xD800 || c > 0xDFFF) {
                return c;
            }
        }
    }
}
