package org.bitnetj.kernels.internal.vector;

import java.util.Arrays;

/**
 * The program of one token for {@link StreamGemv}: which slot each column is added to, in the order of the columns, and when slots are multiplied.
 *
 * <p>Every activation value has a slot of its own at a time; the seventh column of a value fills it, and the next one begins another. The columns of a
 * block are taken from two places in turn, from its beginning and from its middle on: the processor's prefetchers run so many lines ahead of each
 * stream, and two streams at half the speed are twice as far ahead in time. The column of zero weights behind a block makes its number of columns even.
 * After every {@link #SEGMENT} columns the slots that are full by then are
 * multiplied, and free; after the last, all others. Built once a token and shared by all matrices and threads that it feeds; {@link #index} does not
 * allocate.
 */
final class StreamProgram {
    /** Columns between two rounds of multiplying: few rounds, as each interrupts the streams, but no more slots that are full than there is room for. */
    static final int SEGMENT = 1024;

    /** Bytes of a slot: the total of its columns' lines, and that of their even fields. */
    static final int SLOT = 2 * BucketTiles.LINE;

    /** Room for slots, a power of two: 256 of values, 147 that are full, and the first, of zeros, which nobody looks at. */
    static final int SLOTS = 512;

    private static final int CHUNK = BucketProgram.CHUNK;
    private static final int VALUES = 256;

    private final int k;
    private final int blocks;
    private final int blockColumns;
    private final int[] slots;
    private final int[] filled;
    private final short[] multipliers;
    private final int[] batchEnds;
    private final int[] segmentEnds;

    /** The slot of each value, and how many columns are in it. */
    private final int[] current = new int[VALUES];
    private final int[] counts = new int[VALUES];
    private final int[] free = new int[SLOTS];
    private int frees;

    private int fills;
    private int batches;
    private int reach;
    private int excess;

    /** Makes room for tokens of k values. */
    StreamProgram(int k) {
        this.k = k;
        blocks = BucketTiles.blocks(k);
        blockColumns = BucketTiles.blockColumns(k);
        slots = new int[blocks * places(blockColumns)];
        filled = new int[k];
        multipliers = new short[k];
        batchEnds = new int[k];
        segmentEnds = new int[blocks * ((places(blockColumns) + SEGMENT - 1) / SEGMENT)];
    }

    /** The visits to a block of some columns: an even number. */
    static int places(int columns) {
        return (columns + 1) / 2 * 2;
    }

    /** Builds the program for the k codes that begin at an offset. */
    void index(byte[] codes, int offset) {
        fills = 0;
        batches = 0;
        reach = 0;
        excess = 0;
        frees = 0;
        for (int slot = SLOTS - 1; slot > 0; slot--) {
            free[frees++] = slot * SLOT;
        }
        Arrays.fill(counts, 0);
        int segment = 0;
        int at = 0;
        for (int begin = 0; begin < k; begin += blockColumns) {
            int columns = Math.min(blockColumns, k - begin);
            int places = places(columns);
            for (int place = 0; place < places; place += SEGMENT) {
                int first = fills;
                int end = Math.min(places, place + SEGMENT);
                for (int i = place; i < end; i++) {
                    int column = i % 2 * (places / 2) + i / 2;
                    slots[at++] = column < columns ? slot(codes[offset + begin + column]) : 0;
                }
                if (begin + columns == k && end == places) {
                    fillAll();
                }
                endBatch();
                for (int i = first; i < fills; i++) {
                    free[frees++] = filled[i];
                }
                segmentEnds[segment++] = batches;
            }
        }
    }

    /** The slot that the next column of a value belongs to. */
    private int slot(int value) {
        if (value == 0) {
            return 0;
        }
        int v = value + VALUES / 2;
        excess += value;
        if (counts[v] == 0) {
            current[v] = free[--frees];
        }
        counts[v]++;
        if (counts[v] == CHUNK) {
            fill(v);
        }
        return current[v];
    }

    private void fillAll() {
        for (int v = 0; v < VALUES; v++) {
            if (counts[v] > 0) {
                fill(v);
            }
        }
    }

    /** Has a value's slot multiplied at the end of the segment, in another batch if its sums could overflow 16 bits. */
    private void fill(int v) {
        int multiplier = v - VALUES / 2;
        int more = BucketProgram.REACH * Math.abs(multiplier);
        if (reach + more > Short.MAX_VALUE) {
            endBatch();
        }
        reach += more;
        filled[fills] = current[v];
        multipliers[fills++] = (short) multiplier;
        counts[v] = 0;
    }

    private void endBatch() {
        if (fills > (batches == 0 ? 0 : batchEnds[batches - 1])) {
            batchEnds[batches++] = fills;
            reach = 0;
        }
    }

    int k() {
        return k;
    }

    /** Where the slot of each visit begins, in bytes: by turns to the columns from a block's beginning and from its middle on, block after block. */
    int[] slots() {
        return slots;
    }

    /** The slots that are multiplied, one after the other. */
    int[] filled() {
        return filled;
    }

    /** What each of those is multiplied by. */
    short[] multipliers() {
        return multipliers;
    }

    /** The place in {@link #filled} after the last of a batch. */
    int batchEnd(int batch) {
        return batchEnds[batch];
    }

    /** The batch after the last of a segment; segments are counted through all blocks. */
    int segmentEnd(int segment) {
        return segmentEnds[segment];
    }

    /** By how much the sum over codes exceeds the sum over trits: the sum of the activations. */
    int excess() {
        return excess;
    }
}
