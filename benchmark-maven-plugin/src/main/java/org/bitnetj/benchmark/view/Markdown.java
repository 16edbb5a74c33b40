package org.bitnetj.benchmark.view;

/** Names and messages as plain text of one Markdown line: nothing in them acts as Markdown or HTML, or breaks a table. */
final class Markdown {
    private static final int LONGEST = 1000;
    private static final int REPLACEMENT = 0xFFFD;

    private Markdown() {}

    /** The text, in one line, at most so long that a table can be read. */
    static String line(String text) {
        StringBuilder escaped = new StringBuilder();
        int[] codePoints = text.codePoints().limit(LONGEST + 1L).toArray();
        for (int i = 0; i < Math.min(codePoints.length, LONGEST); i++) {
            int c = codePoints[i];
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '\\', '`', '*', '|' -> escaped.append('\\').appendCodePoint(c);
                // a bracket alone is text, and intervals are full of them; with a parenthesis behind it, it is a link
                case '(' -> escaped.append(i > 0 && codePoints[i - 1] == ']' ? "\\(" : "(");
                default -> escaped.appendCodePoint(visible(c));
            }
        }
        return escaped.append(codePoints.length > LONGEST ? TextTable.ELLIPSIS : "").toString().strip();
    }

    private static int visible(int c) {
        int type = Character.getType(c);
        if (Character.isISOControl(c) || type == Character.LINE_SEPARATOR || type == Character.PARAGRAPH_SEPARATOR) {
            return ' ';
        }
        // directional marks could show another name than the one that stands there; half a surrogate pair is no text
        return type == Character.FORMAT || type == Character.SURROGATE ? REPLACEMENT : c;
    }
}
