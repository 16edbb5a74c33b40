package org.bitnetj.kernels.internal.vector;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * One token as {@link LookupGemv} reads it: for a few neighbouring columns the sums of their activations under all patterns of signs, in a table
 * of 32 16-bit entries, one register. Entries have the numbers that {@link WordTiles} gives to trits; the digit d counts (d - 1) activations.
 */
abstract sealed class SumTables permits TripleTables, PairTables {
    static final int TABLE_BYTES = 64;

    static final int ENTRIES = 32;

    /** Steps whose tables (24 or 32 KiB) stay in the first-level cache. */
    private static final int CHUNK_STEPS = 128;

    private static final ValueLayout.OfShort SUM = ValueLayout.JAVA_SHORT.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final int k;
    private final int tableColumns;
    private final int tables;
    private final short[] signs;
    private final MemorySegment sums;
    /** For each step the largest magnitude that its sum can have. */
    private final int[] reach;
    private final Visits inOrder;
    private final Visits woven;

    /**
     * Makes room.
     *
     * @param k values of a token
     * @param tableColumns columns of a table
     * @param tables tables that one word of a row has indices for
     * @param signs of {@link #signs}
     */
    SumTables(int k, int tableColumns, int tables, short[] signs) {
        this.k = k;
        this.tableColumns = tableColumns;
        this.tables = tables;
        this.signs = signs;
        int stepColumns = tableColumns * tables;
        int steps = (k + stepColumns - 1) / stepColumns;
        sums = Arena.ofAuto().allocate((long) steps * tables * TABLE_BYTES, TABLE_BYTES);
        reach = new int[steps];
        inOrder = new Visits(steps, false);
        woven = new Visits(steps, true);
    }

    /**
     * For each entry of a table, column after column, what the column's activation is multiplied by.
     *
     * @param columns columns of a table
     * @param period after how many entries the table begins again
     */
    static short[] signs(int columns, int period) {
        short[] signs = new short[columns * ENTRIES];
        for (int entry = 0; entry < ENTRIES; entry++) {
            int index = entry % period;
            for (int c = columns - 1; c >= 0; c--, index /= 3) {
                signs[c * ENTRIES + entry] = (short) (index % 3 - 1);
            }
        }
        return signs;
    }

    /** Builds the tables of the first columns, as many as fill a table. */
    abstract void whole(byte[] codes, int offset, int count);

    /** Builds the tables of the k codes that begin at an offset. */
    final void build(byte[] codes, int offset) {
        cut(codes, offset);
        int count = k / tableColumns;
        whole(codes, offset, count);
        for (int table = count; table < tables * reach.length; table++) {
            last(codes, offset, table);
        }
    }

    /** Builds one table of columns that are not all there; the missing ones count as zero. */
    private void last(byte[] codes, int offset, int table) {
        int column = table * tableColumns;
        for (int entry = 0; entry < ENTRIES; entry++) {
            int sum = 0;
            for (int c = 0; c < Math.min(tableColumns, k - column); c++) {
                sum += signs[c * ENTRIES + entry] * codes[offset + column + c];
            }
            sums.set(SUM, (long) table * TABLE_BYTES + (long) entry * Short.BYTES, (short) sum);
        }
    }

    /** The visits in both orders, each cut for these activations. */
    private void cut(byte[] codes, int offset) {
        int stepColumns = tableColumns * tables;
        for (int s = 0; s < reach.length; s++) {
            int sum = 0;
            int end = offset + Math.min(k, (s + 1) * stepColumns);
            for (int i = offset + s * stepColumns; i < end; i++) {
                sum += Math.abs(codes[i]);
            }
            reach[s] = sum;
        }
        inOrder.cut(reach);
        woven.cut(reach);
    }

    /** The tables, in the order of their columns. */
    final MemorySegment sums() {
        return sums;
    }

    /** The order in which steps are visited. */
    final Visits visits(WordReading reading) {
        return reading == WordReading.WOVEN ? woven : inOrder;
    }

    /**
     * An order in which steps are visited, in chunks of visits whose sums fit 16-bit lanes.
     *
     * <p>Woven it is by turns from several places: the processor's prefetchers run so many lines ahead of each stream, and end at the borders of
     * pages, so that on some processors one stream alone does not get all that memory gives a core.
     */
    static final class Visits {
        /** A power of two. */
        private static final int STREAMS = 4;
        private static final int STREAMS_SHIFT = Integer.numberOfTrailingZeros(STREAMS);

        /** Steps of a stream; 0 for the order of memory. */
        final int part;
        private final int[] ends;
        private int chunks;

        Visits(int steps, boolean woven) {
            part = woven ? steps >> STREAMS_SHIFT : 0;
            ends = new int[steps];
        }

        /** The step of a visit. Steps that are left over when all streams have the same number come last. */
        static int step(int visit, int part) {
            return visit < part << STREAMS_SHIFT ? (visit & (STREAMS - 1)) * part + (visit >> STREAMS_SHIFT) : visit;
        }

        /** Cuts the visits into chunks: a 16-bit lane holds the sum of a chunk whatever the weights are. */
        private void cut(int[] reach) {
            int sum = 0;
            int from = 0;
            chunks = 0;
            for (int visit = 0; visit < ends.length; visit++) {
                int more = reach[step(visit, part)];
                if (sum + more > Short.MAX_VALUE || visit - from == CHUNK_STEPS) {
                    ends[chunks++] = visit;
                    from = visit;
                    sum = 0;
                }
                sum += more;
            }
            ends[chunks++] = ends.length;
        }

        int chunks() {
            return chunks;
        }

        /** The first visit of a chunk. */
        int begin(int chunk) {
            return chunk == 0 ? 0 : ends[chunk - 1];
        }

        /** The visit after the last of a chunk. */
        int end(int chunk) {
            return ends[chunk];
        }
    }
}
