package org.bitnetj.benchmark.mojo;

import org.apache.maven.doxia.sink.Sink;
import org.bitnetj.benchmark.view.html.Cell;
import org.bitnetj.benchmark.view.html.Forest;
import org.bitnetj.benchmark.view.html.Report;
import org.bitnetj.benchmark.view.html.Section;
import org.bitnetj.benchmark.view.html.Table;

/** The report of a receipt as a page of a Maven site: its tables without pictures, and a link to the page that has them. */
final class ReportPage {
    private final Sink sink;

    ReportPage(Sink sink) {
        this.sink = sink;
    }

    /** The whole page. */
    void write(Report report, String linkToPage) {
        sink.head();
        sink.title();
        sink.text("Benchmarks");
        sink.title_();
        sink.head_();
        sink.body();
        title("Benchmarks of " + report.module() + ": " + report.verdict());
        paragraph(report.subtitle());
        link(linkToPage, "The report with pictures, samples, search and order");
        for (Report.Gate gate : report.gates()) {
            paragraph(gate.name() + ": " + gate.status());
            sink.list();
            gate.reasons().forEach(reason -> item(reason));
            sink.list_();
        }
        sink.list();
        report.evidence().forEach(line -> item(line));
        sink.list_();
        report.notices().forEach(this::paragraph);
        forest(report.forest());
        report.sections().forEach(this::section);
        sink.body_();
    }

    /** A heading of the first level. */
    void title(String text) {
        sink.section1();
        sink.sectionTitle1();
        sink.text(text);
        sink.sectionTitle1_();
        sink.section1_();
    }

    /** A paragraph of plain text. */
    void paragraph(String text) {
        sink.paragraph();
        sink.text(text);
        sink.paragraph_();
    }

    /** A paragraph that is a link. */
    void link(String target, String text) {
        sink.paragraph();
        sink.link(target);
        sink.text(text);
        sink.link_();
        sink.paragraph_();
    }

    private void item(String text) {
        sink.listItem();
        sink.text(text);
        sink.listItem_();
    }

    private void forest(Forest forest) {
        if (forest.rows().isEmpty()) {
            return;
        }
        heading("Benchmarks");
        paragraph(forest.caption());
        begin();
        row(true, forest.compared()
                ? new String[]{"benchmark", "score", "unit", "change", "95 % interval", "verdict"}
                : new String[]{"benchmark", "score", "unit", "verdict"});
        for (Forest.Line line : forest.rows()) {
            if (forest.compared()) {
                row(false, line.name(), line.score(), line.unit(), line.change(), line.interval(), line.verdict());
            } else {
                row(false, line.name(), line.score(), line.unit(), line.verdict());
            }
        }
        end();
    }

    private void section(Section section) {
        heading(section.title());
        paragraph(section.note());
        for (Table table : section.tables()) {
            paragraph(table.caption());
            begin();
            row(true, table.columns().toArray(String[]::new));
            for (Table.Row row : table.rows()) {
                String[] cells = new String[row.cells().size() + 1];
                cells[0] = row.head();
                for (int i = 1; i < cells.length; i++) {
                    Cell cell = row.cells().get(i - 1);
                    cells[i] = cell.text();
                }
                row(false, cells);
            }
            end();
        }
    }

    private void heading(String text) {
        sink.section2();
        sink.sectionTitle2();
        sink.text(text);
        sink.sectionTitle2_();
        sink.section2_();
    }

    /** Begins a table. */
    void begin() {
        sink.table();
        sink.tableRows(null, false);
    }

    /** Ends a table. */
    void end() {
        sink.tableRows_();
        sink.table_();
    }

    /** A row of a table. */
    void row(boolean head, String... cells) {
        sink.tableRow();
        for (String cell : cells) {
            if (head) {
                sink.tableHeaderCell();
                sink.text(cell);
                sink.tableHeaderCell_();
            } else {
                sink.tableCell();
                sink.text(cell);
                sink.tableCell_();
            }
        }
        sink.tableRow_();
    }
}
