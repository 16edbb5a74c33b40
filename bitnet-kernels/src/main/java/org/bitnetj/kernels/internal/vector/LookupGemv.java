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
     * Sets {@code sums[sumsAt + r]} for all rows r of some tiles.
     *
     * @param x of the kind that the tiles are of
     * @param reading how words are gone through
     */
    static void gemv(WordTiles w, SumTables x, int[] sums, int sumsAt, int tileFrom, int tileTo, WordReading reading, LookupScratch s) {
        int m = w.shape().m();
        Arrays.fill(sums, sumsAt + tileFrom * WordTiles.ROWS, sumsAt + Math.min(tileTo * WordTiles.ROWS, m), 0);
        SumTables.Visits visits = x.visits(reading);
        if (reading == WordReading.CACHED) {
            for (int chunk = 0; chunk < visits.chunks(); chunk++) {
                for (int tile = tileFrom; tile < tileTo; tile++) {
                    chunk(w, x, visits, chunk, tile, sums, sumsAt, s.room);
                }
            }
            return;
        }
        for (int tile = tileFrom; tile < tileTo; tile++) {
            for (int chunk = 0; chunk < visits.chunks(); chunk++) {
                if (reading == WordReading.BURSTS) {
                    s.touched += touch(w, tile, visits.begin(chunk), visits.end(chunk));
                }
                chunk(w, x, visits, chunk, tile, sums, sumsAt, s.room);
            }
        }
    }

    /** Reads a word of each cache line of some steps. */
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

    private static void chunk(WordTiles w, SumTables x, SumTables.Visits visits, int chunk, int tile, int[] sums, int sumsAt,
            short[] room) {
        long wordsAt = (long) tile * w.steps() * WordTiles.STEP_BYTES;
        int from = visits.begin(chunk);
        int to = visits.end(chunk);
        if (w instanceof TripleTiles) {
            TripleGemv.chunk(w.words(), wordsAt, x.sums(), visits.part, from, to, room);
        } else {
            PairGemv.chunk(w.words(), wordsAt, x.sums(), visits.part, from, to, room);
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
