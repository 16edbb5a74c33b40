package org.bitnetj.kernels.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;

/** The name that may have been meant. */
class SpellingTest {
    @Test
    void countsLettersThatWouldHaveToChange() {
        assertThat(Spelling.distance("kitten", "sitting")).isEqualTo(3);
        assertThat(Spelling.distance("", "abc")).isEqualTo(3);
        assertThat(Spelling.distance("abc", "abc")).isZero();
    }

    @Test
    void suggestsTheNearestNameUnlessHalfTheWordIsAnother() {
        assertThat(Spelling.nearest("treads", List.of("threads", "tuning"))).contains("threads");
        assertThat(Spelling.nearest("ab", List.of("ac", "aa"))).isEmpty();
        assertThat(Spelling.nearest("abc", List.of("abd", "aba"))).contains("aba");
        assertThat(Spelling.nearest("zzzz", List.of("threads"))).isEmpty();
    }
}
