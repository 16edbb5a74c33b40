package org.bitnetj.kernels.internal.vector;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.Objects;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Exact ternary matrix times int8 matrix by tables: tokens in lanes, weights as indices.
 *
 * <p>For eight groups of columns at a time (one pass) {@link TokenTables} holds every signed sum of a group's columns, 32 tokens wide. Each
 * row then costs one vector load and add for a whole group: 128 multiply-adds for each 64 bytes. The sums of a row are kept in 16-bit lanes,
 * and moved to 32 bits ({@link TokenSums}) before they could overflow, which depends on the activations and is checked for them.
 *
 * <p>Three things make C2's machine code good. (1) No range checks: an index is a masked byte, so C2 knows its range, and the tables are seen
 * through a slice of constant length, made inside the loop so that it is always inlined and, as it does not escape, never allocated. (2) The
 * eight indices of a row come from one 64-bit load: the load ports are the bound. They are cut out by rotations, which need no copy of the word as
 * shifts do. (3) No vector lives longer than one turn of the loop. (4) An address that two loads share is computed, one of a single load is part of
 * its instruction: so the second half of each entry is seen through a segment of its own, of which C2 does not know where it lies.
 */
final class TableGemm {
    /** Tokens computed together. */
    static final int TOKENS = 32;

    static final VectorSpecies<Short> SHORTS = Widths.SHORTS;
    static final int LANES = SHORTS.length();

    /** Bytes of one vector, and of one table entry or one row of 16-bit sums. */
    static final int VECTOR = SHORTS.vectorByteSize();

    static final int ENTRY = TOKENS * Short.BYTES;

    /** Distance between the tables of two groups: past the largest code (136), and odd in cache lines so that the tables share no sets. */
    static final int TABLE = 145 * ENTRY;

    /** A power of two that is past every offset in the tables, even that of the largest byte (255, never used) of the last group. */
    static final int TABLE_END = 1 << 17;

    /** The constant length of the tables, with room for what lies at fixed distances from a masked offset. */
    static final int TABLE_BYTES = TABLE_END + 16 * ENTRY;

    /** Most rows whose sums are kept at a time (a power of two): 256 KiB, for the second-level cache. */
    static final int ROWS = 4096;

    static final int SUM_BYTES = ROWS * ENTRY;

    private static final ByteOrder ORDER = ByteOrder.nativeOrder();

    /** An index times {@link #ENTRY}, cut out of a word. */
    private static final int SHIFT = 6;
    private static final long MASK = 0xFF << SHIFT;

    private TableGemm() {}

    /**
     * Sets {@code out[t * rows + r]} to the sum over c of {@code w[r, c] * activations[t * columns + c]} for the given rows and tokens. Calls for
     * different rows or tokens may run at the same time, each with its own scratch; the results do not depend on how the work is shared.
     *
     * @param activations int8, token-major; every value is allowed
     * @param out the whole result, token-major, for all rows of the matrix
     */
    static void gemm(GroupWords w, byte[] activations, int tokenFrom, int tokenTo, int[] out, int rowFrom, int rowTo,
            TableScratch scratch) {
        Objects.checkFromToIndex(rowFrom, rowTo, w.rows());
        Objects.checkFromToIndex(tokenFrom, tokenTo, Integer.MAX_VALUE);
        Objects.checkFromIndexSize(0L, (long) tokenTo * w.columns(), activations.length);
        Objects.checkFromIndexSize(0L, (long) tokenTo * w.rows(), out.length);
        // Blocks of rows as equal as possible, each with its own tables: one block unless the matrix is very tall.
        int blocks = (rowTo - rowFrom + ROWS - 1) / ROWS;
        for (int t = tokenFrom; t < tokenTo; t += TOKENS) {
            int tokens = Math.min(TOKENS, tokenTo - t);
            for (int b = 0; b < blocks; b++) {
                int from = rowFrom + (int) ((long) (rowTo - rowFrom) * b / blocks);
                int to = rowFrom + (int) ((long) (rowTo - rowFrom) * (b + 1) / blocks);
                block(w, activations, t, tokens, out, from, to, scratch);
            }
        }
    }

    private static void block(GroupWords w, byte[] activations, int token, int tokens, int[] out, int from, int to, TableScratch s) {
        int rows = to - from;
        TokenSums.clear(s, rows);
        // The largest magnitude that a 16-bit sum may have by now.
        int reach = 0;
        boolean first = true;
        for (int p = 0; p < w.passes(); p++) {
            int more = TokenTables.build(w.code(), activations, w.columns(), token, tokens, p * w.code().columnsPerWord(), s);
            if (reach + more > Short.MAX_VALUE) {
                widen(s, rows, first);
                first = false;
                reach = 0;
            }
            reach += more;
            // An array always: with one more kind of segment in the loop C2 does not always inline its accesses, and it then takes twice as long.
            addRows(w.array(p, from, rows, s.words), w.first(p, from), rows, tokens, s);
        }
        widen(s, rows, first);
        TokenSums.store(s, tokens, rows, out, token * w.rows() + from, w.rows());
    }

