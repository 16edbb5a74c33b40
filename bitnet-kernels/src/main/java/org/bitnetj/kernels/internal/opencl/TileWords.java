package org.bitnetj.kernels.internal.opencl;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;

import org.bitnetj.kernels.Shape;
import org.bitnetj.kernels.internal.TritSource;

/** The layout of weights that {@code ternary.cl} draws: tiles of rows, a word of 16 codes of each row after the other. */
record TileWords(Shape shape, int rows, int words, int tiles) {
    static final int MAX_ROWS = 64;
    static final int CODES = 16;
    private static final ValueLayout.OfInt WORD = ValueLayout.JAVA_INT.withOrder(ByteOrder.LITTLE_ENDIAN);
    /** Sixteen codes of trit 0. */
    private static final int ZEROS = 0x55555555;

    static TileWords of(Shape shape) {
        int rows = Math.min(MAX_ROWS, Integer.highestOneBit(Math.max(1, 2 * shape.m() - 1)));
        return new TileWords(shape, rows, words(shape.k()), (shape.m() + rows - 1) / rows);
    }

    static int words(int k) {
        return (k + CODES - 1) / CODES;
    }

    long tileBytes() {
        return (long) words * rows * Integer.BYTES;
    }

    long byteSize() {
        return tiles * tileBytes();
    }

    /** Writes whole tiles. */
    void pack(TritSource source, int fromTile, int toTile, MemorySegment target) {
        byte[] trits = new byte[shape.k()];
        int[] codes = new int[words];
        for (int r = fromTile * rows; r < toTile * rows; r++) {
            Arrays.fill(codes, ZEROS);
            if (r < shape.m()) {
                source.copyRows(r, r + 1, trits);
                pack(trits, codes);
            }
            long tile = (r / rows - fromTile) * tileBytes();
            for (int i = 0; i < words; i++) {
                target.set(WORD, tile + ((long) i * rows + r % rows) * Integer.BYTES, codes[i]);
            }
        }
    }

    /** Column 16 i + 4 j + b to the bits 8 b + 2 j: the trit is added to the code of 0 that is there. */
    private static void pack(byte[] trits, int[] codes) {
        for (int c = 0; c < trits.length; c++) {
            codes[c / CODES] += trits[c] << (8 * (c % 4) + 2 * (c % CODES / 4));
        }
    }
}
