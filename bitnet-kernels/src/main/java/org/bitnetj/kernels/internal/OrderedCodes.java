package org.bitnetj.kernels.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Rows of codes, trit + 1, in the order of their columns: two bits each, the first column of four in the lowest bits of a byte. A row ends with codes
 * of zero weights, so that a long may be read from where any column lies.
 *
 * <p>In plain longs: a model is laid out in its first second, when vectors are not compiled yet and cost many times what they save.
 */
public final class OrderedCodes {
    /** Columns whose codes are in a byte. */
    public static final int COLUMNS_A_BYTE = 4;

    /** A byte of zero weights. */
    public static final byte ZEROS = 0x55;

    /** How longs and ints lie in the bytes of a row. */
    public static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    public static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    /** The fields, two bits each, whose place in a long has a 0 at one bit of its number: bit 4, 3, 2, 1 and 0. */
    private static final long HALVES = 0x0000_0000_FFFF_FFFFL;
    private static final long SHORTS = 0x0000_FFFF_0000_FFFFL;
    private static final long BYTES = 0x00FF_00FF_00FF_00FFL;
    private static final long NIBBLES = 0x0F0F_0F0F_0F0F_0F0FL;
    private static final long PAIRS = 0x3333_3333_3333_3333L;

    private OrderedCodes() {}

    /**
     * {@return the bytes of a row}
     *
     * @param k its columns
     */
    public static int rowBytes(int k) {
        return TritSource.codeLongs(k) * Long.BYTES + Long.BYTES;
    }

    /**
     * Brings rows of blocks into order.
     *
     * @param blocks rows as {@link TritSource#copyCodes} writes them
     * @param rows how many
     * @param k their columns
     * @param codes receives the rows, {@link #rowBytes} each
     * @param at where they begin
     */
    public static void fromBlocks(long[] blocks, int rows, int k, byte[] codes, int at) {
        int longs = TritSource.codeLongs(k);
        int rowBytes = rowBytes(k);
        for (int r = 0; r < rows; r++) {
            int to = at + r * rowBytes;
            for (int i = r * longs; i < (r + 1) * longs; i += TritSource.BLOCK_LONGS, to += TritSource.BLOCK_LONGS * Long.BYTES) {
                block(blocks, i, codes, to);
            }
            Arrays.fill(codes, to, to + Long.BYTES, ZEROS);
        }
    }

    /**
     * Copies rows as trits from a source that has them in order.
     *
     * @param source what to copy from
     * @param from first row
     * @param to row after the last
     * @param trits receives {@code (to - from) * k} trits
     */
    public static void copyRows(TritSource source, int from, int to, byte[] trits) {
        int k = source.shape().k();
        byte[] codes = new byte[(to - from) * rowBytes(k)];
        source.copyOrdered(from, to, codes, 0);
        for (int r = 0; r < to - from; r++) {
            int row = r * rowBytes(k);
            for (int c = 0; c < k; c++) {
                trits[r * k + c] = (byte) ((codes[row + c / COLUMNS_A_BYTE] >> (c % COLUMNS_A_BYTE * 2) & 3) - 1);
            }
        }
    }

    /**
     * Brings 128 columns into order, four longs.
     *
     * <p>A field's place has a number of seven bits: two name the long, three the byte and two the place in it. In blocks those are j1 j0 b2 b1 b0 f1 f0
     * for byte 4 j + b, whose field f is column 32 (3 - f) + 8 j + b; in order the same field belongs at f1 f0 j1 j0 b2 b1 b0, the longs the other way round.
     * Each step exchanges the highest bit of the number, which tells two longs apart, with another bit: so the bit that was there comes to where it belongs.
     */
    private static void block(long[] blocks, int from, byte[] codes, int to) {
        long a = blocks[from];
        long b = blocks[from + 1];
        long c = blocks[from + 2];
        long d = blocks[from + 3];

        long differ = ((a >>> 32) ^ c) & HALVES;
        c ^= differ;
        a ^= differ << 32;
        differ = ((b >>> 32) ^ d) & HALVES;
        d ^= differ;
        b ^= differ << 32;

        differ = ((a >>> 8) ^ c) & BYTES;
        c ^= differ;
        a ^= differ << 8;
        differ = ((b >>> 8) ^ d) & BYTES;
        d ^= differ;
        b ^= differ << 8;

        differ = ((a >>> 2) ^ c) & PAIRS;
        c ^= differ;
        a ^= differ << 2;
        differ = ((b >>> 2) ^ d) & PAIRS;
        d ^= differ;
        b ^= differ << 2;

        // The highest bit of the number and the next one: b and c change their names.
        differ = ((a >>> 16) ^ b) & SHORTS;
        b ^= differ;
        a ^= differ << 16;
        differ = ((c >>> 16) ^ d) & SHORTS;
        d ^= differ;
        c ^= differ << 16;

        differ = ((a >>> 4) ^ b) & NIBBLES;
        b ^= differ;
        a ^= differ << 4;
        differ = ((c >>> 4) ^ d) & NIBBLES;
        d ^= differ;
        c ^= differ << 4;

        // After the change of names c is the second long, and b the third.
        LONG.set(codes, to, d);
        LONG.set(codes, to + 8, b);
        LONG.set(codes, to + 16, c);
        LONG.set(codes, to + 24, a);
    }
}
