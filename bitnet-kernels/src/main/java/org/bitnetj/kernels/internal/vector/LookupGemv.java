package org.bitnetj.kernels.internal.vector;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
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

    private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN);

    private LookupGemv() {}

    /** Whether this machine's vectors can hold a table. */
    static boolean usable() {
        return Widths.BITS == 8 * VECTOR;
    }

    /**
     * Sets {@code sums[sumsAt + r]} for all rows r of some tiles. From a cache chunk after chunk of the columns, so that the tables of a chunk stay in the
     * first-level cache while the words of all tiles go past; from memory tile after tile, and the words of each chunk are read once by a simple loop
     * before they are looked up.
     *
     * @param x of the kind that the tiles are of
     * @param fromMemory whether the words have to come from memory
     */
    static void gemv(WordTiles w, SumTables x, int[] sums, int sumsAt, int tileFrom, int tileTo, boolean fromMemory, LookupScratch s) {
        int m = w.shape().m();
        Arrays.fill(sums, sumsAt + tileFrom * WordTiles.ROWS, sumsAt + Math.min(tileTo * WordTiles.ROWS, m), 0);
        if (fromMemory) {
            for (int tile = tileFrom; tile < tileTo; tile++) {
                for (int chunk = 0; chunk < x.chunks(); chunk++) {
                    s.touched += touch(w, tile, x.begin(chunk), x.end(chunk));
                    chunk(w, x, chunk, tile, sums, sumsAt, s.room);
                }
            }
        } else {
            for (int chunk = 0; chunk < x.chunks(); chunk++) {
                for (int tile = tileFrom; tile < tileTo; tile++) {
                    chunk(w, x, chunk, tile, sums, sumsAt, s.room);
                }
            }
        }
    }

    /**
     * Reads a word of each cache line of some steps. The lookups of a line are so many instructions that a processor looks few lines ahead, and waits for each;
     * of this loop it has as many reads under way as it can.
     */
    private static long touch(WordTiles w, int tile, int from, int to) {
        MemorySegment chunk = w.words().asSlice(((long) tile * w.steps() + from) * WordTiles.STEP_BYTES,
                (long) (to - from) * WordTiles.STEP_BYTES);
        long even = 0;
        long odd = 0;
        for (long at = 0; at < chunk.byteSize(); at += WordTiles.STEP_BYTES) {
            even += chunk.get(WORD, at) + chunk.get(WORD, at + 2 * VECTOR);
            odd += chunk.get(WORD, at + VECTOR) + chunk.get(WORD, at + 3 * VECTOR);
        }
        return even + odd;
    }

    private static void chunk(WordTiles w, SumTables x, int chunk, int tile, int[] sums, int sumsAt, short[] room) {
        long wordsAt = (long) tile * w.steps() * WordTiles.STEP_BYTES;
        if (w instanceof TripleTiles) {
            TripleGemv.chunk(w.words(), wordsAt, x.sums(), x.begin(chunk), x.end(chunk), room);
        } else {
            PairGemv.chunk(w.words(), wordsAt, x.sums(), x.begin(chunk), x.end(chunk), room);
        }
        int row = tile * WordTiles.ROWS;
        add(room, Math.min(WordTiles.ROWS, w.shape().m() - row), sums, sumsAt + row);
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
