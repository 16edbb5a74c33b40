package org.bitnetj.benchmark.view;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

import org.bitnetj.benchmark.receipt.Receipt;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The body of a request that creates a check run in the GitHub Checks API (POST /repos/OWNER/REPO/check-runs), within its limits. */
public final class CheckRun {
    /** Of summary and text, in bytes. */
    private static final int LONGEST_TEXT = 65_535;
    /** Of message and raw details of an annotation: 64 KB. */
    private static final int LONGEST_MESSAGE = 64_000;
    private static final int LONGEST_TITLE = 255;
    private static final int MOST_ANNOTATIONS = 50;
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");
    private static final JsonMapper JSON = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private CheckRun() {}

    /**
     * Why there is no check run: it belongs to a commit.
     *
     * @param receipt any receipt
     * @return the reason; empty when the commit is known
     */
    public static Optional<String> missingBecause(Receipt receipt) {
        Receipt.Source source = receipt.source();
        if (source.commit() == null) {
            return Optional.of("the commit is unknown: " + source.unknownBecause());
        }
        return COMMIT.matcher(source.commit()).matches()
                ? Optional.empty()
                : Optional.of("the commit is no full hash: " + Markdown.line(source.commit()));
    }

    /**
     * The body.
     *
     * @param receipt a receipt that was judged, of a known commit
     * @return JSON
     */
    public static String json(Receipt receipt) {
        missingBecause(receipt).ifPresent(reason -> {
            throw new IllegalArgumentException(reason);
        });
        Receipt.Gate gate = receipt.gates().get(0);
        ObjectNode run = JSON.createObjectNode();
        run.put("name", Utf8.clean(gate.name()));
        run.put("head_sha", receipt.source().commit());
        run.put("external_id", receipt.runId());
        run.put("status", "completed");
        run.put("conclusion", gate.conclusion());
        run.put("started_at", receipt.startedAt().toString());
        run.put("completed_at", receipt.finishedAt().toString());
        ObjectNode output = run.putObject("output");
        output.put("title", Utf8.limit(title(receipt, gate), LONGEST_TITLE, TextTable.ELLIPSIS));
        String cut = "\n\n(cut here; all of it is in receipt.json)\n";
        output.put("summary", Utf8.limit(Page.summary(receipt), LONGEST_TEXT, cut));
        String tables = Page.tables(receipt);
        if (!tables.isEmpty()) {
            output.put("text", Utf8.limit(tables, LONGEST_TEXT, cut));
        }
        List<Finding> findings = Finding.of(receipt);
        var annotations = output.putArray("annotations");
        findings.stream().limit(MOST_ANNOTATIONS).forEach(finding -> annotate(annotations.addObject(), finding, receipt));
        return JSON.writeValueAsString(run) + "\n";
    }

    private static String title(Receipt receipt, Receipt.Gate gate) {
        String text = gate.reasons().isEmpty() ? Evidence.text(receipt).lines().findFirst().orElse("") : gate.reasons().get(0);
        return Utf8.clean((gate.status() + ": " + text).replaceAll("[\\r\\n]+", " "));
    }

    private static void annotate(ObjectNode annotation, Finding finding, Receipt receipt) {
        annotation.put("path", finding.path());
        annotation.put("start_line", 1);
        annotation.put("end_line", 1);
        annotation.put("annotation_level", switch (finding.level()) {
            case ERROR -> "failure";
            case WARNING -> "warning";
            case NOTE -> "notice";
        });
        annotation.put("title", finding.rule());
        annotation.put("message", Utf8.limit(Utf8.clean(finding.message()), LONGEST_MESSAGE, TextTable.ELLIPSIS));
        receipt.failures().stream()
                .filter(f -> finding.subject() != null && (finding.subject().equals(f.benchmark()) || finding.subject().equals(f.probe())))
                .filter(f -> finding.rule().endsWith("-failed"))
                .findFirst()
                .ifPresent(f -> annotation.put("raw_details",
                        Utf8.limit(Utf8.clean(f.detail() == null ? f.message() : f.detail()), LONGEST_MESSAGE, TextTable.ELLIPSIS)));
    }
}