    private static void widen(TableScratch s, int rows, boolean first) {
        if (first) {
            TokenSums.widenFirst(s, rows);
        } else {
            TokenSums.widen(s, rows);
        }
    }

    private static void addRows(long[] words, int first, int rows, int tokens, TableScratch s) {
        if (tokens <= LANES) {
            addRows1(words, first, rows, s.tables, s.sums);
        } else if (tokens <= 2 * LANES) {
            addRows2(words, first, rows, s.tables, s.secondVectors, s.sums);
        } else {
            addRows4(words, first, rows, s.tables, s.sums);
        }
    }

    /**
     * The first vector of each entry: all there is at 512 bits, enough for few tokens at others. Two rows a turn, which share what a turn costs besides
     * its adds; four rows are slower than one.
     */
    private static void addRows1(long[] words, int first, int rows, MemorySegment wholeTables, MemorySegment wholeSums) {
        int r = 0;
        for (; r < rows - 1; r += 2) {
            MemorySegment t = wholeTables.asSlice(0, TABLE_BYTES);
            MemorySegment sums = wholeSums.asSlice(0, SUM_BYTES);
            long at = (long) (r & (ROWS - 2)) * ENTRY;
            long word = words[first + r];
            long next = words[first + r + 1];
            ShortVector.fromMemorySegment(SHORTS, sums, at, ORDER)
                    .add(ShortVector.fromMemorySegment(SHORTS, t, Long.rotateLeft(word, SHIFT) & MASK, ORDER))
                    .add(ShortVector.fromMemorySegment(SHORTS, t, (Long.rotateRight(word, 8 - SHIFT) & MASK) + TABLE, ORDER))
                    .add(ShortVector.fromMemorySegment(SHORTS, t, (Long.rotateRight(word, 16 - SHIFT) & MASK) + 2 * TABLE, ORDER))
                    .add(ShortVector.fromMemorySegment(SHORTS, t, (Long.rotateRight(word, 24 - SHIFT) & MASK) + 3 * TABLE, ORDER))
                    .add(ShortVector.fromMemorySegment(SHORTS, t, (Long.rotateRight(word, 32 - SHIFT) & MASK) + 4 * TABLE, ORDER))
                    .add(ShortVector.fromMemorySegment(SHORTS, t, (Long.rotateRight(word, 40 - SHIFT) & MASK) + 5 * TABLE, ORDER))
                    .add(ShortVector.fromMemorySegment(SHORTS, t, (Long.rotateRight(word, 48 - SHIFT) & MASK) + 6 * TABLE, ORDER))
                    .add(ShortVector.fromMemorySegment(SHORTS, t, (Long.rotateRight(word, 56 - SHIFT) & MASK) + 7 * TABLE, ORDER))
                    .intoMemorySegment(sums, at, ORDER);
            ShortVector.fromMemorySegment(SHORTS, sums, at + ENTRY, ORDER)
                    .add(ShortVector.fromMemorySegment(SHORTS, t, Long.rotateLeft(next, SHIFT) & MASK, ORDER))
                    .add(ShortVector.fromMemorySegment(SHORTS, t, (Long.rotateRight(next, 8 - SHIFT) & MASK) + TABLE, ORDER))
                    .add(ShortVector.fromMemorySegment(SHORTS, t, (Long.rotateRight(next, 16 - SHIFT) & MASK) + 2 * TABLE, ORDER))
                    .add(ShortVector.fromMemorySegment(SHORTS, t, (Long.rotateRight(next, 24 - SHIFT) & MASK) + 3 * TABLE, ORDER))
                    .add(ShortVector.fromMemorySegment(SHORTS, t, (Long.rotateRight(next, 32 - SHIFT) & MASK) + 4 * TABLE, ORDER))
                    .add(ShortVector.fromMemorySegment(SHORTS, t, (Long.rotateRight(next, 40 - SHIFT) & MASK) + 5 * TABLE, ORDER))
                    .add(ShortVector.fromMemorySegment(SHORTS, t, (Long.rotateRight(next, 48 - SHIFT) & MASK) + 6 * TABLE, ORDER))
                    .add(ShortVector.fromMemorySegment(SHORTS, t, (Long.rotateRight(next, 56 - SHIFT) & MASK) + 7 * TABLE, ORDER))
                    .intoMemorySegment(sums, at + ENTRY, ORDER);
        }
        if (r < rows) {
            addRow(words[first + r], wholeTables, wholeSums, (long) r * ENTRY);
        }
    }

