package org.bitnetj.benchmark.view.html;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A table with its caption.
 *
 * @param caption what it shows
 * @param columns names of the columns
 * @param rows the rows; the first cell of each is its heading
 */
public record Table(String caption, List<String> columns, List<Row> rows) {
    /**
     * A row.
     *
     * @param head heading
     * @param cells the other cells
     */
    public record Row(String head, List<Cell> cells) {
        static Row of(String head, Cell... cells) {
            return new Row(head == null ? "" : head, List.of(cells));
        }
    }

    /**
     * The heading of a column.
     *
     * @param name its text
     * @param style that of its cells, where they are numbers, so that both are set right; else empty
     */
    public record Heading(String name, String style) {}

    /**
     * The headings, in the order of the columns.
     *
     * @return one for each column
     */
    public List<Heading> headings() {
        List<Heading> headings = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            boolean number = i > 0 && !rows.isEmpty() && rows.get(0).cells().get(i - 1).style().equals("n");
            headings.add(new Heading(columns.get(i), number ? "n" : ""));
        }
        return headings;
    }

    static Table of(String caption, List<String> columns, Stream<Row> rows) {
        return new Table(caption, columns, rows.toList());
    }

    /** Facts by name; those that are null are left out. */
    static final class Facts {
        private final List<Row> rows = new ArrayList<>();

        Facts add(String name, Object value) {
            if (value != null && !value.toString().isEmpty()) {
                rows.add(Row.of(name, Cell.text(value.toString())));
            }
            return this;
        }

        Table table(String caption) {
            return new Table(caption, List.of("what", "value"), List.copyOf(rows));
        }
    }
}
