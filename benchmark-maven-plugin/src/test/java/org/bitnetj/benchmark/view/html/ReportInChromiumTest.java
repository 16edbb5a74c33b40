package org.bitnetj.benchmark.view.html;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

import org.bitnetj.benchmark.receipt.Receipt;
import org.bitnetj.benchmark.receipt.ReceiptJson;
import org.bitnetj.benchmark.receipt.Receipts;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The page in a real browser. Skipped where there is none; in continuous integration (CI=true) with BITNET_EXPECT_CHROMIUM=1 that is a failure. The system
 * property {@code report.screenshots} names a folder for pictures of every case; {@code report.picture} a receipt, whose report becomes the picture of the README.
 */
class ReportInChromiumTest {
    private static final String NAMES = "[...document.querySelectorAll('#forest tbody:not([hidden]) .name')].map(e => e.textContent)";

    @TempDir(cleanup = CleanupMode.ALWAYS)
    static Path folder;

    private static Chromium chromium;

    @BeforeAll
    static void start() throws Exception {
        boolean expected = "true".equals(System.getenv("CI")) && "1".equals(System.getenv("BITNET_EXPECT_CHROMIUM"));
        assertThat(!expected || Chromium.binary() != null).as("BITNET_EXPECT_CHROMIUM=1, and there is no chromium on the PATH").isTrue();
        assumeTrue(Chromium.binary() != null, "no chromium on the PATH");
        chromium = new Chromium(Chromium.binary(), folder);
    }

    @AfterAll
    static void stop() {
        if (chromium != null) {
            chromium.close();
        }
    }

    private static URI page(String name, Receipt receipt) throws Exception {
        Path file = folder.resolve(name + ".html");
        if (!Files.exists(file)) {
            Files.writeString(file, HtmlReport.of(receipt));
        }
        return file.toUri();
    }

    private static URI at(URI page, String fragment) {
        return URI.create(page + "#" + fragment);
    }

    private static void picture(String name, boolean whole) throws Exception {
        String pictures = System.getProperty("report.screenshots");
        if (pictures != null) {
            chromium.screenshot(Files.createDirectories(Path.of(pictures)).resolve(name + ".png"), whole);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 390, light", "1, 1280, dark", "40, 390, dark", "40, 1280, light", "40, 1000, light", "40, 1130, dark",
        "1000, 390, light", "1000, 1280, dark"})
    void everySizeFits(int count, int width, String scheme) throws Exception {
        Receipt receipt = ReportReceipts.of(count);
        URI page = page("of-" + count, receipt);
        chromium.open(at(page, "open=" + receipt.comparisons().get(0).benchmark().replace("=", "%3D")), width, scheme);
        assertThat(chromium.problems()).isEmpty();
        assertThat(chromium.requests()).allMatch(url -> url.startsWith("file:") || url.startsWith("data:")).isNotEmpty();
        assertThat(chromium.evaluate("document.documentElement.scrollWidth").asInt()).isLessThanOrEqualTo(width);
        assertThat(chromium.evaluate("document.getElementById('shown').textContent").asString())
                .isEqualTo(count + " of " + count + (count == 1 ? " benchmark" : " benchmarks"));
        assertThat(chromium.evaluate("document.querySelectorAll('.panel .plots svg').length").asInt()).isEqualTo(2);
        assertThat(chromium.evaluate("getComputedStyle(document.body).backgroundColor").asString())
                .isEqualTo(scheme.equals("dark") ? "rgb(15, 20, 26)" : "rgb(255, 255, 255)");
        picture(count + "-" + width + "-" + scheme, count <= 40);
    }

