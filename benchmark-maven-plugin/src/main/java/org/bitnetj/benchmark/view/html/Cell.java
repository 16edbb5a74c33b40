package org.bitnetj.benchmark.view.html;

/**
 * One cell of a table.
 *
 * @param text what is said; nothing of it is markup
 * @param picture SVG beside the text, written by {@link Svg} from numbers alone; empty without
 * @param style classes of the style sheet: {@code n} for numbers, a status for colour; empty without
 */
public record Cell(String text, String picture, String style) {
    static Cell text(String text) {
        return new Cell(text == null ? "" : text, "", "");
    }

    static Cell number(String text) {
        return new Cell(text == null ? "" : text, "", "n");
    }

    /** A word such as pass or failed, which is coloured, too. */
    static Cell status(String word) {
        return word == null ? text("") : new Cell(word, "", "s " + Status.style(word));
    }

    static Cell picture(String svg) {
        return new Cell("", svg, "pic");
    }
}
