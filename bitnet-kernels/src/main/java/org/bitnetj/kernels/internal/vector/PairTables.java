package org.bitnetj.kernels.internal.vector;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.ShortVector;

/** Tables of {@link PairGemv}: nine sums of two columns, twice, so that the fifth bit of what is looked up does not matter. */
final class PairTables extends SumTables {
    private static final short[] SIGNS = signs(PairTiles.TABLE_COLUMNS, ENTRIES / 2);

    PairTables(int k) {
        super(k, PairTiles.TABLE_COLUMNS, PairTiles.TABLES, SIGNS);
    }

    @Override
    void whole(byte[] codes, int offset, int count) {
        MemorySegment sums = sums();
        ShortVector first = ShortVector.fromArray(Widths.SHORTS, SIGNS, 0);
        ShortVector second = ShortVector.fromArray(Widths.SHORTS, SIGNS, ENTRIES);
        for (int table = 0; table < count; table++) {
            int c = offset + 2 * table;
            first.mul(codes[c])
                    .add(second.mul(codes[c + 1]))
                    .intoMemorySegment(sums, (long) table * TABLE_BYTES, ByteOrder.LITTLE_ENDIAN);
        }
    }
}
