package org.bitnetj.benchmark.view.html;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.bitnetj.benchmark.receipt.Receipt;
import org.bitnetj.benchmark.receipt.Receipts;
import org.bitnetj.benchmark.statistics.Rulers;
import org.bitnetj.benchmark.view.Evidence;
import org.bitnetj.benchmark.view.Numbers;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class HtmlReportTest {
    private static Document page(Receipt receipt) {
        return Jsoup.parse(HtmlReport.of(receipt));
    }

    private static JsonNode raw(Document page) {
        return JsonMapper.builder().build().readTree(page.getElementById("raw").data());
    }

    @Test
    void showsWhatTheReceiptSays() {
        Receipt receipt = ReportReceipts.of(40);
        Document page = page(receipt);
        assertThat(page.select("#verdict h2").text()).contains("FAILURE");
        assertThat(page.select(".evidence li").eachText()).isEqualTo(Evidence.text(receipt).lines().toList()).hasSizeGreaterThan(1);
        assertThat(page.select("#verdict li").eachText()).containsAll(receipt.gates().get(0).reasons().stream().limit(12).toList());
        assertThat(page.select("#forest tbody")).hasSize(40);
        for (Receipt.Comparison c : receipt.comparisons()) {
            Element row = row(page, c.benchmark());
            assertThat(row.select(".change").text()).isEqualTo(Numbers.change(c.ratio()).replace('-', '−') + " %");
            assertThat(row.select(".verdict").text()).endsWith(Status.word(c.verdict()));
            assertThat(row.select("small").eachText()).isEqualTo(c.labels().stream().map(label -> "⚑ " + label).toList());
        }
        assertThat(receipt.comparisons()).anyMatch(c -> !c.labels().isEmpty()).anyMatch(c -> c.verdict().equals("REGRESSED"));
        assertThat(page.select("#speedups td, #throughput td, #accuracy td, #memory td, #rulers td, #history td, #features td").eachText())
                .contains("12.2×", "1493", "0.997214", "7.4 MiB", "2.0 %", "✗ unexpected".substring(2), "no OpenCL device");
        assertThat(page.select("#left-out").text()).contains("over the budget of PT10M").contains("org.example.kernels.Other.one:avgt");
    }

    private static Element row(Document page, String id) {
        int index = IntStream.range(0, raw(page).get("rows").size())
                .filter(i -> raw(page).get("rows").get(i).get("x").get(0).asString().equals(id))
                .findFirst()
                .orElseThrow();
        return page.select("#forest tbody").get(index);
    }

    @Test
    void theWorstComesFirst() {
        List<String> verdicts = page(ReportReceipts.of(40)).select("#forest .verdict").eachText();
        List<Integer> ranks = verdicts.stream()
                .map(text -> Status.rank(text.substring(2).toUpperCase(java.util.Locale.ROOT).replace(' ', '_')))
                .toList();
        assertThat(ranks).isSorted();
        assertThat(verdicts.get(0)).isEqualTo("▲ regressed");
    }

    @Test
    void aPictureLiesWhereItsNumbersAre() {
        Svg.Scale scale = new Svg.Scale(Math.log(2));
        assertThat(Svg.forest(scale, 1, null, null)).contains("d='M100 9h0'").doesNotContain("'ci'");
        assertThat(Svg.forest(scale, 2, 0.5, 2.0)).contains("d='M8 9H192'").contains("d='M192 9h0'");
        assertThat(Svg.forest(scale, Math.sqrt(2), 1.0, 4.0)).contains("d='M146 9h0'").contains("d='M100 9H192M188 5L193 9L188 13'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"<script>alert(1)</script>", "</script><script>alert(1)</script>", "\"><img src=x onerror=alert(1)>",
        "' onload='x",
        "{{report}}{{{style}}}", "<!--", "&amp;<b>", "]]>\u2028 "})
    void namesAreTextWhateverTheyAre(String hostile) {
        Document page = page(ReportReceipts.hostile(hostile));
        Document kind = page(ReportReceipts.hostile("kind"));
        assertThat(page.getAllElements().stream().map(Element::tagName))
                .isEqualTo(kind.getAllElements().stream().map(Element::tagName).toList());
        assertThat(page.getAllElements().stream().flatMap(e -> e.attributes().asList().stream()).map(a -> a.getKey())
                .collect(Collectors.toSet()))
                .isEqualTo(kind.getAllElements().stream().flatMap(e -> e.attributes().asList().stream()).map(a -> a.getKey())
                        .collect(Collectors.toSet()));
        assertThat(page.select("h1").first().wholeText()).isEqualTo(hostile);
        assertThat(page.select("#forest small").first().wholeText()).isEqualTo("⚑ " + hostile);
        assertThat(raw(page).get("rows").get(0).get("x").get(0).asString()).isEqualTo(hostile);
    }

    @Test
    void needsNothingButItself() throws Exception {
        Document page = page(ReportReceipts.of(3));
        assertThat(page.select("[src], link:not([rel=icon]), object, iframe, img, [style], [onclick], [onload]")).isEmpty();
        assertThat(page.select("[href]").eachAttr("href")).allMatch(href -> href.startsWith("#") || href.equals("data:,"));
        assertThat(page.select("style").first().data()).doesNotContain("url(").doesNotContain("@import");
        String policy = page.select("meta[http-equiv=Content-Security-Policy]").attr("content");
        assertThat(policy).startsWith("default-src 'none'; ").doesNotContain("unsafe")
                .contains("script-src '" + sha256(page.select("script:not([type])").first().data()) + "'")
                .contains("style-src '" + sha256(page.select("style").first().data()) + "'");
    }

    private static String sha256(String text) throws Exception {
        return "sha256-" + Base64.getEncoder()
                .encodeToString(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void structureIsWhatScreenReadersExpect() {
        Document page = page(ReportReceipts.of(40));
        assertThat(page.select("html[lang=en], header, main, nav[aria-label], footer")).hasSize(5);
        assertThat(page.select("table")).hasSizeGreaterThan(10).allMatch(table -> !table.select("> caption").text().isBlank());
        assertThat(page.select("tbody > tr")).allMatch(row -> row.select("> th[scope=row]").size() == 1);
        assertThat(page.select("svg")).hasSizeGreaterThan(40).allMatch(svg -> svg.hasAttr("aria-hidden") || svg.hasAttr("aria-label"));
        assertThat(page.select("h1")).hasSize(1);
        Set<String> ids = new HashSet<>();
        page.select("[id]").eachAttr("id").forEach(id -> assertThat(ids.add(id)).as(id).isTrue());
        assertThat(ids).containsAll(page.select("[aria-labelledby]").eachAttr("aria-labelledby"))
                .containsAll(page.select("a").eachAttr("href").stream().map(href -> href.substring(1)).toList());
        assertThat(page.select("input, select")).allMatch(field -> !field.parent().ownText().isBlank());
    }

    @Test
    void aThousandBenchmarksTakeLessThanTwoMegabytes() {
        String html = HtmlReport.of(ReportReceipts.of(1000));
        assertThat(html.getBytes(StandardCharsets.UTF_8).length).isBetween(500_000, 2_000_000);
    }

    @Test
    void tooManyScoresBecomeMeansOfForks() {
        Receipt one = ReportReceipts.of(1);
        List<List<Double>> forks = List.of(IntStream.range(0, Raw.MOST_SCORES).mapToObj(i -> i % 2 == 0 ? 1.0 : 3.0).toList(),
                List.of(5.0));
        Receipt.Samples s = one.samples().get(0);
        JsonNode raw = raw(
                page(one.edit().samples(List.of(new Receipt.Samples(s.benchmark(), "score", s.unit(), "lower", forks))).build()));
        assertThat(raw.get("means").asBoolean()).isTrue();
        assertThat(raw.get("rows").get(0).get("f").toString()).isEqualTo("[[2],[5]]");
    }

    @Test
    void formatsAreComparedAgainstWhatMemoryCouldFeed() {
        Receipt receipt = ReportReceipts.of(1);
        Document page = page(receipt);
        Element gemv = page.select("#speedups table").get(0).select("tbody tr").get(0);
        // 2560 x 2560 in a median of 405 us
        assertThat(gemv.select("td").eachText().subList(4, 5)).containsExactly("16.18");
        assertThat(gemv.select("td").get(5).text()).as("no bandwidth with one thread is known").isEmpty();
        Receipt.Throughput t = receipt.throughput().get(0);
        Receipt oneThread = receipt.edit()
                .throughput(List.of(new Receipt.Throughput("p", t.model(), t.format(), t.head(), t.backend(), 1, t.phase(), t.tokens(),
                        t.tokensPerSecond(), t.bytesPerToken(), 15e9, null, null)))
                .build();
        Element bounded = page(oneThread).select("#speedups table").get(0).select("tbody tr").get(0);
        assertThat(bounded.select("td").get(5).text()).isEqualTo("60.00");
        assertThat(bounded.select(".limit")).hasSize(1);
        Element gemm = page(oneThread).select("#speedups table").get(0).select("tbody tr").get(1);
        assertThat(gemm.select("td").get(5).text()).as("32 tokens share what is read").isEmpty();
    }

    @Test
    void whatDiffersFromTheEnvironmentOfTheBaselineIsSaid() {
        Receipt receipt = ReportReceipts.of(1);
        Receipt.Environment e = receipt.environment();
        Receipt.Environment other = new Receipt.Environment(new Receipt.Cpu("Other CPU", e.cpu().logicalCpus(), e.cpu().flags(), null),
                e.memoryBytes(), e.os(), e.container(), e.jvm(), e.jmh(), "beef");
        Document page = page(receipt.edit().baseline(new Receipt.Baseline("foreign", "id", "beef", null, other, List.of())).build());
        Element differs = page.select("#environment table").stream().filter(t -> t.select("caption").text().startsWith("What differs"))
                .findFirst().orElseThrow();
        assertThat(differs.select("tbody th").eachText()).containsExactly("processor", "fingerprint");
        assertThat(differs.select("td").eachText()).startsWith(e.cpu().model(), "Other CPU");
        Document same = page(receipt.edit().baseline(new Receipt.Baseline("found", "id", e.fingerprint(), null, e, List.of())).build());
        assertThat(same.select("#environment caption").eachText()).noneMatch(caption -> caption.startsWith("What differs"));
    }

    @Test
    void aMachineThatWasNotSteadyIsToldAlsoWithoutBaseline() {
        assertThat(Report.STEADY).isEqualTo(Rulers.STEADY);
        Receipt moved = Receipts.complete().edit().rulers(List.of(new Receipt.Ruler("memory read", List.of(1e6, 1.2e6), 0.1))).build();
        Receipt compared = ReportReceipts.of(1).edit().rulers(moved.rulers()).build();
        Receipt labelled = org.bitnetj.benchmark.Judge.judge(compared, ReportReceipts.GATE);
        assertThat(labelled.comparisons().get(0).labels()).anyMatch(label -> label.startsWith("machine not steady"));
        assertThat(page(labelled).select("#forest small").text()).as("said once, not in each row").doesNotContain("steady");
        assertThat(page(moved).select(".notice").text()).contains("not steady: fixed work (memory read) moved by 10.0 %");
        Receipt steady = Receipts.complete().edit().rulers(List.of(new Receipt.Ruler("memory read", List.of(1e6, 1e6), 0.05))).build();
        assertThat(page(steady).select(".notice").text()).doesNotContain("steady");
    }

    @Test
    void whatWasNotWarmIsNamed() {
        Receipt compared = ReportReceipts.of(2);
        assertThat(page(compared).select(".notice").text()).doesNotContain("Not warm");
        List<Receipt.Samples> samples = new ArrayList<>(compared.samples());
        Receipt.Samples first = samples.get(0);
        List<List<Double>> forks = new ArrayList<>(first.forks());
        List<Double> cold = new ArrayList<>(forks.get(1));
        cold.set(0, 1000 * cold.get(0));
        forks.set(1, cold);
        samples.set(0, new Receipt.Samples(first.benchmark(), first.metric(), first.unit(), first.better(), forks));
        Receipt judged = org.bitnetj.benchmark.Judge.judge(compared.edit().samples(samples).build(), ReportReceipts.GATE);
        assertThat(page(judged).select(".notice").text())
                .contains("first iteration was over 2 times as slow as the others of its fork: " + first.benchmark() + " (1 of "
                        + forks.size() + " forks). The scores");
        assertThat(judged.comparisons()).hasSize(2)
                .allSatisfy(c -> assertThat(c.labels().contains("not warm: candidate, 1 of " + forks.size()
                        + " forks")).as(c.benchmark()).isEqualTo(c.benchmark().equals(first.benchmark())));
    }

    @Test
    void failedAndEmptyRunsHaveAPage() {
        Document failed = page(Receipts.failed());
        assertThat(failed.select("#failures td").eachText()).contains("java.lang.IllegalStateException: broken", "log/host-1.txt");
        assertThat(failed.select(".notice").text()).contains("partial");
        assertThat(failed.select("#verdict").hasClass("bad")).isTrue();
        Document empty = page(Receipts.empty());
        assertThat(empty.select("#verdict h2").text()).contains("NEUTRAL");
        assertThat(empty.select(".notice").text()).contains("Nothing was measured: no benchmarks found.");
        assertThat(empty.select("#forest tbody")).isEmpty();
    }

    @Test
    void aPlannedBenchmarkWithoutResultIsInTheTable() {
        Receipt one = ReportReceipts.of(2);
        Receipt without = one.edit().estimates(one.estimates().subList(0, 1))
                .comparisons(one.comparisons().stream().filter(c -> c.benchmark().equals(one.estimates().get(0).benchmark())).toList())
                .build();
        assertThat(page(without).select("#forest .verdict").eachText()).containsExactly("✗ no result", "▲ regressed");
    }

    @Test
    void onlyStepsThatDidNotGoWellAreListed() {
        Receipt one = ReportReceipts.of(1);
        Receipt good = one.edit().attempts(List.of(attempt(1, "measured"), attempt(1, "measured in the base"))).build();
        assertThat(page(good).select("#attempts")).isEmpty();
        Receipt retried = one.edit()
                .attempts(List.of(attempt(1, "measured"), attempt(1, "failed in the base"), attempt(2, "measured")))
                .build();
        assertThat(page(retried).select("#attempts tbody td:last-child").eachText()).containsExactly("failed in the base", "measured");
    }

    private static Receipt.Attempt attempt(int number, String outcome) {
        return new Receipt.Attempt("some", 0, number, Receipts.START, Receipts.START, outcome, null, null);
    }

    @Test
    void productsStandBesideThoseOfTheReference() {
        Receipt.Crossval unavailable = new Receipt.Crossval("p", "gemm", "TL1", null, null, null, null, null, null, null, null, null, null,
                null,
                null, null, "unavailable", "no <reference>");
        Receipt measured = ReportReceipts.of(1);
        List<Receipt.Crossval> both = new ArrayList<>(measured.crossval());
        both.add(unavailable);
        Document page = page(measured.edit().crossval(both).build());
        assertThat(page.select("#crossval table")).hasSize(2);
        assertThat(page.select("#crossval table").get(0).text()).contains("Against libggml.so, sha256:1a2b", "2560 × 2560, 1", "1.36×",
                "pass");
        assertThat(page.select("#crossval table").get(1).text()).contains("Not compared", "no <reference>");
        assertThat(page(measured.edit().crossval(null).build()).select("#crossval")).isEmpty();
    }
}
