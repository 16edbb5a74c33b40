package org.bitnetj.benchmark.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.bitnetj.benchmark.receipt.Receipt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LedgerTest {
    private static final Pattern INSIDE = Pattern.compile("(?s)(<!-- (gates|hoplog|decision):start -->\r?\n).*?(<!-- \\2:end -->)");

    @Test
    void newLedger() {
        Golden.assertThat("ledger.md", Ledger.enter("", ViewReceipts.regressed()));
        Golden.assertThat("decision.md", Decision.text(ViewReceipts.regressed()));
    }

    @Test
    void hostileNamesStayText() {
        String ledger = Ledger.enter("", ViewReceipts.hostile());
        Golden.assertThat("ledger-hostile.md", ledger);
        assertThat(Ledger.enter(ledger, ViewReceipts.hostile())).isEqualTo(ledger);
    }

    @Test
    void rowsOfOthersStayAndOwnAreReplaced() {
        String text = """
                <!-- gates:start -->
                | Gate | Status | Evidence |
                |---|---|---|
                | a | pass | x \\| y |
                | review:gate:benchmarks | pass | old |
                | b | pass |
                note
                | review:gate:benchmarks | pass | older |
                <!-- gates:end -->
                """;
        String entered = Ledger.enter(text, ViewReceipts.regressed());
        assertThat(entered).startsWith("<!-- gates:start -->\n| Gate | Status | Evidence |\n|---|---|---|\n| a | pass | x \\| y |\n"
                + "| review:gate:benchmarks | failure | benchmarks: jmh: 2 benchmarks ok")
                .contains("|\n| b | pass |\nnote\n<!-- gates:end -->")
                .doesNotContain("old");
        Receipt other = ViewReceipts.regressed().withGates(List.of(new Receipt.Gate("c", "pass", "success", List.of(), "e")));
        assertThat(Ledger.enter(text, other)).contains("older |\n| c | pass | e");
    }

    @Test
    void hopsGrowByRuns() {
        String first = Ledger.enter("", ViewReceipts.regressed());
        String second = Ledger.enter(first, ViewReceipts.regressed().edit().runId("run-2").build());
        assertThat(second.lines().filter(line -> line.contains(" run-"))).hasSize(2);
        assertThat(Ledger.enter(second, ViewReceipts.regressed())).isEqualTo(second);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {"S;the marker <!-- gates:start --> has no <!-- gates:end --> after it",
        "E;line 1: the marker <!-- gates:end --> has no start before it", "ES;has no start before it",
        "SESE;line 3: the marker <!-- gates:start --> is there a second time", "SSEE;line 2: the marker <!-- gates:start --> stands inside",
        "ShHE;stands inside the block gates", "ShEH;stands inside the block gates", "Sh;stands inside the block gates",
        "xSE;must stand alone on its line"})
    void brokenMarkersAreRefused(String markers, String message) {
        String text = markers.replace("S", "<!-- gates:start -->\n").replace("E", "<!-- gates:end -->\n")
                .replace("h", "<!-- hoplog:start -->\n").replace("H", "<!-- hoplog:end -->\n").replace("x", "see ");
        assertThatThrownBy(() -> Ledger.enter(text, ViewReceipts.regressed())).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
        assertThatThrownBy(() -> Ledger.check(text)).hasMessageContaining(message);
    }

    @Test
    void nothingOutsideTheMarkersChanges() {
        Random random = new Random(42);
        for (int i = 0; i < 500; i++) {
            String end = random.nextBoolean() ? "\r\n" : "\n";
            String text = document(random, end);
            Receipt receipt = random.nextBoolean() ? ViewReceipts.regressed() : ViewReceipts.hostile();
            String entered = Ledger.enter(text, receipt);
            assertThat(Ledger.enter(entered, receipt)).as(text).isEqualTo(entered);
            // with blocks emptied, the old text is how the new one begins; what follows are blocks that it did not have
            assertThat(emptied(entered)).startsWith(emptied(text));
            assertThat(entered.endsWith("\n")).isEqualTo(text.isEmpty() || text.endsWith("\n"));
            assertThat(blocks(entered)).isEqualTo(3);
            if (blocks(text) == 3) {
                assertThat(emptied(entered)).isEqualTo(emptied(text));
            }
            if (text.contains("\n")) {
                boolean crlf = text.indexOf('\n') > 0 && text.charAt(text.indexOf('\n') - 1) == '\r';
                String added = entered.substring(entered.lastIndexOf("decision:start"));
                assertThat(added.contains("- **Why**") && added.contains("\r\n")).isEqualTo(crlf);
            }
        }
    }

    private static String emptied(String text) {
        return INSIDE.matcher(text).replaceAll(found -> Matcher.quoteReplacement(found.group(1) + found.group(3)));
    }

    private static long blocks(String text) {
        return INSIDE.matcher(text).results().count();
    }

    /** Any text, with any of the blocks in any order, their lines ending alike; the last line ends or does not. */
    private static String document(Random random, String end) {
        String[] pieces = {"# Title", "", "text | with * Markdown `x`", "äöü 𝄞 漢字", "<!-- other:start -->", "    | a | b |", "\t", "<b>",
            "```"};
        String[] names = {"gates", "hoplog", "decision"};
        StringBuilder text = new StringBuilder();
        int shift = random.nextInt(3);
        for (int block = 0; block < 4; block++) {
            for (int line = random.nextInt(4); line > 0; line--) {
                text.append(pieces[random.nextInt(pieces.length)]).append(end);
            }
            if (block < 3 && random.nextInt(3) > 0) {
                String name = names[(block + shift) % 3];
                text.append("<!-- ").append(name).append(":start -->").append(end);
                for (int line = random.nextInt(4); line > 0; line--) {
                    text.append(name.equals("gates") ? "| g" + line + " | pass | e |" : "- 2026 earlier" + line + ": x").append(end);
                }
                text.append("<!-- ").append(name).append(":end -->").append(end);
            }
        }
        return random.nextBoolean() && text.length() > 0 ? text.substring(0, text.length() - end.length()) : text.toString();
    }
}
