package org.bitnetj.kernels.internal.vector;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;

/**
 * {@link LookupGemv} by tables of two columns, the idea of TL1: sixteen instructions do 256 multiply-adds. A nine-entry table needs only four bits
 * of index, so that eight weights fill 16 bits.
 */
final class PairGemv {
    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;
    private static final int VECTOR = LookupGemv.VECTOR;
    private static final int LANES = LookupGemv.LANES;
    private static final int TABLES_BYTES = PairTiles.TABLES * SumTables.TABLE_BYTES;

    private PairGemv() {}

    /**
     * The sums of a tile over some visits, few enough for 16-bit lanes. They leave by way of the heap: a method that takes vectors may not be inlined
     * once it has been compiled by itself, and they would be boxed for it.
     */
    static void chunk(MemorySegment words, long wordsAt, MemorySegment tables, int part, int from, int to, short[] room) {
        ShortVector sum0 = ShortVector.zero(Widths.SHORTS);
        ShortVector sum1 = sum0;
        ShortVector sum2 = sum0;
        ShortVector sum3 = sum0;
        for (int visit = from; visit < to; visit++) {
            int i = SumTables.Visits.step(visit, part);
            // Slices of constant length: one bounds check each, and none for the loads within.
            MemorySegment t = tables.asSlice((long) i * TABLES_BYTES, TABLES_BYTES);
            MemorySegment w = words.asSlice(wordsAt + (long) i * WordTiles.STEP_BYTES, WordTiles.STEP_BYTES);
            ShortVector first = ShortVector.fromMemorySegment(Widths.SHORTS, t, 0, ORDER);
            ShortVector second = ShortVector.fromMemorySegment(Widths.SHORTS, t, VECTOR, ORDER);
            ShortVector third = ShortVector.fromMemorySegment(Widths.SHORTS, t, 2 * VECTOR, ORDER);
            ShortVector fourth = ShortVector.fromMemorySegment(Widths.SHORTS, t, 3 * VECTOR, ORDER);
            IntVector w0 = IntVector.fromMemorySegment(Widths.INTS, w, 0, ORDER);
            IntVector w1 = IntVector.fromMemorySegment(Widths.INTS, w, VECTOR, ORDER);
            IntVector w2 = IntVector.fromMemorySegment(Widths.INTS, w, 2 * VECTOR, ORDER);
            IntVector w3 = IntVector.fromMemorySegment(Widths.INTS, w, 3 * VECTOR, ORDER);
            // selectFrom takes the low five bits of an index. The table ignores the fifth, so the other indices of the word need no mask.
            sum0 = sum0.add(w0.reinterpretAsShorts().selectFrom(first))
                    .add(w0.lanewise(VectorOperators.LSHR, 4).reinterpretAsShorts().selectFrom(second))
                    .add(w0.lanewise(VectorOperators.LSHR, 8).reinterpretAsShorts().selectFrom(third))
                    .add(w0.lanewise(VectorOperators.LSHR, 12).reinterpretAsShorts().selectFrom(fourth));
            sum1 = sum1.add(w1.reinterpretAsShorts().selectFrom(first))
                    .add(w1.lanewise(VectorOperators.LSHR, 4).reinterpretAsShorts().selectFrom(second))
                    .add(w1.lanewise(VectorOperators.LSHR, 8).reinterpretAsShorts().selectFrom(third))
                    .add(w1.lanewise(VectorOperators.LSHR, 12).reinterpretAsShorts().selectFrom(fourth));
            sum2 = sum2.add(w2.reinterpretAsShorts().selectFrom(first))
                    .add(w2.lanewise(VectorOperators.LSHR, 4).reinterpretAsShorts().selectFrom(second))
                    .add(w2.lanewise(VectorOperators.LSHR, 8).reinterpretAsShorts().selectFrom(third))
                    .add(w2.lanewise(VectorOperators.LSHR, 12).reinterpretAsShorts().selectFrom(fourth));
            sum3 = sum3.add(w3.reinterpretAsShorts().selectFrom(first))
                    .add(w3.lanewise(VectorOperators.LSHR, 4).reinterpretAsShorts().selectFrom(second))
                    .add(w3.lanewise(VectorOperators.LSHR, 8).reinterpretAsShorts().selectFrom(third))
                    .add(w3.lanewise(VectorOperators.LSHR, 12).reinterpretAsShorts().selectFrom(fourth));
        }
        sum0.intoArray(room, 0);
        sum1.intoArray(room, LANES);
        sum2.intoArray(room, 2 * LANES);
        sum3.intoArray(room, 3 * LANES);
    }
}
