package org.bitnetj.kernels.internal.vector;

import java.util.Arrays;

/**
 * The column program of one token for {@link BucketGemv}: its columns sorted by activation, cut into chunks of seven that are added up before they
 * are multiplied.
 *
 * <p>A chunk is multiplied by its median. Where neighbours in sorted order differ (in about every second chunk of 2560 Gaussian activations), the
 * columns that are off are entered again with what they are off by; these corrections, mostly +1 and -1, are sorted and cut in the same way, each
 * value by itself and filled up with the column of zero weights. Columns whose activation is zero are nowhere. Built once a token and shared by all
 * matrices and threads that it feeds; {@link #index} does not allocate.
 */
final class BucketProgram {
    /** Columns of a chunk: as many codes 0..2 as a 4-bit field can add up. */
    static final int CHUNK = 7;

    /** Most chunks of a batch: 8 KiB of sums that wait to be multiplied. */
    static final int BATCH = 64;

    /** Most that a chunk adds to a sum, for each unit of its multiplier. */
    static final int REACH = 2 * CHUNK;

    /** Activations are within 128 of zero, what they are off by within 255. */
    private static final int ZERO = 256;
    private static final int VALUES = 2 * ZERO;

    private static final int LINE_SHIFT = Integer.numberOfTrailingZeros(BucketTiles.LINE);

    private final int k;
    private final int blocks;
    private final int blockColumns;
    private final int[] offsets;
    private final short[] multipliers;
    private final int[] batchEnds;
    private final int[] blockEnds;

    /** Offsets and values of the corrections of the block at hand; before, its columns that are not zero. */
    private final int[] corrected;
    private final short[] corrections;
    private final int[] fill = new int[VALUES];

    private int chunks;
    private int batches;
    private int reach;
    private int excess;

    /** Makes room for tokens of k values. */
    BucketProgram(int k) {
        this.k = k;
        blocks = BucketTiles.blocks(k);
        blockColumns = BucketTiles.blockColumns(k);
        // One more than there can be: what is not off is written, but not counted.
        corrected = new int[blockColumns + 1];
        corrections = new short[blockColumns + 1];
        // All columns, all but the medians again, and what fills up the last chunks of the one and of each value of the others.
        int most = 2 * blockColumns + CHUNK * (2 + Math.min(blockColumns, VALUES));
        offsets = new int[Math.multiplyExact(blocks, most)];
        multipliers = new short[offsets.length / CHUNK];
        batchEnds = new int[multipliers.length];
        blockEnds = new int[blocks];
    }

    /** Builds the program for the k codes that begin at an offset. */
    void index(byte[] codes, int offset) {
        chunks = 0;
        batches = 0;
        excess = 0;
        for (int block = 0; block < blocks; block++) {
            reach = 0;
            int begin = block * blockColumns;
            int columns = Math.min(blockColumns, k - begin);
            int used = sort(codes, offset + begin, columns);
            int count = cut(codes, offset + begin, used);
            addCorrections(count);
            if (chunks > (batches == 0 ? 0 : batchEnds[batches - 1])) {
                batchEnds[batches++] = chunks;
            }
            blockEnds[block] = batches;
        }
    }

    /** Writes the offsets of the columns whose activations are not zero, by ascending activation, and returns how many there are. */
    private int sort(byte[] codes, int from, int columns) {
        // Found first, without branches: where most are zero, counting those one by one would take most of the time.
        int[] found = corrected;
        int used = 0;
        for (int i = 0; i < columns; i++) {
            int code = codes[from + i];
            found[used] = i;
            used += (code | -code) >>> 31;
        }
        int[] next = fill;
        Arrays.fill(next, ZERO - 128, ZERO + 128, 0);
        for (int i = 0; i < used; i++) {
            next[ZERO + codes[from + found[i]]]++;
        }
        int at = chunks * CHUNK;
        for (int value = ZERO - 128; value < ZERO + 128; value++) {
            int count = next[value];
            next[value] = at;
            at += count;
        }
        for (int i = 0; i < used; i++) {
            int column = found[i];
            offsets[next[ZERO + codes[from + column]]++] = column * BucketTiles.LINE;
        }
        return used;
    }

    /** Cuts the sorted columns into chunks, and returns how many corrections they need. */
    private int cut(byte[] codes, int from, int used) {
        int count = 0;
        int at = chunks * CHUNK;
        int end = at + used;
        for (; at + CHUNK <= end; at += CHUNK) {
            int median = value(codes, from, at + CHUNK / 2);
            if (value(codes, from, at) != value(codes, from, at + CHUNK - 1)) {
                count = correct(codes, from, at, at + CHUNK, median, count);
            }
            add(median);
        }
        if (at < end) {
            int median = value(codes, from, (at + end) >>> 1);
            count = correct(codes, from, at, end, median, count);
            fillUp(end, at + CHUNK);
            add(median);
        }
        return count;
    }

    /** Notes which columns of a chunk differ from its median, and by what, without branches. */
    private int correct(byte[] codes, int from, int at, int end, int median, int count) {
        for (int i = at; i < end; i++) {
            int off = value(codes, from, i) - median;
            corrected[count] = offsets[i];
            corrections[count] = (short) off;
            count += (off | -off) >>> 31;
        }
        return count;
    }

    private int value(byte[] codes, int from, int at) {
        return codes[from + (offsets[at] >>> LINE_SHIFT)];
    }

    /** Fills places with the column of zero weights. */
    private void fillUp(int from, int to) {
        for (int i = from; i < to; i++) {
            offsets[i] = blockColumns * BucketTiles.LINE;
        }
    }

    /** Appends the corrections, value by value. */
    private void addCorrections(int count) {
        int[] next = fill;
        Arrays.fill(next, 0);
        for (int i = 0; i < count; i++) {
            next[ZERO + corrections[i]]++;
        }
        int at = chunks * CHUNK;
        for (int value = 0; value < VALUES; value++) {
            int columns = next[value];
            if (columns > 0) {
                next[value] = at;
                int end = at + (columns + CHUNK - 1) / CHUNK * CHUNK;
                fillUp(at + columns, end);
                for (; at < end; at += CHUNK) {
                    add(value - ZERO);
                }
            }
        }
        for (int i = 0; i < count; i++) {
            offsets[next[ZERO + corrections[i]]++] = corrected[i];
        }
    }

    /** Adds a chunk to the batch, or begins another one before its sums could overflow 16 bits. */
    private void add(int multiplier) {
        int more = REACH * Math.abs(multiplier);
        int begin = batches == 0 ? 0 : batchEnds[batches - 1];
        if (reach + more > Short.MAX_VALUE || chunks - begin == BATCH) {
            batchEnds[batches++] = chunks;
            reach = 0;
        }
        reach += more;
        multipliers[chunks++] = (short) multiplier;
        excess += CHUNK * multiplier;
    }

    int k() {
        return k;
    }

    /** Offsets of the columns within their blocks, in bytes, chunk after chunk. */
    int[] offsets() {
        return offsets;
    }

    /** What the sum of each chunk is multiplied by. */
    short[] multipliers() {
        return multipliers;
    }

    /** The batch after the last of a block. */
    int blockEnd(int block) {
        return blockEnds[block];
    }

    /** The chunk after the last of a batch. */
    int batchEnd(int batch) {
        return batchEnds[batch];
    }

    /** By how much the sum over codes exceeds the sum over trits: a chunk adds 1 for each column, times its multiplier. */
    int excess() {
        return excess;
    }

    /** How many columns are added up, those of zero weights and corrections included. */
    int columns() {
        return chunks * CHUNK;
    }
}
