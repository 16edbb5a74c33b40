package org.bitnetj.kernels.internal.vector;

import java.util.Arrays;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Gemv by tables in registers, for 512-bit vectors: one instruction (vpermw) looks up the sums of a few columns for 32 rows, one adds them.
 * {@link TripleGemv} and {@link PairGemv} differ in what a table holds and in how an index is cut out of a word.
 */
final class LookupGemv {
    static final int VECTOR = 64;
    static final int LANES = 32;

    /** Sums that fill a vector once they are widened. */
    private static final VectorSpecies<Short> HALF = ShortVector.SPECIES_256;

    private LookupGemv() {}

    /** Whether this machine's vectors can hold a table. */
    static boolean usable() {
        return Widths.BITS == 8 * VECTOR;
    }

    /**
     * Sets {@code sums[sumsAt + r]} for all rows r of some tiles: chunk after chunk of the columns, so that the tables of a chunk stay in the
     * first-level cache while the words of all tiles stream past.
     *
     * @param x of the kind that the tiles are of
     * @param room for the sums of a tile over a chunk; {@link WordTiles#ROWS} shorts, one array a thread
     */
    static void gemv(WordTiles w, SumTables x, int[] sums, int sumsAt, int tileFrom, int tileTo, short[] room) {
        boolean triples = w instanceof TripleTiles;
        int m = w.shape().m();
        Arrays.fill(sums, sumsAt + tileFrom * WordTiles.ROWS, sumsAt + Math.min(tileTo * WordTiles.ROWS, m), 0);
        int from = 0;
        for (int chunk = 0; chunk < x.chunks(); chunk++) {
            int steps = x.end(chunk) - from;
            long tablesAt = (long) from * x.stepBytes();
            for (int tile = tileFrom; tile < tileTo; tile++) {
                long wordsAt = ((long) tile * w.steps() + from) * WordTiles.STEP_BYTES;
                if (triples) {
                    TripleGemv.chunk(w.words(), wordsAt, x.sums(), tablesAt, steps, room);
                } else {
                    PairGemv.chunk(w.words(), wordsAt, x.sums(), tablesAt, steps, room);
                }
                int row = tile * WordTiles.ROWS;
                add(room, Math.min(WordTiles.ROWS, m - row), sums, sumsAt + row);
            }
            from += steps;
        }
    }

    private static void add(short[] room, int rows, int[] sums, int at) {
        int lanes = Widths.INTS.length();
        int r = 0;
        for (; r <= rows - lanes; r += lanes) {
            IntVector wide = (IntVector) ShortVector.fromArray(HALF, room, r).convertShape(VectorOperators.S2I, Widths.INTS, 0);
            IntVector.fromArray(Widths.INTS, sums, at + r).add(wide).intoArray(sums, at + r);
        }
        for (; r < rows; r++) {
            sums[at + r] += room[r];
        }
    }
}
