package org.bitnetj.benchmark.view;

import java.util.List;

import org.bitnetj.benchmark.receipt.Receipt;

/** The decision that a run leads to: state, why, and who goes on. */
public final class Decision {
    private Decision() {}

    /** Three lines of Markdown. */
    static List<String> lines(Receipt receipt) {
        Receipt.Routing routing = receipt.routing();
        if (routing == null) {
            throw new IllegalArgumentException("receipt " + receipt.runId() + " was not judged: it has no routing");
        }
        return List.of("- **State**: " + Markdown.line(routing.state()), "- **Why**: " + Markdown.line(routing.reason()),
                "- **Next**: " + Markdown.line(routing.next()));
    }

    /**
     * The content of decision.md.
     *
     * @param receipt a receipt that was judged
     * @return Markdown
     */
    public static String text(Receipt receipt) {
        return "# Decision of " + Markdown.line(receipt.gates().get(0).name()) + "\n\n" + String.join("\n", lines(receipt)) + "\n\nRun "
                + Markdown.line(receipt.runId()) + ", " + source(receipt) + "; the record is receipt.json.\n";
    }

    /** What was measured, in a few words. */
    static String source(Receipt receipt) {
        Receipt.Source source = receipt.source();
        if (source.commit() == null) {
            return "commit unknown";
        }
        String commit = source.commit().substring(0, Math.min(12, source.commit().length()));
        return "commit " + Markdown.line(commit) + (Boolean.TRUE.equals(source.dirty()) ? " with changes" : "");
    }
}
