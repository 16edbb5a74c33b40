package org.bitnetj.kernels.jmh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The distributions are what their names say. */
class TokensTest {
    private static double zeroShare(byte[] codes) {
        int zeros = 0;
        for (byte code : codes) {
            zeros += code == 0 ? 1 : 0;
        }
        return (double) zeros / codes.length;
    }

    @ParameterizedTest
    @CsvSource({"gaussian, 0, 0.05", "tiny-dense, 0, 0.05", "tiny-sparse, 0.85, 0.97"})
    void eachHasItsShareOfZeros(String distribution, double atLeast, double atMost) {
        for (int k : new int[]{2560, 6912}) {
            byte[] codes = Tokens.codes(distribution, k, Matrices.seed() + 1);
            assertThat(codes).hasSize(k);
            assertThat(zeroShare(codes)).isBetween(atLeast, atMost);
        }
    }

    /** A pool read at a wrong offset or as a wrong type would not have the largest code of a token, and few others. */
    @ParameterizedTest
    @ValueSource(strings = {"gaussian", "tiny-dense", "tiny-sparse"})
    void eachReachesTheLargestCodeAndStaysNearZero(String distribution) {
        byte[] codes = Tokens.codes(distribution, 1 << 16, 3);
        int largest = 0;
        double squares = 0;
        for (byte code : codes) {
            largest = Math.max(largest, Math.abs(code));
            squares += code * code;
        }
        assertThat(largest).isEqualTo(127);
        assertThat(Math.sqrt(squares / codes.length)).isBetween(4.0, 60.0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gaussian", "tiny-dense", "tiny-sparse"})
    void aTokenDependsOnItsSeedAlone(String distribution) {
        byte[] three = Tokens.codes(distribution, 256, 3, 7);
        assertThat(Arrays.copyOfRange(three, 512, 768)).isEqualTo(Tokens.codes(distribution, 256, 9))
                .isNotEqualTo(Arrays.copyOf(three, 256));
    }

    @Test
    void anUnknownNameIsAnError() {
        assertThatThrownBy(() -> Tokens.codes("uniform", 256, 1)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("uniform");
    }
}
