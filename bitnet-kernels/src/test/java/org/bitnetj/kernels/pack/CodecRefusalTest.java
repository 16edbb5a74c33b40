package org.bitnetj.kernels.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bitnetj.kernels.Inputs;
import org.bitnetj.kernels.Kernels;
import org.bitnetj.kernels.PackedMatrix;
import org.bitnetj.kernels.Shape;
import org.bitnetj.kernels.TernaryMatrix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes that no format has, and what is said of them. */
class CodecRefusalTest {
    static final List<Layout> LAYOUTS = Layouts.ALL;

    private static final Tl2Layout TL2 = new Tl2Layout(64, 96);

    private static PackedMatrix random(Shape shape, Layout layout) {
        return Packing.pack(Inputs.matrix(shape, Inputs.Weights.RANDOM, 1), layout);
    }

    /** Unpacking, checking and preparing all say the same. */
    private static void refused(PackedMatrix bad, String... parts) {
        try (Kernels kernels = Kernels.open()) {
            for (ThrowingCallable call : List.<ThrowingCallable>of(() -> Packing.unpack(bad), () -> Packing.requireCodes(bad),
                    () -> kernels.prepare(bad))) {
                assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessageContainingAll(parts);
            }
        }
    }

    private static PackedMatrix or(PackedMatrix good, int at, int bits) {
        byte[] bytes = Layouts.bytes(good);
        bytes[at] |= (byte) bits;
        return Layouts.with(good, bytes);
    }

    private static PackedMatrix set(PackedMatrix good, int at, int value) {
        byte[] bytes = Layouts.bytes(good);
        bytes[at] = (byte) value;
        return Layouts.with(good, bytes);
    }

    @Test
    void i2sNamesTheFirstCodeThree() {
        refused(or(or(random(new Shape(3, 192), I2sLayout.BLOCK_64), 50, 0x03), 51, 0x30), "byte 50 (", "row 1)", "I2_S (blocks of 64)",
                "code 3; codes are 0, 1 and 2");
        // The second field from the top is the second of four rows.
        refused(set(random(new Shape(8, 10), I2sLayout.ROWS_4), 17, 0x30), "byte 17 (0x30, row 5)", "I2_S (four rows a byte)");
        // Codes after the last whole long, right before the scale.
        refused(set(random(new Shape(4, 11), I2sLayout.ROWS_4), 10, 0x03), "byte 10 (0x03, row 3)");
    }

    @Test
    void theScaleIsNotTakenForCodes() {
        TernaryMatrix matrix = TernaryMatrix.of(new Shape(4, 3), new byte[12], Float.intBitsToFloat(0x7f7f_ffff));
        PackedMatrix packed = I2sCodec.pack(matrix, I2sLayout.ROWS_4);
        assertThat(I2sCodec.unpack(packed)).isEqualTo(matrix);
    }

    @ParameterizedTest
    @ValueSource(ints = {9, 10, 11, 12, 13, 14, 15})
    void tl1NamesTheFirstIndexThatIsNoPair(int index) {
        Shape shape = new Shape(64, 64);
        PackedMatrix good = random(shape, new Tl1Layout(64, 64, 32));
        // The vector of bytes 32 to 47 is the third: rows 16 to 31 of the first 8 columns.
        refused(set(set(good, 37, 4 << 4 | index), 300, 0xff), "byte 37 (0x4" + Integer.toHexString(index) + ", row 21, columns 0 to 3)",
                "TL1 (BM=64, BK=64, bm=32)", "index " + index + " in its low half", "pairs are 0 to 8");
        refused(set(good, 48, index << 4), "byte 48 (", "row 16, columns 4 to 7)", "index " + index + " in its high half");
    }

