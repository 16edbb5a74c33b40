package org.bitnetj.benchmark.view;

/** Texts that a receiver limits in bytes of UTF-8. */
final class Utf8 {
    private Utf8() {}

    /** The text when it fits, else as much of it, in whole code points, as fits with the note behind it. */
    static String limit(String text, int bytes, String note) {
        if (length(text) <= bytes) {
            return text;
        }
        int left = bytes - length(note);
        int end = 0;
        while (end < text.length()) {
            int c = text.codePointAt(end);
            left -= length(c);
            if (left < 0) {
                break;
            }
            end += Character.charCount(c);
        }
        return text.substring(0, end) + note;
    }

    /** Bytes of a text; half a surrogate pair counts as what replaces it. */
    static int length(String text) {
        return text.codePoints().map(Utf8::length).sum();
    }

    /** Control characters but tab and newline, and halves of surrogate pairs, which neither XML nor readers take, replaced. */
    static String clean(String text) {
        StringBuilder clean = new StringBuilder();
        text.codePoints().forEach(c -> {
            boolean control = Character.isISOControl(c) && c != '\t' && c != '\n';
            boolean none = (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) || (c & 0xFFFE) == 0xFFFE;
            clean.appendCodePoint(control || none ? 0xFFFD : c);
        });
        return clean.toString();
    }

    private static int length(int codePoint) {
        if (codePoint < 0x80) {
            return 1;
        }
        if (codePoint < 0x800) {
            return 2;
        }
        return codePoint < 0x10000 ? 3 : 4;
    }
}
