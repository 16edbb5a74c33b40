package org.bitnetj.kernels.pack;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Searches runs of four-bit indices for those that a format does not have, sixteen at a time. */
final class NibbleIndices {
    /** The largest index of a pair of trits. */
    static final int MAX_PAIR = 8;

    /** The largest index of a triple of trits without its sign. */
    static final int MAX_TRIPLE = 13;

    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final long LOWEST_BITS = 0x1111111111111111L;

    private NibbleIndices() {}

    /** The first byte that holds an index over {@link #MAX_PAIR}, or -1. The range is a multiple of 8 bytes. */
    static long firstBadPair(MemorySegment bytes, long from, long to) {
        for (long at = from; at < to; at += Long.BYTES) {
            long x = bytes.get(LONG, at);
            // 9..15: the bit of 8, and any other.
            long bad = x >>> 3 & (x | x >>> 1 | x >>> 2) & LOWEST_BITS;
            if (bad != 0) {
                return at + Long.numberOfTrailingZeros(bad) / Byte.SIZE;
            }
        }
        return -1;
    }

    /** The first byte that holds an index over {@link #MAX_TRIPLE}, or -1. The range is a multiple of 8 bytes. */
    static long firstBadTriple(MemorySegment bytes, long from, long to) {
        for (long at = from; at < to; at += Long.BYTES) {
            long x = bytes.get(LONG, at);
            // 14 and 15: the bits of 8, 4 and 2.
            long bad = x >>> 3 & x >>> 2 & x >>> 1 & LOWEST_BITS;
            if (bad != 0) {
                return at + Long.numberOfTrailingZeros(bad) / Byte.SIZE;
            }
        }
        return -1;
    }

    /** How messages name the first index of a byte that is too large: its half, its number. */
    static String describe(int value, int max) {
        int high = value >>> 4 & 15;
        return high > max ? "index " + high + " in its high half" : "index " + (value & 15) + " in its low half";
    }
}