    /** Not a check: the picture of the README is made by this, from a receipt as the goal left it. */
    @Test
    void thePictureOfTheReadme() throws Exception {
        String named = System.getProperty("report.picture");
        assumeTrue(named != null, "no receipt is named by report.picture");
        Receipt receipt = ReceiptJson.read(Files.readString(Path.of(named)));
        assertThat(ReceiptJson.digest(receipt)).isEqualTo(receipt.digest());
        chromium.open(page("readme", receipt), 1280, "light");
        chromium.evaluate("document.querySelector('#forest button.name').click()");
        chromium.send("Emulation.setDeviceMetricsOverride", Map.of("width", 1280, "height", 1100, "deviceScaleFactor", 1, "mobile", false));
        chromium.screenshot(Path.of("../src/site/resources/images/report.png"), false);
        assertThat(chromium.problems()).isEmpty();
    }

    /** As wide as an A4 page within its margins. */
    @Test
    void onPaperNothingIsCutOff() throws Exception {
        int paper = 720;
        chromium.open(page("of-40", ReportReceipts.of(40)), paper, "light");
        chromium.send("Emulation.setEmulatedMedia", Map.of("media", "print"));
        try {
            assertThat(chromium.evaluate("getComputedStyle(document.getElementById('tools')).display").asString()).isEqualTo("none");
            assertThat(chromium.evaluate("Math.max(...[...document.querySelectorAll('table')].map(t => t.getBoundingClientRect().right))")
                    .asDouble()).isLessThanOrEqualTo(paper);
            picture("paper", false);
        } finally {
            chromium.send("Emulation.setEmulatedMedia", Map.of("media", ""));
        }
    }

    @Test
    void theFragmentSortsAndFilters() throws Exception {
        URI page = page("of-40", ReportReceipts.of(40));
        chromium.open(at(page, "sort=name&dir=desc&q=gemv&verdict=REGRESSED"), 1280, "light");
        List<String> shown = chromium.strings(NAMES);
        assertThat(shown).hasSize(4).allMatch(name -> name.contains(".gemv"));
        assertThat(shown.get(0)).startsWith("Suite6.");
        assertThat(shown).isSortedAccordingTo(Collections.reverseOrder());
        assertThat(chromium.evaluate("document.getElementById('shown').textContent").asString()).isEqualTo("4 of 40 benchmarks");
        assertThat(chromium.evaluate("document.querySelector('[data-order=name]').getAttribute('aria-sort')").asString())
                .isEqualTo("descending");
        chromium.open(at(page, "q=nothing+is+called+so"), 1280, "light");
        assertThat(chromium.strings(NAMES)).isEmpty();
        assertThat(chromium.evaluate("document.getElementById('nothing').hidden").asBoolean()).isFalse();
        assertThat(chromium.problems()).isEmpty();
    }

    @Test
    void headingsSortByNumberAndTheFragmentFollows() throws Exception {
        Receipt receipt = ReportReceipts.of(40);
        chromium.open(page("of-40", receipt), 1280, "light");
        chromium.evaluate("document.querySelector('[data-order=change] button').click()");
        assertThat(chromium.evaluate("location.hash").asString()).isEqualTo("#sort=change&dir=asc");
        List<Double> changes = new ArrayList<>();
        chromium.strings("[...document.querySelectorAll('#forest .change')].map(e => e.textContent)")
                .forEach(text -> changes.add(Double.valueOf(text.replace('−', '-').replace(" %", ""))));
        assertThat(changes).hasSize(40).isSorted();
        chromium.evaluate("document.querySelector('[data-order=change] button').click()");
        assertThat(chromium.evaluate("location.hash").asString()).isEqualTo("#sort=change&dir=desc");
        assertThat(chromium.problems()).isEmpty();
    }