    @ParameterizedTest
    @ValueSource(ints = {14, 15})
    void tl2NamesTheFirstIndexThatIsNoTriple(int index) {
        PackedMatrix good = random(new Shape(64, 256), TL2);
        // Byte 9 of a vector is row 17; the second vector has columns 6 to 11.
        refused(set(set(good, 41, index), 60, 0xff), "byte 41 (0x0" + Integer.toHexString(index) + ", row 17, columns 6 to 11)",
                "TL2 (BM=64, BK=96)", "index " + index + " in its low half", "triples are 0 to 13");
        refused(set(good, 0, index << 4), "byte 0 (", "row 0, columns 0 to 5)", "index " + index + " in its high half");
    }

    @ParameterizedTest
    @ValueSource(ints = {9, 10, 11, 12, 13, 14, 15})
    void tl2NamesTheFirstIndexThatIsNoPair(int index) {
        PackedMatrix good = random(new Shape(64, 256), TL2);
        int pairs = 64 * 192 / 6 + 64 * 192 / 24;
        // The third vector: columns 8 to 11 of the pairs, which begin at 192; byte 31 is row 31.
        refused(set(good, pairs + 95, index << 4), "byte " + (pairs + 95) + " (", "row 31, columns 200 to 203)",
                "index " + index + " in its high half", "pairs are 0 to 8");
    }

    /** Bits 15 and 14 of a number, in its second byte, are of the first triple of rows 0 and 16. */
    @ParameterizedTest
    @CsvSource({"1, 0x80, row 0, 0", "1, 0x40, row 16, 0", "1, 0x20, row 0, 3", "30, 0x01, row 31, 21", "31, 0x02, row 15, 9"})
    void tl2NamesASignOfThreeZeros(int signByte, String bits, String row, int column) {
        PackedMatrix zeros = Packing.pack(Inputs.matrix(new Shape(64, 256), Inputs.Weights.ALL_ZERO, 1), TL2);
        int at = 64 * 192 / 6 + signByte;
        refused(or(zeros, at, Integer.decode(bits)),
                "byte " + at + " (" + bits + ", " + row + ", columns " + column + " to " + (column + 2) + ")",
                "holds a sign for index 0");
    }

    @Test
    void tq2NamesTheFirstCodeThree() {
        PackedMatrix good = random(new Shape(2, 512), Tq2Layout.BLOCK_256);
        refused(or(or(good, 2 * 66 + 7, 0xc0), 2 * 66 + 9, 0x03), "byte 139 (0x", "block 2 (row 1, columns 0 to 255)",
                "TQ2_0 (blocks of 256)",
                "code 3; codes are 0, 1 and 2");
        refused(or(good, 63, 0x03), "byte 63 (", "block 0 (row 0, columns 0 to 255)");
    }

    @Test
    void tq1NamesTheFirstByteThatStandsForNoTrits() {
        PackedMatrix good = random(new Shape(2, 512), Tq1Layout.BLOCK_256);
        // 256 / 243 of 1 is 2, rounded up: no number becomes 1.
        refused(set(set(good, 3 * 54 + 11, 1), 3 * 54 + 47, 1), "byte 173 (0x01)", "block 3 (row 1, columns 256 to 511)",
                "TQ1_0 (blocks of 256)", "stands for no five trits");
        // 2 is number 1: five trits, but not four and a zero.
        refused(set(good, 51, 2), "byte 51 (0x02)", "block 0 (row 0, columns 0 to 255)", "stands for no four trits");
        assertThatCode(() -> Packing.requireCodes(set(good, 47, 2))).doesNotThrowAnyException();
    }

    @Test
    void tq1HasThirteenBytesThatStandForNothing() {
        PackedMatrix good = random(new Shape(1, 256), Tq1Layout.BLOCK_256);
        long fives = IntStream.range(0, 256).filter(value -> isRefused(set(good, 20, value))).count();
        long fours = IntStream.range(0, 256).filter(value -> isRefused(set(good, 50, value))).count();
        assertThat(fives).isEqualTo(256 - 243);
        assertThat(fours).isEqualTo(256 - 81);
    }

    private static boolean isRefused(PackedMatrix packed) {
        try {
            Tq1Codec.unpack(packed);
            return false;
        } catch (IllegalArgumentException e) {
            return true;
        }
    }

