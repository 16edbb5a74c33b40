package org.bitnetj.kernels.internal.vector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Products find out which way of reading is the faster one. */
class ReadingChoiceTest {
    private static final long BYTES = 4 << 20;

    /** How often each way was taken among the next products, the first of which are slow, as they are not compiled. */
    private static Map<WordReading, Integer> run(ReadingChoice choice, int products, long bursts, long woven, long bytes) {
        Map<WordReading, Integer> taken = new EnumMap<>(WordReading.class);
        for (int i = 0; i < products; i++) {
            WordReading way = choice.next();
            taken.merge(way, 1, Integer::sum);
            long warm = way == WordReading.BURSTS ? bursts : woven;
            // The way that is faster once it is compiled is the slower one before.
            choice.took(way, bytes, i < ReadingChoice.PRODUCTS / 4 ? 1_000_000_000 / warm : i % 10 == 0 ? 50 * warm : warm);
        }
        return taken;
    }

    @ParameterizedTest
    @CsvSource({"100, 120, BURSTS", "120, 100, WOVEN"})
    void theFasterOneIsTakenOnceEnoughHaveBeenTimed(long bursts, long woven, WordReading faster) {
        ReadingChoice choice = new ReadingChoice();
        Map<WordReading, Integer> timed = run(choice, ReadingChoice.PRODUCTS, bursts, woven, BYTES);
        assertThat(timed).containsOnlyKeys(WordReading.BURSTS, WordReading.WOVEN);
        assertThat(timed.get(WordReading.BURSTS)).isBetween(ReadingChoice.PRODUCTS / 3, 2 * ReadingChoice.PRODUCTS / 3);
        assertThat(run(choice, 1000, woven, bursts, BYTES)).as("for good").containsOnlyKeys(faster);
        assertThat(choice.explain())
                .isEqualTo((faster == WordReading.WOVEN ? "woven" : "in bursts") + ", as the other way took 1.20 times as long");
    }

    @Test
    void allMatricesOfAModelAreReadBothWays() {
        ReadingChoice choice = new ReadingChoice();
        for (int matrices = 1; matrices <= 8; matrices++) {
            int[] bursts = new int[matrices];
            for (int i = 0; i < 1000 * matrices; i++) {
                bursts[i % matrices] += choice.next() == WordReading.BURSTS ? 1 : 0;
            }
            assertThat(Arrays.stream(bursts)).as("%d matrices", matrices).allMatch(count -> count >= 250 && count <= 750);
        }
    }

    @Test
    void smallMatricesDecideNothing() {
        ReadingChoice choice = new ReadingChoice();
        run(choice, 2 * ReadingChoice.PRODUCTS, 100, 120, ReadingChoice.LEAST_BYTES - 1);
        assertThat(run(choice, 100, 100, 120, BYTES)).hasSize(2);
        assertThat(choice.explain()).isEqualTo("in bursts and woven by turns, until the faster way is known");
    }
}
