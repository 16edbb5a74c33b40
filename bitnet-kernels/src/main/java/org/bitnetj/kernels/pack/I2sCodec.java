package org.bitnetj.kernels.pack;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

import org.bitnetj.kernels.PackedMatrix;
import org.bitnetj.kernels.Shape;
import org.bitnetj.kernels.TernaryMatrix;

/**
 * I2_S: two bits a weight. The code of a trit is {@code trit + 1}, so 0, 1 or 2; 3 never occurs and is refused.
 *
 * <p>{@link I2sLayout#BLOCK_128} cuts each row into blocks of 128 weights, 32 bytes each. Byte {@code i} of a block holds four weights
 * that lie 32 apart. {@link I2sLayout#BLOCK_64} is the same with blocks of 64 weights in 16 bytes, and weights that lie 16 apart:
 *
 * <pre>
 *   bit       7   6     5   4     3   2     1   0
 *           +---------+---------+---------+---------+
 *   byte i  | w[i]    | w[32+i] | w[64+i] | w[96+i] |    blocks of 128, i = 0..31, k % 128 == 0
 *           +---------+---------+---------+---------+
 *   byte i  | w[i]    | w[16+i] | w[32+i] | w[48+i] |    blocks of 64,  i = 0..15, k % 64 == 0
 *           +---------+---------+---------+---------+
 *
 *   row r starts at byte r*k/4
 * </pre>
 *
 * <p>{@link I2sLayout#ROWS_4} keeps the columns in order and puts four consecutive rows into a byte:
 *
 * <pre>
 *   bit             7   6       5   4       3   2       1   0
 *                 +-----------+-----------+-----------+-----------+
 *   byte R*k + c  | w[4R, c]  | w[4R+1,c] | w[4R+2,c] | w[4R+3,c] |    R = 0..m/4-1, c = 0..k-1, m % 4 == 0
 *                 +-----------+-----------+-----------+-----------+
 * </pre>
 *
 * <p>The scale follows the codes in every order:
 *
 * <pre>
 *   +------------------------------+-----------------+----------+
 *   | codes, m*k/4 bytes           | float32 scale   | 28 zeros |
 *   +------------------------------+-----------------+----------+
 *   0                              m*k/4             m*k/4 + 4
 * </pre>
 *
 * <p>Stateless and thread-safe. Source: bitnet.cpp's {@code quantize_i2_s}; blocks of 128 and four rows a byte are checked byte for byte
 * against what its x86 build wrote, blocks of 64 against bytes made from the description of its C source.
 */
public final class I2sCodec {
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private I2sCodec() {}

    /**
     * Packs a matrix into newly allocated heap memory.
     *
     * @param matrix the trits
     * @param layout the order to write
     * @return the packed matrix
     * @throws IllegalArgumentException if the layout cannot hold the shape
     */
    public static PackedMatrix pack(TernaryMatrix matrix, I2sLayout layout) {
        byte[] bytes = PackedBytes.allocate(matrix, layout);
        switch (layout) {
            case BLOCK_128, BLOCK_64 -> packBlocks(matrix, layout.blockWeights() / 4, bytes);
            case ROWS_4 -> packRowsByFour(matrix, bytes);
        }
        return PackedBytes.withScale(bytes, matrix, layout);
    }

    private static void packBlocks(TernaryMatrix matrix, int blockBytes, byte[] bytes) {
        byte[] row = new byte[matrix.shape().k()];
        for (int r = 0; r < matrix.shape().m(); r++) {
            matrix.copyRow(r, row, 0);
            packRow(row, bytes, r * (row.length / 4), blockBytes);
        }
    }

    private static void packRowsByFour(TernaryMatrix matrix, byte[] bytes) {
        int k = matrix.shape().k();
        byte[] rows = new byte[Math.multiplyExact(4, k)];
        for (int r = 0; r < matrix.shape().m(); r += 4) {
            for (int i = 0; i < 4; i++) {
                matrix.copyRow(r + i, rows, i * k);
            }
            TwoBitFields.pack(rows, 0, k, 2 * k, 3 * k, bytes, r / 4 * k, k);
        }
    }

    /**
     * Packs one row in blocks of 128.
     *
     * @param trits whole blocks of trits
     * @param bytes receives a quarter as many bytes
     * @param offset where in {@code bytes} they begin
     */
    public static void packRow(byte[] trits, byte[] bytes, int offset) {
        packRow(trits, bytes, offset, I2sLayout.BLOCK_BYTES);
    }