    @Test
    void aBenchmarkOpensByKeyboardAndShowsItsSamples() throws Exception {
        Receipt receipt = ReportReceipts.of(40);
        chromium.open(page("of-40", receipt), 1280, "light");
        assertThat(chromium.evaluate("document.querySelectorAll('.panel').length").asInt()).isZero();
        chromium.evaluate("document.querySelector('#forest tbody button.name').focus()");
        for (String type : List.of("keyDown", "keyUp")) {
            chromium.send("Input.dispatchKeyEvent",
                    Map.of("type", type, "key", "Enter", "code", "Enter", "text", "\r", "windowsVirtualKeyCode", 13));
        }
        assertThat(chromium.evaluate("document.querySelector('#forest button.name').getAttribute('aria-expanded')").asString())
                .isEqualTo("true");
        assertThat(chromium.evaluate("document.querySelectorAll('.panel tbody tr').length").asInt()).isEqualTo(10);
        String id = chromium.evaluate("document.querySelector('.panel dd').textContent").asString();
        Receipt.Samples samples = receipt.samples().stream().filter(s -> s.benchmark().equals(id)).findFirst().orElseThrow();
        double shown = Double
                .parseDouble(chromium.evaluate("document.querySelectorAll('.panel tbody tr')[5].cells[2].textContent").asString());
        assertThat(shown).isCloseTo(samples.forks().get(0).stream().mapToDouble(x -> x).average().orElseThrow(),
                org.assertj.core.data.Percentage.withPercentage(0.1));
        assertThat(chromium.evaluate("decodeURIComponent(location.hash)").asString()).contains("open=" + id);
        picture("panel-1280", true);
    }

    @Test
    void onAPhoneTheTableIsStillATable() throws Exception {
        chromium.open(page("of-1", ReportReceipts.of(1)), 390, "light");
        List<String> roles = new ArrayList<>();
        chromium.send("Accessibility.getFullAXTree", Map.of()).get("nodes").forEach(node -> {
            if (node.has("role")) {
                roles.add(node.get("role").get("value").asString());
            }
        });
        assertThat(roles).contains("table", "rowheader", "banner", "main", "navigation", "contentinfo", "search", "status");
    }

    @Test
    void hostileNamesDoNothing() throws Exception {
        String hostile = "</script><script>document.title='taken'</script><img src=x onerror=\"document.title='taken'\">";
        Path file = Files.writeString(folder.resolve("hostile.html"), HtmlReport.of(ReportReceipts.hostile(hostile)));
        chromium.open(file.toUri(), 1280, "light");
        chromium.evaluate("document.querySelector('#forest button.name').click()");
        assertThat(chromium.evaluate("document.querySelector('.panel dd').textContent").asString()).isEqualTo(hostile);
        assertThat(chromium.evaluate("document.title").asString()).startsWith("FAILURE");
        assertThat(chromium.evaluate("document.querySelectorAll('img').length").asInt()).isZero();
        assertThat(chromium.problems()).isEmpty();
    }

    @Test
    void runsWithoutResultsHaveAPage() throws Exception {
        for (Receipt receipt : List.of(Receipts.failed(), Receipts.empty(), Receipts.complete())) {
            Path file = Files.writeString(folder.resolve("small.html"), HtmlReport.of(receipt));
            chromium.open(file.toUri(), 390, "dark");
            assertThat(chromium.problems()).isEmpty();
            assertThat(chromium.evaluate("document.documentElement.scrollWidth").asInt()).isLessThanOrEqualTo(390);
        }
    }

    @Test
    void aBrokenPageWouldBeNoticed() throws Exception {
        String html = HtmlReport.of(Receipts.complete());
        Path file = Files.writeString(folder.resolve("broken.html"), html.replace("\"use strict\";", "\"use strict\"; missing();"));
        chromium.open(file.toUri(), 1280, "light");
        // the policy knows the script by its hash, so that a changed one does not even run
        assertThat(chromium.problems()).isNotEmpty().anyMatch(problem -> problem.contains("Content Security Policy"));
        file = Files.writeString(folder.resolve("wrong.html"), "<script>missing()</script>");
        chromium.open(file.toUri(), 1280, "light");
        assertThat(chromium.problems()).anyMatch(problem -> problem.contains("missing is not defined"));
    }
}
