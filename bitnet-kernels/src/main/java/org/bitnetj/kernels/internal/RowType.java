package org.bitnetj.kernels.internal;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * How a row of an embedding or an output head is stored. All but {@link #INT8} are types of GGUF; numbers are little-endian.
 *
 * <pre>
 *   F32, F16, BF16   k numbers
 *   Q8_0             blocks of 32 weights:  half d | 32 int8 q                                                      weight = d * q
 *   Q6_K             blocks of 256 weights: 128 bytes low 4 bits | 64 bytes high 2 bits | 16 int8 scales | half d   weight = d * scale * (q - 32)
 *   INT8             k int8 q | float d | padding to a multiple of 32 bytes                                         weight = d * q
 * </pre>
 *
 * <p>In Q6_K each half of a block has 64 bytes {@code ql}, 32 bytes {@code qh} and 8 scales for its 128 weights: weight {@code 32 j + l} has
 * its low bits in {@code ql[32 (j % 2) + l]}, in the upper half of the byte if j is 2 or 3, its high bits in {@code qh[l]} at bit 2 j, and the
 * scale {@code 2 j + l / 16}. Source: ggml-quants.c.
 */
public enum RowType {
    /** IEEE 754 single precision. */
    F32(1, 4),
    /** IEEE 754 half precision. */
    F16(1, 2),
    /** The upper half of a single. */
    BF16(1, 2),
    /** 8 bits in blocks of 32. */
    Q8_0(32, 34),
    /** 6 bits in blocks of 256. */
    Q6_K(256, 210),
    /** 8 bits, one scale a row; this library's own, in memory only. */
    INT8(1, 1);

    /** Bytes of an {@link #INT8} row are a multiple of this. */
    private static final int INT8_ALIGNMENT = 32;

    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int HALVES_A_LONG = 4;
    private static final long ONES = 0x0001000100010001L;

    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final int blockWeights;
    private final int blockBytes;

    RowType(int blockWeights, int blockBytes) {
        this.blockWeights = blockWeights;
        this.blockBytes = blockBytes;
    }

    /**
     * {@return what k must be a multiple of}
     */
    public int blockWeights() {
        return blockWeights;
    }

    /**
     * {@return the bytes of a block; for {@link #INT8} those of one weight}
     */
    public int blockBytes() {
        return blockBytes;
    }

    /**
     * {@return the bytes from one row to the next}
     *
     * @param k weights of a row, a multiple of {@link #blockWeights()}
     */
    public long rowBytes(int k) {
        if (this == INT8) {
            return ((long) k + Float.BYTES + INT8_ALIGNMENT - 1) / INT8_ALIGNMENT * INT8_ALIGNMENT;
        }
        return (long) k / blockWeights * blockBytes;
    }

    /**
     * Decodes a row, exactly but for the products of Q6_K's and Q8_0's scales, which are rounded to float.
     *
     * @param rows holds it
     * @param at its first byte
     * @param k its weights
     * @param target receives k weights
     * @param targetAt where in {@code target} they begin
     */
    public void decode(MemorySegment rows, long at, int k, float[] target, int targetAt) {
        switch (this) {
            case F32 -> MemorySegment.copy(rows, FLOAT, at, target, targetAt, k);
            case F16 -> {
                for (int i = 0; i < k; i++) {
                    target[targetAt + i] = half(rows, at + 2L * i);
                }
            }
            case BF16 -> {
                for (int i = 0; i < k; i++) {
                    target[targetAt + i] = Float.intBitsToFloat(rows.get(SHORT, at + 2L * i) << 16);
                }
            }
            case Q8_0 -> {
                for (int i = 0; i < k; i++) {
                    long block = at + (long) i / 32 * 34;
                    target[targetAt + i] = half(rows, block) * rows.get(ValueLayout.JAVA_BYTE, block + 2 + i % 32);
                }
            }
            case Q6_K -> {
                for (int i = 0; i < k; i++) {
                    target[targetAt + i] = sixBits(rows, at + (long) i / 256 * 210, i % 256);
                }
            }
            case INT8 -> {
                float scale = int8Scale(rows, at, k);
                for (int i = 0; i < k; i++) {
                    target[targetAt + i] = scale * rows.get(ValueLayout.JAVA_BYTE, at + i);
                }
            }
        }
    }

    /** Weight i of a block of Q6_K. */
    private static float sixBits(MemorySegment rows, long block, int i) {
        int half = i / 128;
        int j = i % 128 / 32;
        int l = i % 32;
        int low = rows.get(ValueLayout.JAVA_BYTE, block + 64L * half + 32L * (j % 2) + l) >> (4 * (j / 2)) & 15;
        int high = rows.get(ValueLayout.JAVA_BYTE, block + 128 + 32L * half + l) >> (2 * j) & 3;
        int scale = rows.get(ValueLayout.JAVA_BYTE, block + 192 + 8L * half + 2L * j + l / 16);
        return half(rows, block + 208) * scale * ((low | high << 4) - 32);
    }

    /**
     * {@return whether all numbers of a row are finite}
     *
     * @param rows holds it
     * @param at its first byte
     * @param k its weights
     */
    public boolean isFinite(MemorySegment rows, long at, int k) {
        boolean finite = true;
        switch (this) {
            case F32 -> {
                for (int i = 0; i < k; i++) {
                    finite &= Float.isFinite(rows.get(FLOAT, at + 4L * i));
                }
            }
            case F16, BF16 -> {
                int exponent = this == F16 ? 0x7C00 : 0x7F80;
                int body = k - k % HALVES_A_LONG;
                for (int i = 0; i < body; i += HALVES_A_LONG) {
                    finite &= !anyHasAllOf(rows.get(LONG, at + 2L * i), exponent);
                }
                for (int i = body; i < k; i++) {
                    finite &= (rows.get(SHORT, at + 2L * i) & exponent) != exponent;
                }
            }
            case Q8_0, Q6_K -> {
                int scaleAt = this == Q8_0 ? 0 : blockBytes - Short.BYTES;
                for (int i = 0; i < k / blockWeights; i++) {
                    finite &= Float.isFinite(half(rows, at + (long) i * blockBytes + scaleAt));
                }
            }
            case INT8 -> finite = Float.isFinite(int8Scale(rows, at, k));
        }
        return finite;
    }

    /** Whether one of four 16-bit numbers has all bits of a mask, which has not the highest. Four at a time: a head has hundreds of millions. */
    private static boolean anyHasAllOf(long four, int mask) {
        long masks = mask * ONES;
        long missing = (four & masks) ^ masks;
        return ((missing - ONES) & ~missing & (ONES << 15)) != 0;
    }

    /**
     * {@return a half-precision number}
     *
     * @param bytes holds it
     * @param at its first byte
     */
    public static float half(MemorySegment bytes, long at) {
        return Float.float16ToFloat(bytes.get(SHORT, at));
    }

    /**
     * {@return the scale of a row of {@link #INT8}}
     *
     * @param rows holds it
     * @param at its first byte
     * @param k its weights
     */
    public static float int8Scale(MemorySegment rows, long at, int k) {
        return rows.get(FLOAT, at + k);
    }

    /**
     * Writes a row of {@link #INT8}: {@code d = max|w| / 127}, {@code q = round(w * (127 / max|w|))} with halves to even, the factor and the product in float. A row whose
     * largest weight is too small for that factor to be finite is all zeros.
     *
     * @param weights its k weights; finite
     * @param codes room for k codes
     * @param rows receives it
     * @param at its first byte
     */
    public static void encodeInt8(float[] weights, byte[] codes, MemorySegment rows, long at) {
        int k = weights.length;
        float absmax = 0;
        for (int i = 0; i < k; i++) {
            absmax = Math.max(absmax, Math.abs(weights[i]));
        }
        float inverse = 127 / absmax;
        if (Float.isInfinite(inverse)) {
            inverse = 0;
        }
        // Nothing but arrays, no clamping (the products are within 127.00002) and no division: a head has hundreds of millions of weights.
        for (int i = 0; i < k; i++) {
            codes[i] = (byte) Math.rint(weights[i] * inverse);
        }
        MemorySegment.copy(codes, 0, rows, ValueLayout.JAVA_BYTE, at, k);
        rows.set(FLOAT, at + k, absmax / 127);
    }
}
