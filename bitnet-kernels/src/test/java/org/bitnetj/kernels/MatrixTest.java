package org.bitnetj.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;

import org.bitnetj.kernels.pack.I2sLayout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MatrixTest {
    @ParameterizedTest
    @CsvSource({"0, 1, at least 1 row", "1, 0, at least 1 row", "-1, 5, m=-1", "1, 16777216, exact up to k=16777215",
        "65536, 65536, 4294967296 weights"})
    void shapesThatCannotBeAreNamed(int m, int k, String message) {
        assertThatThrownBy(() -> new Shape(m, k)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(message);
    }

    @Test
    void tritsAreCheckedCopiedAndReadBack() {
        byte[] trits = {1, 0, -1, 0, 1, -1};
        TernaryMatrix matrix = TernaryMatrix.of(new Shape(2, 3), trits, 2);
        trits[0] = 0;
        assertThat(matrix.trit(0, 0)).isEqualTo((byte) 1);
        assertThat(matrix.trit(1, 2)).isEqualTo((byte) -1);
        assertThat(matrix).isEqualTo(TernaryMatrix.of(new Shape(2, 3), matrix.toArray(), 2))
                .isNotEqualTo(TernaryMatrix.of(new Shape(3, 2), matrix.toArray(), 2));
        assertThatThrownBy(() -> matrix.trit(2, 0)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> TernaryMatrix.of(new Shape(2, 3), new byte[]{0, 0, 0, 0, 0, 2}, 1)).hasMessageContaining("row 1, column 2")
                .hasMessageContaining("is 2");
        assertThatThrownBy(() -> TernaryMatrix.of(new Shape(2, 3), new byte[5], 1)).hasMessageContaining("6 trits, not 5");
        assertThatThrownBy(() -> TernaryMatrix.of(new Shape(1, 1), new byte[1], Float.NaN)).hasMessageContaining("finite");
    }

    @Test
    void packedBytesMustFitTheShape() {
        MemorySegment bytes = MemorySegment.ofArray(new byte[64]);
        assertThat(new PackedMatrix(I2sLayout.BLOCK_128, new Shape(1, 128), 1, bytes).bitsPerWeight()).isEqualTo(4);
        assertThatThrownBy(() -> new PackedMatrix(I2sLayout.BLOCK_128, new Shape(2, 128), 1, bytes))
                .hasMessageContaining("takes 96 bytes, not 64");
        assertThatThrownBy(() -> new PackedMatrix(I2sLayout.BLOCK_128, new Shape(1, 129), 1, bytes))
                .hasMessageContaining("multiple of 128");
    }
}
