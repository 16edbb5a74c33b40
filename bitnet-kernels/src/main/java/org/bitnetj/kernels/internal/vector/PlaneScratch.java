package org.bitnetj.kernels.internal.vector;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** The working memory of one thread in {@link PlaneGemv}: 1.6 MiB, of which some 50 KiB are touched for k = 2560. */
final class PlaneScratch {
    /** Weights 2^0 .. 2^31: |sum| <= 2^27, doubled by subtracted columns and by padding, and a sign. */
    static final int WEIGHTS = 32;

    /** Bytes in a counter: planes of weight 1, 2 and 4. */
    static final int COUNTER = 3 * ColumnAdder.LINE;

    /** Counters by weight, then one for each position of the digit 3, then the queues. */
    static final int TRIPLES = WEIGHTS * COUNTER;

    /** Off the heap, so that C2 compiles one loop for these and for columns, and that no plane lies in two cache lines. */
    final MemorySegment planes;

    private final MemorySegment counters;

    /** Keeps the reads that only fetch from being left out. */
    long touched;

    /** The offsets of all planes: with it a queue is added up like a list of columns. */
    final int[] inOrder;

    /** Bit p: the counter of the digit 3 at position p is in use. */
    int triples;

    final int[] queue = new int[WEIGHTS + 4];
    final int[] queued = new int[WEIGHTS + 4];
    final long[] square = new long[WEIGHTS * 4];
    final long[] sums = new long[WEIGHTS * ColumnAdder.PLANE];
    final int[] rows = new int[PlaneTiles.ROWS];

    PlaneScratch() {
        int at = TRIPLES + DigitProgram.POSITIONS * COUNTER;
        for (int w = 0; w < queue.length; w++) {
            queue[w] = at;
            // A block brings at most two planes for each 8 of its columns, from the digits 1 and 3 three and four places below.
            int fromColumns = w < DigitProgram.POSITIONS + 4 ? DigitProgram.BLOCK / 4 + 16 : 0;
            at += (fromColumns + DigitProgram.BLOCK / 16 + 64) * ColumnAdder.LINE;
        }
        planes = Arena.ofAuto().allocate(at, ColumnAdder.LINE);
        counters = planes.asSlice(0, queue[0]);
        inOrder = new int[at / ColumnAdder.LINE];
        for (int i = 0; i < inOrder.length; i++) {
            inOrder[i] = i * ColumnAdder.LINE;
        }
    }

    void clear() {
        counters.fill((byte) 0);
        Arrays.fill(queued, 0);
        triples = 0;
    }

    /** Where the next plane of weight 2^w goes. */
    int end(int w) {
        return queue[w] + queued[w] * ColumnAdder.LINE;
    }
}
