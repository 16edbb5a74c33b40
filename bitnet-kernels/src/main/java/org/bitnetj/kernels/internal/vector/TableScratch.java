package org.bitnetj.kernels.internal.vector;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The working memory of one thread in {@link TableGemm} (0.9 MiB; freed with the object). The vectors' memory is off the heap for its
 * alignment: a 64-byte vector in a Java array always crosses a cache line.
 */
final class TableScratch {
    private static final int LINE = 64;

    /** Tables of the eight groups of a pass. */
    final MemorySegment tables;

    /** The same from the second vector of each entry on. */
    final MemorySegment secondVectors;

    /** 16-bit sums, {@link TableGemm#TOKENS} a row. */
    final MemorySegment sums;

    /** 32-bit sums, {@link TableGemm#TOKENS} a row. */
    final int[] wide = new int[TableGemm.ROWS * TableGemm.TOKENS];

    /** The words of the rows of a pass, where they cannot be read in place. */
    final long[] words = new long[TableGemm.ROWS];

    /** Four activations of each token for each group of a pass. */
    final int[] quads = new int[Long.BYTES * TableGemm.TOKENS];

    /** The nine (or three) outer sums of one group, one vector wide. */
    final short[] outer = new short[9 * TableGemm.LANES];

    /** Sum of the magnitudes of a pass's activations, for each lane. */
    final short[] magnitudes = new short[TableGemm.TOKENS];

    TableScratch() {
        Arena arena = Arena.ofAuto();
        tables = arena.allocate(TableGemm.TABLE_BYTES, LINE);
        secondVectors = tables.asSlice(TableGemm.VECTOR);
        sums = arena.allocate(TableGemm.SUM_BYTES, LINE);
    }
}
