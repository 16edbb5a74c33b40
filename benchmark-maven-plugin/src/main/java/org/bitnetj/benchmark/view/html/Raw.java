package org.bitnetj.benchmark.view.html;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import org.bitnetj.benchmark.receipt.Receipt;
import org.bitnetj.benchmark.view.Numbers;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the script draws when somebody opens a benchmark: raw scores and the facts that do not fit the table. It is drawn only then, because a thousand
 * benchmarks would make a page of many megabytes otherwise.
 */
final class Raw {
    /** Above so many scores the page holds means of forks only. */
    static final int MOST_SCORES = 100_000;

    private static final MathContext DIGITS = new MathContext(5);
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final List<String> FACTS = List.of("id", "unit", "better", "forks", "threads", "JVM arguments", "design", "p",
            "adjusted p", "smallest change that these samples find", "forks that would decide", "shift (Hodges-Lehmann)",
            "p of the rank test", "p of the permutation test", "interval after Fieller", "by JMH's own intervals", "labels", "reason");

    /** Everything, in the order of the rows. */
    record Page(List<String> facts, boolean means, List<Entry> rows) {}

    /** One row: verdict rank, score, ratio, adjusted p, unit, forks, forks of the baseline, facts in the order of their names. */
    record Entry(int v, BigDecimal s, BigDecimal c, BigDecimal p, String u, List<List<BigDecimal>> f, List<List<BigDecimal>> b,
            List<String> x) {}

    private Raw() {}

    /** JSON that can stand in a script element: no character of it can end the element. */
    static String json(List<BenchmarkRow> rows) {
        boolean means = rows.stream().mapToLong(row -> count(row.forks()) + count(row.baseForks())).sum() > MOST_SCORES;
        Page page = new Page(FACTS, means, rows.stream().map(row -> entry(row, means)).toList());
        return JSON.writeValueAsString(page)
                .replace("<", "\\u003c")
                .replace(">", "\\u003e")
                .replace("&", "\\u0026")
                .replace("\u2028", "\\u2028")
                .replace("\u2029", "\\u2029");
    }

    private static long count(List<List<Double>> forks) {
        return forks.stream().mapToLong(List::size).sum();
    }

    private static Entry entry(BenchmarkRow row, boolean means) {
        return new Entry(Status.rank(row.verdict()), row.estimate() == null ? null : rounded(row.estimate().score()),
                row.ratio() == null ? null : rounded(row.ratio()),
                row.comparison() == null || row.comparison().adjustedP() == null ? null : rounded(row.comparison().adjustedP()), row.unit(),
                forks(row.forks(), means), forks(row.baseForks(), means), facts(row));
    }

    private static List<List<BigDecimal>> forks(List<List<Double>> forks, boolean means) {
        List<List<BigDecimal>> shortened = new ArrayList<>();
        for (List<Double> fork : forks) {
            List<Double> finite = fork.stream().filter(value -> value != null && Double.isFinite(value)).toList();
            if (means && !finite.isEmpty()) {
                finite = List.of(finite.stream().mapToDouble(Double::doubleValue).average().orElseThrow());
            }
            shortened.add(finite.stream().map(Raw::rounded).toList());
        }
        return shortened;
    }

    private static BigDecimal rounded(double value) {
        return Double.isFinite(value) ? new BigDecimal(value, DIGITS).stripTrailingZeros() : null;
    }

    private static List<String> facts(BenchmarkRow row) {
        List<String> facts = new ArrayList<>();
        Receipt.Benchmark b = row.benchmark();
        facts.add(row.id() + (row.metric().equals("score") ? "" : ", metric " + row.metric()));
        facts.add(row.unit());
        facts.add(b == null ? "" : b.better());
        Receipt.Comparison c = row.comparison();
        facts.add(row.forks().size() + (row.baseForks().isEmpty() ? "" : ", baseline " + row.baseForks().size()));
        facts.add(b == null ? "" : Integer.toString(b.threads()));
        facts.add(b == null ? "" : String.join(" ", b.jvmArgs()));
        if (c != null) {
            facts.add(Units.text(c.design()));
            facts.add(probability(c.p()));
            facts.add(probability(c.adjustedP()));
            facts.add(Units.percent(c.mde()));
            facts.add(Units.text(c.forksToDecide()));
            Receipt.Cross cross = c.cross() == null ? new Receipt.Cross(null, null, null, null, null, "") : c.cross();
            facts.add(cross.hodgesLehmann() == null ? "" : Numbers.change(cross.hodgesLehmann()) + " %");
            facts.add(probability(cross.rankP()));
            facts.add(probability(cross.permutationP()));
            facts.add(cross.fiellerLower() == null || cross.fiellerUpper() == null
                    ? ""
                    : "[" + Numbers.change(cross.fiellerLower()) + ", " + Numbers.change(cross.fiellerUpper()) + "] %");
            facts.add(Units.text(cross.jmh()));
            facts.add(row.labels().stream().collect(Collectors.joining("; ")));
            facts.add(Units.text(c.reason()));
        }
        return facts;
    }

    private static String probability(Double p) {
        return p == null ? "" : Numbers.probability(p);
    }
}
