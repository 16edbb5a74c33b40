package org.bitnetj.kernels.internal.vector;

import java.util.Arrays;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Gemv by tables in registers, for 512-bit vectors: one instruction (vpermw) looks up the sums of a few columns for 32 rows, one adds them.
 * {@link TripleGemv} and {@link PairGemv} differ in what a table holds and in how an index is cut out of a word.
 */
final class LookupGemv {
    static final int VECTOR = 64;
    static final int LANES = 32;

    private static final int HALF = LANES / 2;

    private LookupGemv() {}

    /** Whether this machine's vectors can hold a table. */
    static boolean usable() {
        return Widths.BITS == 8 * VECTOR;
    }

    /**
     * Sets {@code sums[sumsAt + r]} for all rows r of some tiles.
     *
     * @param x of the kind that the tiles are of
     * @param room for the sums of a tile; {@link WordTiles#ROWS} ints, one array a thread
     */
    static void gemv(WordTiles w, SumTables x, int[] sums, int sumsAt, int tileFrom, int tileTo, int[] room) {
        boolean triples = w instanceof TripleTiles;
        for (int tile = tileFrom; tile < tileTo; tile++) {
            Arrays.fill(room, 0);
            int from = 0;
            for (int chunk = 0; chunk < x.chunks(); chunk++) {
                int end = x.end(chunk);
                long wordsAt = ((long) tile * w.steps() + from) * WordTiles.STEP_BYTES;
                long tablesAt = (long) from * x.stepBytes();
                if (triples) {
                    TripleGemv.chunk(w.words(), wordsAt, x.sums(), tablesAt, end - from, room);
                } else {
                    PairGemv.chunk(w.words(), wordsAt, x.sums(), tablesAt, end - from, room);
                }
                from = end;
            }
            int first = tile * WordTiles.ROWS;
            store(room, sums, sumsAt + first, Math.min(WordTiles.ROWS, w.shape().m() - first));
        }
    }

    /** Adds 16-bit lanes to 32-bit sums: the even lanes to the first half, the odd ones to the second. */
    static void widen(ShortVector sum, int[] room, int at) {
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
