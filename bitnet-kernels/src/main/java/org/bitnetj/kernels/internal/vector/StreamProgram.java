package org.bitnetj.kernels.internal.vector;

import java.util.Arrays;

/**
 * The program of one token for {@link StreamGemv}: which slot each column is added to, in the order in which the columns are visited, and what the
 * slots are multiplied by.
 *
 * <p>Every activation value has slots of its own in a block, side by side, each for the next seven of its columns. The columns of a block are taken from
 * two places in turn, from its beginning and from its middle on: the processor's prefetchers run so many lines ahead of each stream, and two streams at
 * half the speed are twice as far ahead in time. The column of zero weights behind a block makes its number of columns even. Built once a token and
 * shared by all matrices and threads that it feeds; {@link #index} does not allocate, and has no branches that depend on a column.
 */
final class StreamProgram {
    /** Bytes of a slot: the total of its columns' lines, and that of their even fields. */
    static final int SLOT = 2 * BucketTiles.LINE;

    /** Room for slots, a power of two: a block of 4095 columns fills up to 585, 255 values leave one unfilled, and nobody looks at that of the zeros. */
    static final int SLOTS = 1024;

    private static final int CHUNK = BucketProgram.CHUNK;
    private static final int VALUES = 256;
    private static final int ZERO = VALUES / 2;

    /** A seventh, times 2^16: exact for quotients up to {@link #SLOTS} and more. */
    private static final int SEVENTH = 9363;

    private static final int SLOT_SHIFT = Integer.numberOfTrailingZeros(SLOT);

    private final int k;
    private final int blocks;
    private final int blockColumns;
    private final int[] slots;
    private final short[] multipliers;
    private final int[] batchEnds;
    private final int[] blockEnds;

    /** For each value how many columns have it; then the place of its next one, of which each slot has seven. */
    private final int[] next = new int[VALUES];

    private int chunks;
    private int batches;
    private int reach;
    private int excess;

    /** Makes room for tokens of k values. */
    StreamProgram(int k) {
        this.k = k;
        blocks = BucketTiles.blocks(k);
        blockColumns = BucketTiles.blockColumns(k);
        slots = new int[blocks * places(blockColumns)];
        multipliers = new short[blocks * (blockColumns / CHUNK + Math.min(blockColumns, VALUES))];
        batchEnds = new int[multipliers.length];
        blockEnds = new int[blocks];
    }

    /** The visits to a block of some columns: an even number. */
    static int places(int columns) {
        return (columns + 1) / 2 * 2;
    }

    /** Builds the program for the k codes that begin at an offset. */
    void index(byte[] codes, int offset) {
        chunks = 0;
        batches = 0;
        excess = 0;
        for (int block = 0; block < blocks; block++) {
            int begin = block * blockColumns;
            int columns = Math.min(blockColumns, k - begin);
            Arrays.fill(next, 0);
            for (int i = 0; i < columns; i++) {
                next[ZERO + codes[offset + begin + i]]++;
            }
            addChunks();
            blockEnds[block] = batches;
            visit(codes, offset + begin, columns, block * places(blockColumns));
        }
    }

    /** Appends the chunks of all values, and puts the place of its first column for each value's number of them. */
    private void addChunks() {
        int place = CHUNK;
        reach = 0;
        next[ZERO] = 0;
        for (int v = 0; v < VALUES; v++) {
            int columns = next[v];
            if (columns > 0) {
                next[v] = place;
                excess += columns * (v - ZERO);
                int count = (columns + CHUNK - 1) / CHUNK;
                place += count * CHUNK;
                for (int i = 0; i < count; i++) {
                    add(v - ZERO);
                }
            }
        }
        endBatch();
    }

    /** Adds a chunk to the batch, or begins another one before its sums could overflow 16 bits. */
    private void add(int multiplier) {
        int more = BucketProgram.REACH * Math.abs(multiplier);
        if (reach + more > Short.MAX_VALUE) {
            endBatch();
        }
        reach += more;
        multipliers[chunks++] = (short) multiplier;
    }

    private void endBatch() {
        if (chunks > (batches == 0 ? 0 : batchEnds[batches - 1])) {
            batchEnds[batches++] = chunks;
            reach = 0;
        }
    }

    private void visit(byte[] codes, int from, int columns, int at) {
        int half = places(columns) / 2;
        for (int i = 0; i < half; i++) {
            slots[at + 2 * i] = slot(codes[from + i]);
        }
        for (int i = half; i < columns; i++) {
            slots[at + 2 * (i - half) + 1] = slot(codes[from + i]);
        }
        if (columns < 2 * half) {
            slots[at + 2 * half - 1] = 0;
        }
    }

    /** The slot of a value's next column; the place of zeros stays in the first. */
    private int slot(int code) {
        int place = next[ZERO + code];
        next[ZERO + code] = place + ((code | -code) >>> 31);
        return ((place * SEVENTH) >>> 16) << SLOT_SHIFT;
    }

    int k() {
        return k;
    }

    /**
     * Where the slot of each visit begins, in bytes: by turns to the columns from a block's beginning and from its middle on. The visits to a block begin
     * at the {@link #places} of all blocks before it.
     */
    int[] slots() {
        return slots;
    }

    /** What the slots from the second on are multiplied by, block after block. */
    short[] multipliers() {
        return multipliers;
    }

    /** The chunk after the last of a batch; a chunk is what a slot holds. */
    int batchEnd(int batch) {
        return batchEnds[batch];
    }

    /** The batch after the last of a block. */
    int blockEnd(int block) {
        return blockEnds[block];
    }

    /** By how much the sum over codes exceeds the sum over trits: the sum of the activations. */
    int excess() {
        return excess;
    }
}
