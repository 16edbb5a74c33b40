package org.bitnetj.benchmark.mojo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.bitnetj.benchmark.receipt.Receipt;
import org.bitnetj.benchmark.receipt.Receipts;
import org.junit.jupiter.api.Test;

class ColoursTest {
    private static final Colours MARKS = new Colours(text -> "(+" + text + ")", text -> "(-" + text + ")", text -> "(?" + text + ")",
            text -> "(!" + text + ")");

    private static String coloured(String line, String conclusion) {
        return MARKS.line(line, Receipts.complete().edit()
                .gates(List.of(new Receipt.Gate("review:gate:benchmarks", "word", conclusion, List.of(), "evidence")))
                .build());
    }

    @Test
    void gatesVerdictsAndTheNextThingToDoStandOut() {
        assertThat(coloured("review:gate:benchmarks: word", "success")).isEqualTo("review:gate:benchmarks: (+word)");
        assertThat(coloured("review:gate:benchmarks: word", "failure")).isEqualTo("review:gate:benchmarks: (-word)");
        assertThat(coloured("review:gate:benchmarks: word", "neutral")).isEqualTo("review:gate:benchmarks: (?word)");
        assertThat(coloured("next: read it", "success")).isEqualTo("(!next: read it)");
        assertThat(coloured("Sum.loop  +12.0 %  REGRESSED", "failure")).isEqualTo("Sum.loop  +12.0 %  (-REGRESSED)");
        assertThat(coloured("Sum.loop  +12.0 %  REGRESSED *", "failure")).isEqualTo("Sum.loop  +12.0 %  (-REGRESSED) *");
        assertThat(coloured("Sum.loop  -12.0 %  IMPROVED", "success")).isEqualTo("Sum.loop  -12.0 %  (+IMPROVED)");
        assertThat(coloured("Sum.loop  +1.0 %  INCONCLUSIVE", "neutral")).isEqualTo("Sum.loop  +1.0 %  (?INCONCLUSIVE)");
    }

    @Test
    void everythingElseIsLeftAsItIs() {
        for (String line : List.of("Sum.loop  +0.1 %  NOT_REGRESSED", "  regressed: Sum.loop", "REGRESSED is a word", "")) {
            assertThat(coloured(line, "success")).isEqualTo(line);
        }
    }

    @Test
    void whereMavenHasNoColoursThereAreNone() {
        assertThat(Colours.ofMaven().line("next: read it", Receipts.complete())).isEqualTo("next: read it");
    }
}
