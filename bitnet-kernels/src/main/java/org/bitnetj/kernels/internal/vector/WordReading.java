package org.bitnetj.kernels.internal.vector;

/** How {@link LookupGemv} goes through the words of a matrix. Sums do not depend on it. */
enum WordReading {
    /** From a cache: chunk after chunk of the columns, so that a chunk's tables stay in the first-level cache while the words of all tiles go past. */
    CACHED,
    /**
     * From memory: tile after tile, and the words of each chunk are read once by a simple loop before they are looked up. The lookups of a line are so many
     * instructions that a processor looks few lines ahead, and waits for each; of a simple loop it has as many reads under way as it can.
     */
    BURSTS,
    /** From memory: tile after tile, and in each by turns from several places, which are as many streams for the prefetchers. */
    WOVEN
}