    /** The last of an odd number of rows. */
    private static void addRow(long word, MemorySegment tables, MemorySegment sums, long at) {
        ShortVector sum = ShortVector.fromMemorySegment(SHORTS, sums, at, ORDER);
        for (int g = 0; g < Long.BYTES; g++) {
            sum = sum.add(ShortVector.fromMemorySegment(SHORTS, tables, ((word >>> (8 * g)) & 0xFF) * ENTRY + (long) g * TABLE, ORDER));
        }
        sum.intoMemorySegment(sums, at, ORDER);
    }

    /**
     * Two vectors of each entry (256 bits), so that each index is cut out once for two adds. The second half is added after the first is stored:
     * C2 folds a load into its add only where the load sees the same memory as the store that ends the chain of adds.
     */
    private static void addRows2(long[] words, int first, int rows, MemorySegment wholeTables, MemorySegment secondVectors,
            MemorySegment wholeSums) {
        for (int r = 0; r < rows; r++) {
            MemorySegment t = wholeTables.asSlice(0, TABLE_BYTES);
            MemorySegment u = secondVectors.asSlice(0, TABLE_BYTES - VECTOR);
            MemorySegment sums = wholeSums.asSlice(0, SUM_BYTES);
            long at = (long) (r & (ROWS - 1)) * ENTRY;
            long word = words[first + r];
            long i0 = Long.rotateLeft(word, SHIFT) & MASK;
            long i1 = (Long.rotateRight(word, 8 - SHIFT) & MASK) + TABLE;
            long i2 = (Long.rotateRight(word, 16 - SHIFT) & MASK) + 2 * TABLE;
            long i3 = (Long.rotateRight(word, 24 - SHIFT) & MASK) + 3 * TABLE;
            long i4 = (Long.rotateRight(word, 32 - SHIFT) & MASK) + 4 * TABLE;
            long i5 = (Long.rotateRight(word, 40 - SHIFT) & MASK) + 5 * TABLE;
            long i6 = (Long.rotateRight(word, 48 - SHIFT) & MASK) + 6 * TABLE;
            long i7 = (Long.rotateRight(word, 56 - SHIFT) & MASK) + 7 * TABLE;
            ShortVector.fromMemorySegment(SHORTS, sums, at, ORDER)
                    .add(ShortVector.fromMemorySegment(SHORTS, t, i0, ORDER))
                    .add(ShortVector.fromMemorySegment(SHORTS, t, i1, ORDER))
                    .add(ShortVector.fromMemorySegment(SHORTS, t, i2, ORDER))
                    .add(ShortVector.fromMemorySegment(SHORTS, t, i3, ORDER))
                    .add(ShortVector.fromMemorySegment(SHORTS, t, i4, ORDER))
                    .add(ShortVector.fromMemorySegment(SHORTS, t, i5, ORDER))
                    .add(ShortVector.fromMemorySegment(SHORTS, t, i6, ORDER))
                    .add(ShortVector.fromMemorySegment(SHORTS, t, i7, ORDER))
                    .intoMemorySegment(sums, at, ORDER);
            ShortVector.fromMemorySegment(SHORTS, sums, at + VECTOR, ORDER)
                    .add(ShortVector.fromMemorySegment(SHORTS, u, i0, ORDER))
                    .add(ShortVector.fromMemorySegment(SHORTS, u, i1, ORDER))
                    .add(ShortVector.fromMemorySegment(SHORTS, u, i2, ORDER))
                    .add(ShortVector.fromMemorySegment(SHORTS, u, i3, ORDER))
                    .add(ShortVector.fromMemorySegment(SHORTS, u, i4, ORDER))
                    .add(ShortVector.fromMemorySegment(SHORTS, u, i5, ORDER))
                    .add(ShortVector.fromMemorySegment(SHORTS, u, i6, ORDER))
                    .add(ShortVector.fromMemorySegment(SHORTS, u, i7, ORDER))
                    .intoMemorySegment(sums, at + VECTOR, ORDER);
        }
    }

