package org.bitnetj.benchmark.view.html;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import org.bitnetj.benchmark.receipt.NotWarm;
import org.bitnetj.benchmark.receipt.Receipt;
import org.bitnetj.benchmark.view.Evidence;

/**
 * A receipt as people look at it: what the page and the site show, without any markup but the small pictures.
 *
 * @param module what was measured
 * @param subtitle commit, branch and time
 * @param status of the gates together: the worst
 * @param gates the gates
 * @param evidence the lines of evidence.txt
 * @param next who goes on and why; empty when nobody routed
 * @param notices what must be known before any number is believed
 * @param counts how many benchmarks got which verdict
 * @param shares the same as a picture
 * @param forest forest plot as a table
 * @param sections the rest
 * @param footer tool, run and digest
 */
public record Report(String module, String subtitle, String status, List<Gate> gates, List<String> evidence, String next,
        List<String> notices, List<Count> counts, String shares, Forest forest, List<Section> sections, String footer) {
    /** A ruler that moved by more labels every comparison of its run. */
    static final double STEADY = 0.05;

    private static final int SHOWN_REASONS = 12;

    /** A gate with its reasons; those that are too many to show are only counted. */
    public record Gate(String name, String status, String style, String mark, List<String> reasons, String more) {}

    /** How many benchmarks got a verdict. */
    public record Count(String verdict, String word, String style, String mark, long count) {}

    /**
     * Makes the report of a receipt.
     *
     * @param receipt any receipt
     * @return the same facts, to be looked at
     */
    public static Report of(Receipt receipt) {
        List<BenchmarkRow> rows = BenchmarkRows.of(receipt);
        List<Count> counts = counts(rows);
        return new Report(receipt.source().module(), subtitle(receipt), status(receipt), gates(receipt),
                Evidence.text(receipt).lines().toList(),
                receipt.routing() == null ? "" : receipt.routing().next() + ": " + receipt.routing().reason(), notices(receipt), counts,
                Svg.shares(counts.stream().map(Count::style).toList(), counts.stream().map(Count::count).toList()),
                Forest.of(rows, receipt), Sections.of(receipt), footer(receipt));
    }

    /** Class of the style sheet for the banner. */
    public String style() {
        return Status.style(status);
    }

    /** The mark beside the verdict. */
    public String mark() {
        return Status.mark(status);
    }

    /** The verdict in capital letters. */
    public String verdict() {
        return status.toUpperCase(Locale.ROOT);
    }

    private static String subtitle(Receipt receipt) {
        List<String> parts = new ArrayList<>();
        Receipt.Source source = receipt.source();
        parts.add("version " + source.pomVersion());
        if (source.commit() != null) {
            parts.add("commit " + source.commit().substring(0, Math.min(12, source.commit().length()))
                    + (Boolean.TRUE.equals(source.dirty()) ? " with uncommitted changes" : ""));
        }
        if (source.branch() != null) {
            parts.add("branch " + source.branch());
        }
        if (receipt.plan() != null) {
            parts.add("profile " + receipt.plan().profile());
        }
        parts.add(receipt.finishedAt().toString());
        return String.join(" · ", parts);
    }

    private static String status(Receipt receipt) {
        List<String> statuses = receipt.gates().stream().map(Receipt.Gate::status).toList();
        if (statuses.stream().anyMatch(s -> Status.style(s).equals("bad"))) {
            return "failure";
        }
        if (statuses.isEmpty()) {
            return "not judged";
        }
        return statuses.stream().filter(s -> !Status.style(s).equals("good")).findFirst().orElse("pass");
    }

    private static List<Gate> gates(Receipt receipt) {
        return receipt.gates()
                .stream()
                .map(gate -> new Gate(gate.name(), gate.status(), Status.style(gate.conclusion()), Status.mark(gate.conclusion()),
                        gate.reasons().stream().limit(SHOWN_REASONS).toList(),
                        gate.reasons().size() > SHOWN_REASONS
                                ? gate.reasons().size() - SHOWN_REASONS + " more reasons are in receipt.json"
                                : ""))
                .toList();
    }

    private static List<String> notices(Receipt receipt) {
        List<String> notices = new ArrayList<>();
        if (receipt.status().equals(Receipt.PARTIAL)) {
            notices.add("The receipt is partial: some of what was planned has no result.");
        }
        if (Boolean.TRUE.equals(receipt.interrupted())) {
            notices.add("The run was cut before its end.");
        }
        if (receipt.nothingSelected() != null) {
            notices.add("Nothing was measured: " + receipt.nothingSelected() + ".");
        }
        if (receipt.baseline() != null && receipt.baseline().state().equals("none")) {
            notices.add("There is no baseline yet, so nothing says faster or slower. Accept one with -Dbenchmark.accept.");
        }
        if (receipt.rulers() != null) {
            receipt.rulers()
                    .stream()
                    .filter(ruler -> ruler.movement() > STEADY)
                    .forEach(ruler -> notices.add("The machine was not steady: fixed work (" + ruler.name() + ") moved by "
                            + Units.percent(ruler.movement()) + " during the run. Believe small changes less."));
        }
        String notWarm = NotWarm.sentence(receipt);
        if (!notWarm.isEmpty()) {
            notices.add(notWarm);
        }
        return notices;
    }

    private static List<Count> counts(List<BenchmarkRow> rows) {
        List<Count> counts = new ArrayList<>();
        for (String verdict : Status.ORDER) {
            long count = rows.stream().filter(row -> row.verdict().equals(verdict)).count();
            if (count > 0) {
                String word = Status.word(verdict);
                counts.add(new Count(verdict, word, style(verdict), Status.mark(word), count));
            }
        }
        return counts;
    }

    /** Unlike in other sections, "not regressed" is good and "improved" is more than that. */
    static String style(String verdict) {
        return switch (verdict) {
            case "NOT_REGRESSED", Status.MEASURED -> "plain";
            default -> Status.style(verdict);
        };
    }

    private static String footer(Receipt receipt) {
        return receipt.tool().name() + " " + receipt.tool().version() + " · run " + receipt.runId() + " · receipt of "
                + receipt.startedAt() + " to " + receipt.finishedAt()
                + (receipt.digest() == null ? "" : " · SHA-256 " + receipt.digest())
                + (receipt.signature() == null ? " · not signed" : " · signed (" + receipt.signature().algorithm() + ")");
    }
}
