package org.bitnetj.benchmark.view;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.bitnetj.benchmark.receipt.Receipt;

/**
 * The blocks of a ledger that a receipt changes: the rows of its gates in the table {@code gates}, a line in {@code hoplog}, and all of
 * {@code decision}. What stands outside the markers, and rows and lines of others inside, stay as they are, to the byte.
 */
public final class Ledger {
    private static final List<String> HEAD = List.of("| Gate | Status | Evidence |", "|---|---|---|");
    private static final Pattern FIRST_CELL = Pattern.compile("(?s)\\s*\\|((?:\\\\.|[^\\\\|])*)\\|.*");

    private Ledger() {}

    /**
     * Enters a receipt. To enter it again changes nothing.
     *
     * @param text Markdown; empty for a ledger that does not exist yet
     * @param receipt a receipt that was judged
     * @return the text with the receipt entered; blocks that it does not have are appended
     * @throws IllegalArgumentException when markers are broken, nested or there twice; the message says which and where
     */
    public static String enter(String text, Receipt receipt) {
        MarkedText ledger = new MarkedText(text);
        String end = ledger.lineEnd();
        ledger = ledger.with("gates", gates(ledger.content("gates").orElse(""), receipt, end));
        ledger = ledger.with("hoplog", hops(ledger.content("hoplog").orElse(""), receipt, end));
        ledger = ledger.with("decision", Decision.lines(receipt).stream().map(line -> line + end).collect(Collectors.joining()));
        return ledger.toString();
    }

    /**
     * Checks the markers of a text that is to become a ledger, or is one.
     *
     * @param text Markdown
     * @throws IllegalArgumentException when markers are broken, nested or there twice
     */
    public static void check(String text) {
        new MarkedText(text).lineEnd();
    }

    private static String gates(String content, Receipt receipt, String end) {
        List<String> lines = lines(content);
        if (lines.stream().noneMatch(line -> line.strip().startsWith("|"))) {
            HEAD.forEach(line -> lines.add(line + end));
        }
        for (Receipt.Gate gate : receipt.gates()) {
            String name = Markdown.line(gate.name());
            String row = "| " + name + " | " + Markdown.line(gate.status()) + " | " + evidence(receipt, gate) + " |" + end;
            List<Integer> own = new ArrayList<>();
            int lastRow = 0;
            for (int i = 0; i < lines.size(); i++) {
                if (lines.get(i).strip().startsWith("|")) {
                    lastRow = i;
                    if (firstCell(lines.get(i)).equals(name)) {
                        own.add(i);
                    }
                }
            }
            if (own.isEmpty()) {
                lines.add(lastRow + 1, row);
            } else {
                lines.set(own.get(0), row);
                for (int i = own.size() - 1; i > 0; i--) {
                    lines.remove((int) own.get(i));
                }
            }
        }
        return String.join("", lines);
    }

    /** All lines of evidence where there is one gate for them. */
    private static String evidence(Receipt receipt, Receipt.Gate gate) {
        return Markdown.line(receipt.gates().size() == 1
                ? Evidence.text(receipt).lines().collect(Collectors.joining("; "))
                : gate.evidence());
    }

    private static String firstCell(String row) {
        var cell = FIRST_CELL.matcher(row);
        return cell.matches() ? cell.group(1).strip() : "";
    }

    private static String hops(String content, Receipt receipt, String end) {
        String run = " " + Markdown.line(receipt.runId()) + ": ";
        if (content.contains(run)) {
            return content;
        }
        String outcome = receipt.gates().stream().map(gate -> gate.name() + " " + gate.status()).collect(Collectors.joining(", "));
        return content + "- " + receipt.finishedAt() + run + Markdown.line(outcome) + "; " + Decision.source(receipt) + "; next "
                + Markdown.line(receipt.routing().next()) + end;
    }

    private static List<String> lines(String content) {
        List<String> lines = new ArrayList<>();
        int from = 0;
        while (from < content.length()) {
            int newline = content.indexOf('\n', from);
            int to = newline < 0 ? content.length() : newline + 1;
            lines.add(content.substring(from, to));
            from = to;
        }
        return lines;
    }
}
