package org.bitnetj.kernels.pack;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** The inside of TL2's blocks, drawn in {@link Tl2Codec}: 32 rows by 24 columns of triples with their signs, or by 32 columns of pairs. */
final class Tl2Blocks {
    /** Bytes of the indices of one block of triples: 4 vectors. */
    static final int TRIPLE_BYTES = 128;

    /** Bytes of the indices of one block of pairs: 8 vectors. */
    static final int PAIR_BYTES = 256;

    private static final int ROWS = Tl2Layout.VECTOR_ROWS;
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle SHORTS = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

    /** The sign of an entry of {@link #SIX_TRITS}: its byte and signs do not go together. */
    private static final long INVALID = Long.MIN_VALUE;

    /** By a byte of indices, the sign of its low half (bit 8) and of its high half (bit 9): six trits, the first in the lowest eight bits. */
    private static final long[] SIX_TRITS = sixTrits();

    /** By a byte of indices of pairs: four trits, the first in the lowest eight bits. */
    private static final int[] FOUR_TRITS = fourTrits();

    private Tl2Blocks() {}

    private static long[] sixTrits() {
        long[] sixes = new long[1024];
        for (int code = 0; code < sixes.length; code++) {
            long first = threeTrits(code >> 4 & 15, code >> 9);
            long second = threeTrits(code & 15, code >> 8 & 1);
            sixes[code] = first < 0 || second < 0 ? INVALID : first | second << 24;
        }
        return sixes;
    }

    /** The three trits of an index and a sign, or a negative number if a format has no such thing. */
    private static long threeTrits(int index, int sign) {
        if (index > NibbleIndices.MAX_TRIPLE || (index == 0 && sign == 1)) {
            return INVALID;
        }
        // 13 more, so that the digits of base 3 are the trits, each 1 more.
        int digits = (sign == 0 ? index : -index) + 13;
        return ((digits / 9 - 1) & 0xffL) | ((digits / 3 % 3 - 1) & 0xffL) << 8 | ((digits % 3 - 1) & 0xffL) << 16;
    }

    private static int[] fourTrits() {
        int[] fours = new int[256];
        for (int code = 0; code < fours.length; code++) {
            fours[code] = Tl1Codec.twoTrits(code >> 4) | Tl1Codec.twoTrits(code & 15) << 16;
        }
        return fours;
    }

    /** The byte of a row within a vector, and the row of a byte: the middle two of the four groups of eight change places. */
    static int swapMiddle(int row) {
        return (row & 7) | (row & 8) << 1 | (row & 16) >> 1;
    }

    /** The byte, from the start of a vector of signs, that has the sign of a row and one of eight triples. */
    static int signByte(int row, int triple) {
        return 2 * (row % 16) + (triple < 4 ? 1 : 0);
    }

    static void packTriples(byte[] trits, int first, int k, byte[] bytes, int indices, int signs) {
        for (int row = 0; row < ROWS; row++) {
            int at = first + row * k;
            int out = indices + swapMiddle(row);
            int rowSigns = 0;
            for (int column = 0; column < Tl2Layout.TRIPLE_COLUMNS; column += 6) {
                int high = triple(trits, at + column);
                int low = triple(trits, at + column + 3);
                bytes[out] = (byte) (Math.abs(high) << 4 | Math.abs(low));
                // A bit for each row of 16 lies between those of another 16 rows.
                rowSigns = rowSigns << 4 | high >>> 31 << 2 | low >>> 31;
                out += ROWS;
            }
            int place = signs + 2 * (row % 16);
            int pair = rowSigns << (row < 16 ? 1 : 0);
            bytes[place] |= (byte) pair;
            bytes[place + 1] |= (byte) (pair >> 8);
        }
    }

    private static int triple(byte[] trits, int at) {
        return 9 * trits[at] + 3 * trits[at + 1] + trits[at + 2];
    }

    /** Returns whether all indices and signs are some that the format has. */
    static boolean unpackTriples(byte[] codes, int indices, int signs, byte[] trits, int first, int k) {
        long bad = 0;
        for (int row = 0; row < ROWS; row++) {
            int from = indices + swapMiddle(row);
            int rowSigns = rowSigns(codes, signs, row);
            int out = first + row * k;
            for (int shift = 12; shift >= 0; shift -= 4) {
                int two = rowSigns >> shift;
                long six = SIX_TRITS[(codes[from] & 0xff) | (two & 1) << 8 | (two & 4) << 7];
                bad |= six;
                INTS.set(trits, out, (int) six);
                SHORTS.set(trits, out + 4, (short) (six >>> 32));
                from += ROWS;
                out += 6;
            }
        }
        return bad >= 0;
    }

    /** The signs of eight triples of a row: triple q in bit 14 - 2q. */
    private static int rowSigns(byte[] codes, int signs, int row) {
        int at = signs + 2 * (row % 16);
        int both = (codes[at] & 0xff) | (codes[at + 1] & 0xff) << 8;
        return row < 16 ? both >> 1 : both;
    }

    /** The place of a sign for index 0 in a block that has one: row * 8 + triple. It is the first by sign byte. */
    static int firstSignedZero(byte[] codes, int indices, int signs) {
        int first = -1;
        for (int place = 0; place < 8 * ROWS; place++) {
            int row = place / 8;
            int triple = place % 8;
            int code = codes[indices + triple / 2 * ROWS + swapMiddle(row)];
            int index = triple % 2 == 0 ? code >> 4 & 15 : code & 15;
            boolean signed = (rowSigns(codes, signs, row) >> (14 - 2 * triple) & 1) == 1;
            if (index == 0 && signed && (first < 0 || signByte(row, triple) < signByte(first / 8, first % 8))) {
                first = place;
            }
        }
        return first;
    }

    static void packPairs(byte[] trits, int first, int k, byte[] bytes, int indices) {
        for (int row = 0; row < ROWS; row++) {
            int out = indices + swapMiddle(row);
            int at = first + row * k;
            for (int column = 0; column < Tl2Layout.PAIR_COLUMNS; column += 4) {
                bytes[out] = Tl1Codec.twoPairs((int) INTS.get(trits, at + column));
                out += ROWS;
            }
        }
    }

    static void unpackPairs(byte[] codes, int indices, byte[] trits, int first, int k) {
        for (int row = 0; row < ROWS; row++) {
            int from = indices + swapMiddle(row);
            int out = first + row * k;
            for (int column = 0; column < Tl2Layout.PAIR_COLUMNS; column += 4) {
                INTS.set(trits, out + column, FOUR_TRITS[codes[from] & 0xff]);
                from += ROWS;
            }
        }
    }
}
