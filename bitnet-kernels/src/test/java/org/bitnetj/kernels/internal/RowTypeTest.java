package org.bitnetj.kernels.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;

/** Rows as other programs write them: encoded here weight by weight from the drawing, decoded by the library. */
class RowTypeTest {
    @Test
    void decodesQ8() {
        SplittableRandom random = new SplittableRandom(1);
        ByteBuffer bytes = ByteBuffer.allocate(3 * 34).order(ByteOrder.LITTLE_ENDIAN);
        float[] expected = new float[96];
        for (int block = 0; block < 3; block++) {
            float scale = 0.5f / (block + 1);
            bytes.putShort(Float.floatToFloat16(scale));
            for (int i = 0; i < 32; i++) {
                byte q = (byte) random.nextInt(-128, 128);
                bytes.put(q);
                expected[block * 32 + i] = Float.float16ToFloat(Float.floatToFloat16(scale)) * q;
            }
        }
        assertThat(decode(RowType.Q8_0, bytes, 96)).isEqualTo(expected);
    }

    /** In the order of ggml's reference dequantization, which goes through 32 places at a time and writes four weights at each. */
    @Test
    void decodesQ6() {
        SplittableRandom random = new SplittableRandom(2);
        byte[] block = new byte[2 * 210];
        random.nextBytes(block);
        ByteBuffer bytes = ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN);
        float[] expected = new float[512];
        for (int b = 0; b < 2; b++) {
            bytes.putShort(b * 210 + 208, Float.floatToFloat16(0.01f * (b + 1)));
            float d = Float.float16ToFloat(bytes.getShort(b * 210 + 208));
            for (int n = 0; n < 2; n++) {
                int ql = b * 210 + 64 * n;
                int qh = b * 210 + 128 + 32 * n;
                int sc = b * 210 + 192 + 8 * n;
                for (int l = 0; l < 32; l++) {
                    int is = l / 16;
                    int high = block[qh + l] & 0xFF;
                    int q1 = ((block[ql + l] & 0xF) | (high & 3) << 4) - 32;
                    int q2 = ((block[ql + l + 32] & 0xF) | (high >> 2 & 3) << 4) - 32;
                    int q3 = ((block[ql + l] & 0xFF) >> 4 | (high >> 4 & 3) << 4) - 32;
                    int q4 = ((block[ql + l + 32] & 0xFF) >> 4 | (high >> 6 & 3) << 4) - 32;
                    int y = b * 256 + n * 128 + l;
                    expected[y] = d * block[sc + is] * q1;
                    expected[y + 32] = d * block[sc + is + 2] * q2;
                    expected[y + 64] = d * block[sc + is + 4] * q3;
                    expected[y + 96] = d * block[sc + is + 6] * q4;
                }
            }
        }
        assertThat(decode(RowType.Q6_K, bytes, 512)).isEqualTo(expected);
    }

    @Test
    void int8RowsAreWithinHalfAStep() {
        float[] row = {0.5f, -1.27f, 0.004f, 0.0151f, 1, 0};
        MemorySegment rows = MemorySegment.ofArray(new byte[(int) RowType.INT8.rowBytes(6)]);
        assertThat(rows.byteSize()).isEqualTo(32);
        RowType.encodeInt8(row, new byte[6], rows, 0);
        float[] decoded = new float[6];
        RowType.INT8.decode(rows, 0, 6, decoded, 0);
        assertThat(decoded).usingComparatorWithPrecision(0.00501f).containsExactly(row);
        assertThat(decoded[1]).isEqualTo(-1.27f);
        for (float tiny : new float[]{0, Float.MIN_VALUE, -1e-37f}) {
            RowType.encodeInt8(new float[]{tiny, 0, 0, 0, 0, 0}, new byte[6], rows, 0);
            RowType.INT8.decode(rows, 0, 6, decoded, 0);
            assertThat(decoded).as("%s", tiny).containsOnly(0);
        }
    }

    @Test
    void roundsToTheNearestCode() {
        SplittableRandom random = new SplittableRandom(3);
        for (int round = 0; round < 200; round++) {
            float size = (float) Math.pow(10, random.nextDouble(-30, 30));
            float[] row = new float[37];
            for (int i = 0; i < row.length; i++) {
                row[i] = (float) random.nextGaussian() * size;
            }
            byte[] codes = new byte[row.length];
            MemorySegment rows = MemorySegment.ofArray(new byte[(int) RowType.INT8.rowBytes(row.length)]);
            RowType.encodeInt8(row, codes, rows, 0);
            float absmax = 0;
            for (float weight : row) {
                absmax = Math.max(absmax, Math.abs(weight));
            }
            for (int i = 0; i < row.length; i++) {
                assertThat(rows.get(ValueLayout.JAVA_BYTE, i)).isEqualTo(codes[i]).isBetween((byte) -127, (byte) 127);
                assertThat(codes[i] - row[i] * 127.0 / absmax).isBetween(-0.50002, 0.50002);
            }
        }
        MemorySegment rows = MemorySegment.ofArray(new byte[(int) RowType.INT8.rowBytes(5)]);
        byte[] codes = new byte[5];
        RowType.encodeInt8(new float[]{127, 0.5f, 1.5f, -2.5f, -127}, codes, rows, 0);
        assertThat(codes).containsExactly(127, 0, 2, -2, -127);
    }

    @Test
    void findsWhatIsNotFinite() {
        for (RowType type : RowType.values()) {
            byte[] bytes = new byte[(int) type.rowBytes(256)];
            ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
            MemorySegment rows = MemorySegment.ofArray(bytes);
            assertThat(type.isFinite(rows, 0, 256)).isTrue();
            switch (type) {
                case F32 -> buffer.putFloat(4 * 255, Float.NaN);
                case F16 -> buffer.putShort(2 * 255, (short) 0xFC00);
                case BF16 -> buffer.putShort(2 * 255, (short) 0x7F80);
                case Q8_0 -> buffer.putShort(7 * 34, (short) 0x7E01);
                case Q6_K -> buffer.putShort(208, (short) 0x7C00);
                case INT8 -> buffer.putFloat(256, Float.NaN);
            }
            assertThat(type.isFinite(rows, 0, 256)).as("%s", type).isFalse();
        }
    }

    /** Each 16-bit number at each place of a row whose end is not a whole word, among numbers that are nearly infinite. */
    @Test
    void everyHalfIsToldFiniteOrNotAtEveryPlace() {
        byte[] bytes = new byte[2 * 7];
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        MemorySegment rows = MemorySegment.ofArray(bytes);
        for (int place = 0; place < 7; place++) {
            for (int i = 0; i < 7; i++) {
                buffer.putShort(2 * i, (short) (i % 2 == 0 ? 0x7BFF : 0xFBFF));
            }
            for (int half = 0; half < 1 << 16; half++) {
                buffer.putShort(2 * place, (short) half);
                if (RowType.F16.isFinite(rows, 0, 7) != Float.isFinite(Float.float16ToFloat((short) half))) {
                    throw new AssertionError("half " + Integer.toHexString(half) + " at place " + place);
                }
                if (RowType.BF16.isFinite(rows, 0, 7) != Float.isFinite(Float.intBitsToFloat(half << 16))) {
                    throw new AssertionError("bfloat " + Integer.toHexString(half) + " at place " + place);
                }
            }
        }
    }

    private static float[] decode(RowType type, ByteBuffer bytes, int k) {
        float[] row = new float[k];
        type.decode(MemorySegment.ofBuffer(bytes.duplicate().clear()), 0, k, row, 0);
        return row;
    }
}
