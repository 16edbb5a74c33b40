package org.bitnetj.benchmark.view;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Columns of text; the first one is cut in its middle where the whole would be too wide. Fits 100 columns behind Maven's {@code [INFO] }. */
final class TextTable {
    static final String ELLIPSIS = "…";
    static final int WIDTH = 93;
    /** Wide numbers make the line longer before names are cut to less. */
    private static final int LEAST_NAME = 24;

    private TextTable() {}

    /** Lays out rows of equal length; columns are set right, but for the first and those that hold text. */
    static List<String> lines(List<List<String>> rows, Set<Integer> textColumns) {
        int columns = rows.get(0).size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int c = 0; c < columns; c++) {
                widths[c] = Math.max(widths[c], row.get(c).length());
            }
        }
        int others = 0;
        for (int c = 1; c < columns; c++) {
            others += widths[c] + 2;
        }
        widths[0] = Math.min(widths[0], Math.max(LEAST_NAME, WIDTH - others));
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder(pad(shorten(row.get(0), widths[0]), widths[0], false));
            for (int c = 1; c < columns; c++) {
                line.append("  ").append(pad(row.get(c), widths[c], !textColumns.contains(c)));
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }

    /** The end of a name tells more than its middle: parameters stand there. */
    static String shorten(String name, int width) {
        if (name.length() <= width) {
            return name;
        }
        int head = (width - 1) / 2;
        return name.substring(0, head) + ELLIPSIS + name.substring(name.length() - (width - 1 - head));
    }

    private static String pad(String text, int width, boolean right) {
        String space = " ".repeat(Math.max(0, width - text.length()));
        return right ? space + text : text + space;
    }
}
