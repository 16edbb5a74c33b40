package org.bitnetj.kernels.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;

import org.bitnetj.kernels.Inputs;
import org.bitnetj.kernels.PackedMatrix;
import org.bitnetj.kernels.Shape;
import org.bitnetj.kernels.TernaryMatrix;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The half-precision scales of TQ1_0 and TQ2_0: rounding, zeros, and blocks that disagree. */
class BlockScaleTest {
    static final List<Layout> LAYOUTS = List.of(Tq1Layout.BLOCK_256, Tq2Layout.BLOCK_256);

    private static final Shape SHAPE = new Shape(3, 512);

    private static TernaryMatrix matrix(float scale) {
        return TernaryMatrix.of(SHAPE, Inputs.matrix(SHAPE, Inputs.Weights.RANDOM, 7).toArray(), scale);
    }

    private static byte[] withScale(byte[] bytes, int block, float scale) {
        byte[] changed = bytes.clone();
        int end = (block + 1) * bytes.length / 6;
        changed[end - 2] = (byte) Float.floatToFloat16(scale);
        changed[end - 1] = (byte) (Float.floatToFloat16(scale) >> 8);
        return changed;
    }

    @ParameterizedTest
    @FieldSource("LAYOUTS")
    void theScaleIsTheNearestHalfPrecisionNumber(Layout layout) {
        // Between 1 and 1 + 2^-10 there is nothing; the tie goes to the even one.
        assertThat(Packing.pack(matrix(0x1.001p0f), layout).scale()).isEqualTo(1f);
        assertThat(Packing.pack(matrix(0x1.002p0f), layout).scale()).isEqualTo(1f);
        assertThat(Packing.pack(matrix(0x1.003p0f), layout).scale()).isEqualTo(0x1.004p0f);
        assertThat(Packing.pack(matrix(0x1.006p0f), layout).scale()).isEqualTo(0x1.008p0f);
        assertThat(Packing.pack(matrix(-0.375f), layout).scale()).isEqualTo(-0.375f);
        assertThat(Packing.pack(matrix(0x1p-24f), layout).scale()).isEqualTo(0x1p-24f);
        assertThat(Packing.pack(matrix(65504), layout).scale()).isEqualTo(65504f);
        assertThat(Packing.unpack(Packing.pack(matrix(0x1.001p0f), layout))).isEqualTo(matrix(1));
    }

    @ParameterizedTest
    @FieldSource("LAYOUTS")
    void refusesScalesThatHalfPrecisionLoses(Layout layout) {
        assertThatThrownBy(() -> Packing.pack(matrix(65520), layout)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(layout.format() + " stores the scale").hasMessageContaining("65520.0 becomes Infinity");
        assertThatThrownBy(() -> Packing.pack(matrix(1e-8f), layout)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1.0E-8 becomes 0.0");
    }

    @ParameterizedTest
    @FieldSource("LAYOUTS")
    void aBlockOfZerosHasScaleZero(Layout layout) {
        byte[] trits = matrix(1).toArray();
        Arrays.fill(trits, 256, 512, (byte) 0);
        TernaryMatrix matrix = TernaryMatrix.of(SHAPE, trits, 2);
        PackedMatrix packed = Packing.pack(matrix, layout);
        byte[] bytes = Layouts.bytes(packed);
        assertThat(bytes).isEqualTo(withScale(bytes, 1, 0)).isNotEqualTo(withScale(bytes, 0, 0));
        assertThat(Packing.unpack(packed)).isEqualTo(matrix);
        // Other writers may give it the scale of the others.
        assertThat(Packing.unpack(wrap(withScale(bytes, 1, 2), layout))).isEqualTo(matrix);
        // If it comes first, the scale is still found.
        assertThat(wrap(withScale(bytes, 0, 0), layout).scale()).isEqualTo(2);
    }

    @ParameterizedTest
    @FieldSource("LAYOUTS")
    void aMatrixOfZerosComesBackWithScaleZero(Layout layout) {
        TernaryMatrix zeros = TernaryMatrix.of(SHAPE, new byte[SHAPE.weights()], 3);
        PackedMatrix packed = Packing.pack(zeros, layout);
        assertThat(packed.scale()).isZero();
        assertThat(Packing.unpack(packed)).isEqualTo(TernaryMatrix.of(SHAPE, new byte[SHAPE.weights()], 0));
    }

    @ParameterizedTest
    @FieldSource("LAYOUTS")
    void aMatrixWithScaleZeroKeepsItsTrits(Layout layout) {
        assertThat(Packing.unpack(Packing.pack(matrix(0), layout))).isEqualTo(matrix(0));
    }

    @ParameterizedTest
    @FieldSource("LAYOUTS")
    void namesTwoBlocksThatDisagree(Layout layout) {
        byte[] bytes = Layouts.bytes(Packing.pack(matrix(2), layout));
        assertThatThrownBy(() -> wrap(withScale(bytes, 3, 1.5f), layout)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("block 3 (row 1, columns 256 to 511)").hasMessageContaining("has scale 1.5")
                .hasMessageContaining("block 0 (row 0, columns 0 to 255) has 2.0");
        PackedMatrix built = Layouts.with(Packing.pack(matrix(2), layout), withScale(bytes, 5, -2));
        assertThatThrownBy(() -> Packing.unpack(built)).hasMessageContaining("block 5 (row 2, columns 256 to 511)")
                .hasMessageContaining("scale -2.0");
        assertThatThrownBy(() -> Packing.requireCodes(built)).hasMessageContaining("block 5 ");
    }

    @ParameterizedTest
    @FieldSource("LAYOUTS")
    void refusesTritsWithoutAScaleAmongOthersThatHaveOne(Layout layout) {
        byte[] bytes = Layouts.bytes(Packing.pack(matrix(2), layout));
        PackedMatrix wrapped = wrap(withScale(bytes, 4, 0), layout);
        assertThatThrownBy(() -> Packing.unpack(wrapped)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("block 4 (row 2, columns 0 to 255)").hasMessageContaining("scale 0.0 and trits that are not zero")
                .hasMessageContaining("scale 2.0");
    }

    @ParameterizedTest
    @FieldSource("LAYOUTS")
    void refusesAScaleThatTheBytesDoNotHold(Layout layout) {
        PackedMatrix packed = Packing.pack(matrix(2), layout);
        PackedMatrix wrong = new PackedMatrix(layout, SHAPE, 3, packed.bytes());
        assertThatThrownBy(() -> Packing.unpack(wrong)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("said to have scale 3.0")
                .hasMessageContaining("blocks hold 2.0");
    }

    private static PackedMatrix wrap(byte[] bytes, Layout layout) {
        return Packing.wrap(MemorySegment.ofArray(bytes), SHAPE, layout);
    }
}