    @ParameterizedTest
    @FieldSource("LAYOUTS")
    void refusesBytesOfAnotherLength(Layout layout) {
        byte[] bytes = Layouts.bytes(random(Layouts.COMMON, layout));
        for (int length : new int[]{0, bytes.length - 1, bytes.length + 1}) {
            assertThatThrownBy(() -> Packing.wrap(MemorySegment.ofArray(Arrays.copyOf(bytes, length)), Layouts.COMMON, layout))
                    .isInstanceOf(IllegalArgumentException.class).hasMessageContaining(layout.toString())
                    .hasMessageContaining("takes " + bytes.length + " bytes, scale and padding included, not " + length);
        }
    }

    @ParameterizedTest
    @FieldSource("LAYOUTS")
    void refusesNull(Layout layout) {
        TernaryMatrix matrix = Inputs.matrix(Layouts.COMMON, Inputs.Weights.RANDOM, 1);
        PackedMatrix packed = Packing.pack(matrix, layout);
        assertThatNullPointerException().isThrownBy(() -> Packing.pack(null, layout)).withMessage("matrix");
        assertThatNullPointerException().isThrownBy(() -> Packing.pack(matrix, null)).withMessage("layout");
        assertThatNullPointerException().isThrownBy(() -> Packing.wrap(null, Layouts.COMMON, layout)).withMessage("tensor");
        assertThatNullPointerException().isThrownBy(() -> Packing.wrap(packed.bytes(), null, layout)).withMessage("shape");
        assertThatNullPointerException().isThrownBy(() -> Packing.wrap(packed.bytes(), Layouts.COMMON, null)).withMessage("layout");
        assertThatNullPointerException().isThrownBy(() -> Packing.convert(packed, null)).withMessage("layout");
        assertThatNullPointerException().isThrownBy(() -> Packing.unpack(null)).withMessage("packed");
        assertThatNullPointerException().isThrownBy(() -> Packing.convert(null, layout)).withMessage("packed");
    }

    @Test
    void aCodecRefusesTheMatricesOfOthers() {
        PackedMatrix i2s = random(Layouts.COMMON, I2sLayout.BLOCK_128);
        PackedMatrix tl2 = random(Layouts.COMMON, new Tl2Layout(32, 96));
        assertThatThrownBy(() -> I2sCodec.unpack(tl2)).hasMessage("not an I2_S matrix: TL2 (BM=32, BK=96)");
        assertThatThrownBy(() -> I2sCodec.requireCodes(tl2)).hasMessageContaining("I2_S matrix: TL2");
        assertThatThrownBy(() -> Tl1Codec.unpack(tl2)).hasMessage("not a TL1 matrix: TL2 (BM=32, BK=96)");
        assertThatThrownBy(() -> Tl2Codec.unpack(i2s)).hasMessage("not a TL2 matrix: I2_S (blocks of 128)");
        assertThatThrownBy(() -> Tq1Codec.unpack(i2s)).hasMessage("not a TQ1_0 matrix: I2_S (blocks of 128)");
        assertThatThrownBy(() -> Tq2Codec.unpack(i2s)).hasMessage("not a TQ2_0 matrix: I2_S (blocks of 128)");
    }

    @ParameterizedTest
    @FieldSource("LAYOUTS")
    void refusesScalesThatAreNotFinite(Layout layout) {
        byte[] bytes = Layouts.bytes(random(Layouts.COMMON, layout));
        boolean half = layout instanceof Tq1Layout || layout instanceof Tq2Layout;
        // The scale of the tensor, or of the last block, all ones: a NaN.
        int at = half ? bytes.length - 2 : bytes.length - 32;
        Arrays.fill(bytes, at, at + (half ? 2 : 4), (byte) 0xff);
        assertThatThrownBy(() -> Packing.wrap(MemorySegment.ofArray(bytes), Layouts.COMMON, layout))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("finite").hasMessageContaining("NaN");
    }
}
