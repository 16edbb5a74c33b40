package org.bitnetj.kernels.internal.vector;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.ShortVector;

/** Tables of {@link TripleGemv}: 27 sums of three columns. */
final class TripleTables extends SumTables {
    private static final short[] SIGNS = signs(TripleTiles.TABLE_COLUMNS, ENTRIES);

    TripleTables(int k) {
        super(k, TripleTiles.TABLE_COLUMNS, TripleTiles.TABLES, SIGNS);
    }

    @Override
    void whole(byte[] codes, int offset, int count) {
        MemorySegment sums = sums();
        ShortVector first = ShortVector.fromArray(Widths.SHORTS, SIGNS, 0);
        ShortVector second = ShortVector.fromArray(Widths.SHORTS, SIGNS, ENTRIES);
        ShortVector third = ShortVector.fromArray(Widths.SHORTS, SIGNS, 2 * ENTRIES);
        for (int table = 0; table < count; table++) {
            int c = offset + 3 * table;
            first.mul(codes[c])
                    .add(second.mul(codes[c + 1]))
                    .add(third.mul(codes[c + 2]))
                    .intoMemorySegment(sums, (long) table * TABLE_BYTES, ByteOrder.LITTLE_ENDIAN);
        }
    }
}
