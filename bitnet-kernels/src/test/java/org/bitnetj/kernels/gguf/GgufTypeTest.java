package org.bitnetj.kernels.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class GgufTypeTest {
    // Sizes of the ternary types as the reference packers wrote these shapes, and of others by their definition.
    @ParameterizedTest
    @CsvSource({"F32, 0, 256, 128, 131072", "F16, 1, 256, 128, 65536", "BF16, 30, 256, 128, 65536",
        "F64, 28, 3, 1, 24", "I8, 24, 7, 3, 21", "Q8_0, 8, 256, 128, 34816", "Q6_K, 14, 256, 128, 26880",
        "Q4_K, 12, 1280, 256, 184320", "TQ1_0, 34, 256, 128, 6912", "TQ2_0, 35, 256, 128, 8448",
        "TQ1_0, 34, 1280, 256, 69120", "TQ2_0, 35, 1280, 256, 84480", "I2_S, 36, 256, 128, 8224",
        "I2_S, 36, 1280, 256, 81952", "I2_S, 36, 4, 1, 33", "TL1, 38, 256, 128, 8224",
        "TL1, 38, 4, 1, 64", "TL2, 39, 256, 128, 8224", "TL2, 39, 1280, 256, 71040",
        "TL2, 39, 3200, 3200, 2167520"})
    void sizeInBytes(GgufType type, int id, long columns, long rows, long bytes) {
        assertThat(type.id()).isEqualTo(id);
        assertThat(type.byteSize(columns, rows)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "UNKNOWN")
    void isFoundByItsId(GgufType type) {
        assertThat(GgufType.ofId(type.id())).isEqualTo(type);
        assertThat(Arrays.stream(GgufType.values()).filter(other -> other.id() == type.id())).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"-1", "4", "5", "31", "33", "37", "40", "2147483647", "-2147483648"})
    void otherIdsAreUnknown(int id) {
        assertThat(GgufType.ofId(id)).isEqualTo(GgufType.UNKNOWN);
    }

    @Test
    void sizesThatDoNotExistAreErrors() {
        assertThatThrownBy(() -> GgufType.F32.byteSize(0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> GgufType.F32.byteSize(1, -1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> GgufType.TQ2_0.byteSize(255, 1)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("multiple of 256");
        assertThatThrownBy(() -> GgufType.UNKNOWN.byteSize(1, 1)).isInstanceOf(UnsupportedOperationException.class);
    }

    @ParameterizedTest
    @EnumSource(names = {"F32", "I64", "Q8_K", "TL2"})
    void sizesOver63BitsAreErrors(GgufType type) {
        assertThatThrownBy(() -> type.byteSize(1L << 40, (1L << 23) - 1)).isInstanceOf(ArithmeticException.class);
    }

    @Test
    void valueTypesAreFoundByTheirIds() {
        for (GgufValueType type : GgufValueType.values()) {
            assertThat(GgufValueType.ofId(type.id())).contains(type);
        }
        assertThat(GgufValueType.ofId(13)).isEmpty();
        assertThat(GgufValueType.ofId(-1)).isEmpty();
        assertThat(Arrays.stream(GgufValueType.values()).filter(GgufValueType::isInteger)).hasSize(8);
        assertThat(Arrays.stream(GgufValueType.values()).filter(GgufValueType::isFloat)).hasSize(2);
    }

    @Test
    void limitsArePositive() {
        assertThatThrownBy(() -> new GgufLimits(0, 1, 1, 1, 1, 1)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("maxTensors");
        assertThatThrownBy(() -> new GgufLimits(1, 1, 1, 1, 1, 65)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("maxArrayDepth");
        assertThat(GgufLimits.DEFAULT.maxArrayDepth()).isEqualTo(4);
    }
}