    private static void packRow(byte[] trits, byte[] bytes, int offset, int blockBytes) {
        for (int block = 0; block < trits.length; block += 4 * blockBytes) {
            TwoBitFields.pack(trits, block, block + blockBytes, block + 2 * blockBytes, block + 3 * blockBytes, bytes, offset + block / 4,
                    blockBytes);
        }
    }

    /**
     * Unpacks one row in blocks of 128. No code may be 3.
     *
     * @param bytes the codes of the row, whole blocks
     * @param trits receives four times as many trits
     * @param offset where in {@code trits} they begin
     */
    public static void unpackRow(byte[] bytes, byte[] trits, int offset) {
        int run = I2sLayout.BLOCK_BYTES;
        for (int from = 0; from < bytes.length; from += run) {
            int out = offset + 4 * from;
            TwoBitFields.unpack(bytes, from, run, trits, out, out + run, out + 2 * run, out + 3 * run);
        }
    }

    /**
     * Unpacks a matrix.
     *
     * @param packed a matrix in an I2_S layout
     * @return its trits and scale
     * @throws IllegalArgumentException if the format is another one, or a code is 3 (the byte is named)
     */
    public static TernaryMatrix unpack(PackedMatrix packed) {
        I2sLayout layout = PackedBytes.requireLayout(packed, I2sLayout.class, "I2_S");
        Shape shape = packed.shape();
        requireCodes(packed);
        byte[] codes = PackedBytes.copy(packed, I2sLayout.codeBytes(shape));
        byte[] trits = new byte[shape.weights()];
        // Both orders are runs of bytes whose four fields go to four places, one run's length apart.
        int run = layout == I2sLayout.ROWS_4 ? shape.k() : layout.blockWeights() / 4;
        for (int from = 0; from < codes.length; from += run) {
            int out = 4 * from;
            TwoBitFields.unpack(codes, from, run, trits, out, out + run, out + 2 * run, out + 3 * run);
        }
        return TernaryMatrix.of(shape, trits, packed.scale());
    }

    /**
     * Refers to an I2_S tensor where it lies, in a mapped GGUF file for example; nothing is copied.
     *
     * @param tensor the tensor's bytes: codes, then a trailer that begins with the scale
     * @param shape rows and columns
     * @param layout the order in which the codes were written
     * @return the packed matrix
     * @throws IllegalArgumentException if the layout cannot hold the shape, the bytes are not as many as it takes, or the scale is not finite
     */
    public static PackedMatrix wrap(MemorySegment tensor, Shape shape, I2sLayout layout) {
        return PackedBytes.wrapWithScale(tensor, shape, layout);
    }

    /**
     * Checks that every code is 0, 1 or 2, at memory speed.
     *
     * @param packed a matrix in an I2_S layout
     * @throws IllegalArgumentException if the format is another one, or a code is 3; the first such byte is named with its row
     */
    public static void requireCodes(PackedMatrix packed) {
        PackedBytes.requireLayout(packed, I2sLayout.class, "I2_S");
        MemorySegment bytes = packed.bytes();
        long end = I2sLayout.codeBytes(packed.shape());
        long wholeEnd = end & -Long.BYTES;
        for (long at = 0; at < wholeEnd; at += Long.BYTES) {
            requireCodes(packed, at, bytes.get(LONG, at));
        }
        if (wholeEnd < end) {
            // The trailer is longer than a long, so this reads inside the tensor; what belongs to the scale is cut off.
            requireCodes(packed, wholeEnd, bytes.get(LONG, wholeEnd) & ((1L << (8 * (end - wholeEnd))) - 1));
        }
    }

    private static void requireCodes(PackedMatrix packed, long at, long codes) {
        long threes = codes & codes >>> 1 & 0x5555555555555555L;
        if (threes != 0) {
            throw badCode(packed, at + Long.numberOfTrailingZeros(threes) / Byte.SIZE);
        }
    }

    private static IllegalArgumentException badCode(PackedMatrix packed, long at) {
        int code = packed.bytes().get(ValueLayout.JAVA_BYTE, at) & 0xff;
        int k = packed.shape().k();
        // The first of the byte's four fields from the top that holds 3.
        int field = Integer.numberOfLeadingZeros((code & code >>> 1 & 0x55) << 24) / 2;
        long row = packed.layout() == I2sLayout.ROWS_4 ? at / k * 4 + field : at * 4 / k;
        return new IllegalArgumentException("byte " + at + " (" + PackedBytes.hex(code) + ", row " + row + ") of the " + packed.shape()
                + " matrix in " + packed.layout() + " holds code 3; codes are 0, 1 and 2. Is the data I2_S, and uncorrupted?");
    }
}