    /** Four vectors of each entry (128 bits), in the same way. */
    private static void addRows4(long[] words, int first, int rows, MemorySegment wholeTables, MemorySegment wholeSums) {
        for (int r = 0; r < rows; r++) {
            MemorySegment t = wholeTables.asSlice(0, TABLE_BYTES);
            MemorySegment sums = wholeSums.asSlice(0, SUM_BYTES);
            long at = (long) (r & (ROWS - 1)) * ENTRY;
            long word = words[first + r];
            long i0 = Long.rotateLeft(word, SHIFT) & MASK;
            long i1 = (Long.rotateRight(word, 8 - SHIFT) & MASK) + TABLE;
            long i2 = (Long.rotateRight(word, 16 - SHIFT) & MASK) + 2 * TABLE;
            long i3 = (Long.rotateRight(word, 24 - SHIFT) & MASK) + 3 * TABLE;
            long i4 = (Long.rotateRight(word, 32 - SHIFT) & MASK) + 4 * TABLE;
            long i5 = (Long.rotateRight(word, 40 - SHIFT) & MASK) + 5 * TABLE;
            long i6 = (Long.rotateRight(word, 48 - SHIFT) & MASK) + 6 * TABLE;
            long i7 = (Long.rotateRight(word, 56 - SHIFT) & MASK) + 7 * TABLE;
            ShortVector.fromMemorySegment(SHORTS, sums, at, ORDER)
                    .add(ShortVector.fromMemorySegment(SHORTS, t, i0, ORDER))
                    .add(ShortVector.fromMemorySegment(SHORTS, t, i1, ORDER))
                    .add(ShortVector.fromMemorySegment(SHORTS, t, i2, ORDER))
                    .add(ShortVector.fromMemorySegment(SHORTS, t, i3, ORDER))
                    .add(ShortVector.fromMemorySegment(SHORTS, t, i4, ORDER))
                    .add(ShortVector.fromMemorySegment(SHORTS, t, i5, ORDER))
                    .add(ShortVector.fromMemorySegment(SHORTS, t, i6, ORDER))
                    .add(ShortVector.fromMemorySegment(SHORTS, t, i7, ORDER))
                    .intoMemorySegment(sums, at, ORDER);
            ShortVector.fromMemorySegment(SHORTS, sums, at + VECTOR, ORDER)
                    .add(ShortVector.fromMemorySegment(SHORTS, t, i0 + VECTOR, ORDER))
                    .add(ShortVector.fromMemorySegment(SHORTS, t, i1 + VECTOR, ORDER))
                    .add(ShortVector.fromMemorySegment(SHORTS, t, i2 + VECTOR, ORDER))
                    .add(ShortVector.fromMemorySegment(SHORTS, t, i3 + VECTOR, ORDER))
                    .add(ShortVector.fromMemorySegment(SHORTS, t, i4 + VECTOR, ORDER))
                    .add(ShortVector.fromMemorySegment(SHORTS, t, i5 + VECTOR, ORDER))
                    .add(ShortVector.fromMemorySegment(SHORTS, t, i6 + VECTOR, ORDER))
                    .add(ShortVector.fromMemorySegment(SHORTS, t, i7 + VECTOR, ORDER))
                    .intoMemorySegment(sums, at + VECTOR, ORDER);
            ShortVector.fromMemorySegment(SHORTS, sums, at + 2L * VECTOR, ORDER)
                    .add(ShortVector.fromMemorySegment(SHORTS, t, i0 + 2L * VECTOR, ORDER))
                    .add(ShortVector.fromMemorySegment(SHORTS, t, i1 + 2L * VECTOR, ORDER))
                    .add(ShortVector.fromMemorySegment(SHORTS, t, i2 + 2L * VECTOR, ORDER))
                    .add(ShortVector.fromMemorySegment(SHORTS, t, i3 + 2L * VECTOR, ORDER))
                    .add(ShortVector.fromMemorySegment(SHORTS, t, i4 + 2L * VECTOR, ORDER))
                    .add(ShortVector.fromMemorySegment(SHORTS, t, i5 + 2L * VECTOR, ORDER))
                    .add(ShortVector.fromMemorySegment(SHORTS, t, i6 + 2L * VECTOR, ORDER))
                    .add(ShortVector.fromMemorySegment(SHORTS, t, i7 + 2L * VECTOR, ORDER))
                    .intoMemorySegment(sums, at + 2L * VECTOR, ORDER);
            ShortVector.fromMemorySegment(SHORTS, sums, at + 3L * VECTOR, ORDER)
                    .add(ShortVector.fromMemorySegment(SHORTS, t, i0 + 3L * VECTOR, ORDER))
                    .add(ShortVector.fromMemorySegment(SHORTS, t, i1 + 3L * VECTOR, ORDER))
                    .add(ShortVector.fromMemorySegment(SHORTS, t, i2 + 3L * VECTOR, ORDER))
                    .add(ShortVector.fromMemorySegment(SHORTS, t, i3 + 3L * VECTOR, ORDER))
                    .add(ShortVector.fromMemorySegment(SHORTS, t, i4 + 3L * VECTOR, ORDER))
                    .add(ShortVector.fromMemorySegment(SHORTS, t, i5 + 3L * VECTOR, ORDER))
                    .add(ShortVector.fromMemorySegment(SHORTS, t, i6 + 3L * VECTOR, ORDER))
                    .add(ShortVector.fromMemorySegment(SHORTS, t, i7 + 3L * VECTOR, ORDER))
                    .intoMemorySegment(sums, at + 3L * VECTOR, ORDER);
        }
    }
}
