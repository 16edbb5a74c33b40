package org.bitnetj.kernels.internal.vector;

/** The working memory of one thread in {@link LookupGemv}. */
final class LookupScratch {
    /** Sums of a tile over a chunk. */
    final short[] room = new short[WordTiles.ROWS];

    /** Keeps the reads that only fetch from being left out. */
    long touched;
}
