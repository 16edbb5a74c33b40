package org.bitnetj.kernels.internal.vector;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.Arrays;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Gemv by tables of triples, for 512-bit vectors: a register holds the table of three columns, one instruction (vpermw) looks it up for 32 rows,
 * one adds. Eleven instructions do 288 multiply-adds; a multiplying kernel needs four for 32.
 *
 * <p>The idea is TL2's, with the table in a register instead of two half-bytes of a shuffle, and the sign folded into the index.
 */
final class TripleGemv {
    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;
    private static final int VECTOR = 64;
    private static final int LANES = 32;
    private static final int HALF = LANES / 2;

    private TripleGemv() {}

    /** Whether this machine's vectors can hold a table. */
    static boolean usable() {
        return Widths.BITS == 8 * VECTOR;
    }

    /**
     * Sets {@code sums[sumsAt + r]} for all rows r of some tiles.
     *
     * @param room for the sums of a tile; {@link TripleTiles#ROWS} ints, one array a thread
     */
    static void gemv(TripleTiles w, TripleTables x, int[] sums, int sumsAt, int tileFrom, int tileTo, int[] room) {
        for (int tile = tileFrom; tile < tileTo; tile++) {
            Arrays.fill(room, 0);
            int from = 0;
            for (int chunk = 0; chunk < x.chunks(); chunk++) {
                int end = x.end(chunk);
                chunk(w.words(), ((long) tile * w.steps() + from) * TripleTiles.STEP_BYTES, x.tables(),
                        (long) from * TripleTables.STEP_BYTES, end - from, room);
                from = end;
            }
            int first = tile * TripleTiles.ROWS;
            store(room, sums, sumsAt + first, Math.min(TripleTiles.ROWS, w.shape().m() - first));
        }
    }

    /** Adds some steps of a tile to its sums. The steps are few enough for 16-bit lanes. */
    private static void chunk(MemorySegment words, long wordsAt, MemorySegment tables, long tablesAt, int steps, int[] room) {
        ShortVector sum0 = ShortVector.zero(Widths.SHORTS);
        ShortVector sum1 = sum0;
        ShortVector sum2 = sum0;
        ShortVector sum3 = sum0;
        for (int i = 0; i < steps; i++) {
            // Slices of constant length: one bounds check each, and none for the loads within.
            MemorySegment t = tables.asSlice(tablesAt + (long) i * TripleTables.STEP_BYTES, TripleTables.STEP_BYTES);
            MemorySegment w = words.asSlice(wordsAt + (long) i * TripleTiles.STEP_BYTES, TripleTiles.STEP_BYTES);
            ShortVector first = ShortVector.fromMemorySegment(Widths.SHORTS, t, 0, ORDER);
            ShortVector second = ShortVector.fromMemorySegment(Widths.SHORTS, t, VECTOR, ORDER);
            ShortVector third = ShortVector.fromMemorySegment(Widths.SHORTS, t, 2 * VECTOR, ORDER);
            IntVector w0 = IntVector.fromMemorySegment(Widths.INTS, w, 0, ORDER);
            IntVector w1 = IntVector.fromMemorySegment(Widths.INTS, w, VECTOR, ORDER);
            IntVector w2 = IntVector.fromMemorySegment(Widths.INTS, w, 2 * VECTOR, ORDER);
            IntVector w3 = IntVector.fromMemorySegment(Widths.INTS, w, 3 * VECTOR, ORDER);
            // selectFrom takes the low five bits of an index, so the other indices of the word need no mask.
            sum0 = sum0.add(w0.reinterpretAsShorts().selectFrom(first))
                    .add(w0.lanewise(VectorOperators.LSHR, 5).reinterpretAsShorts().selectFrom(second))
                    .add(w0.lanewise(VectorOperators.LSHR, 10).reinterpretAsShorts().selectFrom(third));
            sum1 = sum1.add(w1.reinterpretAsShorts().selectFrom(first))
                    .add(w1.lanewise(VectorOperators.LSHR, 5).reinterpretAsShorts().selectFrom(second))
                    .add(w1.lanewise(VectorOperators.LSHR, 10).reinterpretAsShorts().selectFrom(third));
            sum2 = sum2.add(w2.reinterpretAsShorts().selectFrom(first))
                    .add(w2.lanewise(VectorOperators.LSHR, 5).reinterpretAsShorts().selectFrom(second))
                    .add(w2.lanewise(VectorOperators.LSHR, 10).reinterpretAsShorts().selectFrom(third));
            sum3 = sum3.add(w3.reinterpretAsShorts().selectFrom(first))
                    .add(w3.lanewise(VectorOperators.LSHR, 5).reinterpretAsShorts().selectFrom(second))
                    .add(w3.lanewise(VectorOperators.LSHR, 10).reinterpretAsShorts().selectFrom(third));
        }
        widen(sum0, room, 0);
        widen(sum1, room, LANES);
        widen(sum2, room, 2 * LANES);
        widen(sum3, room, 3 * LANES);
    }

    /** Adds 16-bit lanes to 32-bit sums: the even lanes to the first half, the odd ones to the second. */
    private static void widen(ShortVector sum, int[] room, int at) {
        IntVector pairs = sum.reinterpretAsInts();
        IntVector even = pairs.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16);
        IntVector.fromArray(Widths.INTS, room, at).add(even).intoArray(room, at);
        IntVector odd = pairs.lanewise(VectorOperators.ASHR, 16);
        IntVector.fromArray(Widths.INTS, room, at + HALF).add(odd).intoArray(room, at + HALF);
    }

    private static void store(int[] room, int[] sums, int at, int rows) {
        for (int r = 0; r < rows; r++) {
            sums[at + r] = room[r / LANES * LANES + r % LANES / 2 + r % 2 * HALF];
        }
    }
}
