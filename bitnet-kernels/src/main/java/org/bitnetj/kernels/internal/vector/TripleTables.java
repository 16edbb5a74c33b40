package org.bitnetj.kernels.internal.vector;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.ShortVector;

/**
 * One token as {@link TripleGemv} reads it: for each triple of columns the sums of its activations under all 27 patterns of signs, in a table of
 * 32 16-bit entries. The patterns are those of {@link TripleTiles}: entry {@code 9 d0 + 3 d1 + d2} is the sum of {@code (d - 1) * a}.
 */
final class TripleTables {
    static final int TABLE_BYTES = 64;
    static final int STEP_BYTES = 3 * TABLE_BYTES;

    private static final int ENTRIES = 32;
    private static final short[] SIGNS = signs();

    private final int k;
    private final MemorySegment tables;
    private final int[] ends;
    private int chunks;

    TripleTables(int k) {
        this.k = k;
        int steps = (k + TripleTiles.STEP_COLUMNS - 1) / TripleTiles.STEP_COLUMNS;
        tables = Arena.ofAuto().allocate((long) steps * STEP_BYTES, TABLE_BYTES);
        ends = new int[steps];
    }

    private static short[] signs() {
        short[] signs = new short[3 * ENTRIES];
        for (int i = 0; i < 27; i++) {
            signs[i] = (short) (i / 9 - 1);
            signs[ENTRIES + i] = (short) (i / 3 % 3 - 1);
            signs[2 * ENTRIES + i] = (short) (i % 3 - 1);
        }
        return signs;
    }

    /** Builds the tables of the k codes that begin at an offset. */
    void build(byte[] codes, int offset) {
        int sum = 0;
        chunks = 0;
        for (int s = 0; s < ends.length; s++) {
            int step = 0;
            for (int c = s * TripleTiles.STEP_COLUMNS; c < Math.min(k, (s + 1) * TripleTiles.STEP_COLUMNS); c++) {
                step += Math.abs(codes[offset + c]);
            }
            // A 16-bit lane holds the steps of a chunk whatever the weights are.
            if (sum + step > Short.MAX_VALUE) {
                ends[chunks++] = s;
                sum = 0;
            }
            sum += step;
        }
        ends[chunks++] = ends.length;
        int whole = k / 3;
        wholeTables(codes, offset, whole);
        for (int g = whole; g < 3 * ends.length; g++) {
            table(at(codes, offset, 3 * g), at(codes, offset, 3 * g + 1), at(codes, offset, 3 * g + 2), g);
        }
    }

    private short at(byte[] codes, int offset, int column) {
        return column < k ? codes[offset + column] : 0;
    }

    private void wholeTables(byte[] codes, int offset, int count) {
        ShortVector first = ShortVector.fromArray(Widths.SHORTS, SIGNS, 0);
        ShortVector second = ShortVector.fromArray(Widths.SHORTS, SIGNS, ENTRIES);
        ShortVector third = ShortVector.fromArray(Widths.SHORTS, SIGNS, 2 * ENTRIES);
        for (int g = 0; g < count; g++) {
            int c = offset + 3 * g;
            first.mul(codes[c])
                    .add(second.mul(codes[c + 1]))
                    .add(third.mul(codes[c + 2]))
                    .intoMemorySegment(tables, (long) g * TABLE_BYTES, ByteOrder.LITTLE_ENDIAN);
        }
    }

    private void table(short a, short b, short c, int g) {
        ShortVector.fromArray(Widths.SHORTS, SIGNS, 0)
                .mul(a)
                .add(ShortVector.fromArray(Widths.SHORTS, SIGNS, ENTRIES).mul(b))
                .add(ShortVector.fromArray(Widths.SHORTS, SIGNS, 2 * ENTRIES).mul(c))
                .intoMemorySegment(tables, (long) g * TABLE_BYTES, ByteOrder.LITTLE_ENDIAN);
    }

    MemorySegment tables() {
        return tables;
    }

    /** The number of chunks of steps whose sums fit 16 bits. */
    int chunks() {
        return chunks;
    }

    /** The step after the last of a chunk. */
    int end(int chunk) {
        return ends[chunk];
    }
}
