package org.bitnetj.benchmark.view;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.bitnetj.benchmark.receipt.Receipt;

/** A receipt as Markdown: decision and evidence, then tables; for the summary of a CI job and for a check run. */
public final class Page {
    private static final int SHOWN_FINDINGS = 50;

    private Page() {}

    /**
     * The whole page, as the summary of a job.
     *
     * @param receipt a receipt that was judged
     * @return Markdown
     */
    public static String text(Receipt receipt) {
        Receipt.Gate gate = receipt.gates().get(0);
        return "## " + Markdown.line(gate.name()) + ": " + Markdown.line(gate.status()) + "\n\n" + summary(receipt) + "\n"
                + tables(receipt);
    }

    /** Decision, evidence and source. */
    static String summary(Receipt receipt) {
        List<String> lines = new ArrayList<>(Decision.lines(receipt));
        lines.add("");
        Evidence.text(receipt).lines().forEach(line -> lines.add("- " + Markdown.line(line)));
        lines.add("");
        lines.add(
                "Run " + Markdown.line(receipt.runId()) + " (" + Markdown.line(receipt.status()) + "), " + Decision.source(receipt) + ".");
        return String.join("\n", lines) + "\n";
    }

    /** Findings and scores. */
    static String tables(Receipt receipt) {
        StringBuilder text = new StringBuilder();
        List<Finding> findings = Finding.of(receipt);
        if (!findings.isEmpty()) {
            text.append("### Findings\n\n");
            findings.stream().limit(SHOWN_FINDINGS)
                    .forEach(f -> text.append("- ").append(f.level().label()).append(": ").append(Markdown.line(f.message())).append('\n'));
            if (findings.size() > SHOWN_FINDINGS) {
                text.append("- and ").append(findings.size() - SHOWN_FINDINGS).append(" more, see receipt.json\n");
            }
            text.append('\n');
        }
        if (!receipt.estimates().isEmpty()) {
            text.append("### Benchmarks\n\n| Benchmark | Score | 95 % interval | Change | Verdict |\n|---|--:|---|---|---|\n");
            text.append(scores(receipt));
        }
        return text.toString();
    }

    private static String scores(Receipt receipt) {
        Map<String, Receipt.Comparison> compared = new LinkedHashMap<>();
        if (receipt.comparisons() != null) {
            receipt.comparisons().forEach(c -> compared.put(c.metric() + " " + c.benchmark(), c));
        }
        return receipt.estimates().stream().map(e -> {
            Receipt.Comparison c = compared.get(e.metric() + " " + e.benchmark());
            String name = e.metric().equals("score") ? e.benchmark() : e.benchmark() + " " + e.metric();
            return "| " + Markdown.line(name) + " | " + Numbers.score(e.score()) + " " + Markdown.line(e.unit()) + " | "
                    + (e.lower() == null ? "" : Numbers.score(e.lower()) + " to " + Numbers.score(e.upper())) + " | "
                    + (c == null ? "" : change(c)) + " | " + (c == null ? "" : Markdown.line(c.verdict())) + " |\n";
        }).collect(Collectors.joining());
    }

    private static String change(Receipt.Comparison c) {
        if (c.ratio() == null) {
            return "";
        }
        return Numbers.change(c.ratio()) + " %"
                + (c.lower() == null ? "" : " [" + Numbers.change(c.lower()) + ", " + Numbers.change(c.upper()) + "]");
    }
}
