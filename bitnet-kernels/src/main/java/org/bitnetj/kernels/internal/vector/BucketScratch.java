package org.bitnetj.kernels.internal.vector;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** The working memory of one thread in {@link BucketGemv} and {@link StreamGemv}: some 140 KiB. */
final class BucketScratch {
    /** Keeps the reads that only fetch from being left out. */
    long touched;

    /** Even and odd fields of the sums of a batch of chunks. */
    final MemorySegment sums = Arena.ofAuto().allocate((long) BucketProgram.BATCH * 2 * BucketTiles.LINE, BucketTiles.LINE);

    /** The slots of {@link StreamGemv}, all zero but the first. */
    final MemorySegment slots = Arena.ofAuto().allocate(StreamGemv.SLOTS_END, BucketTiles.LINE);

    /** The 16-bit sums of a vector's groups over a batch. */
    final short[] lanes = new short[BucketTiles.LINE / Short.BYTES * BucketTiles.GROUPS];

    /** The sums of a tile's words, group after group. */
    final int[] rows = new int[BucketTiles.LINE / Short.BYTES * BucketTiles.GROUPS];
}
