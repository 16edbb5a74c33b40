package org.bitnetj.kernels.internal.vector;

/**
 * How one byte of a {@link GroupWords} matrix names the weights of a few neighbouring columns.
 *
 * <p>A code is always {@code outer * outerStride + inner}: {@code outer} names the first column or two, {@code inner} (0..8) the last two. The
 * table that the kernel builds from the activations has its entries at the same numbers, so that the byte is the index, whatever the code.
 */
enum GroupCode {
    /** Four columns, 81 entries, base 3: the densest and fastest (2 bits a weight). */
    QUADS(4, 9, 9),
    /** Two pairs of columns, nine entries each, one in each half of the byte, as TL1 numbers them (2 bits a weight, 81 of 256 codes used). */
    PAIRS(4, 9, 16),
    /** Three columns, 27 entries: TL2's index with its sign folded in (2.67 bits a weight; three quarters of the speed). */
    TRIPLES(3, 3, 9);

    private static final long FIRST_OF_TWO = 0x3333_3333_3333_3333L;
    private static final long FIRST_OF_FOUR = 0x0F0F_0F0F_0F0F_0F0FL;

    /** Columns named by one byte. */
    final int columns;

    /** Number of different values of the outer part. */
    final int outer;

    /** Distance between two outer values in the code. */
    final int outerStride;

    GroupCode(int columns, int outer, int outerStride) {
        this.columns = columns;
        this.outer = outer;
        this.outerStride = outerStride;
    }

    /** Columns named by one word, that is, by one pass of the kernel over the rows. */
    int columnsPerWord() {
        return columns * Long.BYTES;
    }

    /**
     * A word: the codes of eight groups.
     *
     * @param codes trit + 1 of each of their columns, two bits each, the first in the lowest bits; what is above them does not count
     */
    long word(long codes) {
        if (this == TRIPLES) {
            return triples(codes);
        }
        long pairs = (codes & FIRST_OF_TWO) * 3 + ((codes >>> 2) & FIRST_OF_TWO);
        long first = pairs & FIRST_OF_FOUR;
        long second = (pairs >>> 4) & FIRST_OF_FOUR;
        return first * outerStride + second;
    }

    private static long triples(long codes) {
        long word = 0;
        for (int g = 0; g < Long.BYTES; g++) {
            long three = codes >>> (6 * g);
            long named = 9 * (three & 3) + 3 * (three >>> 2 & 3) + (three >>> 4 & 3);
            word |= named << (8 * g);
        }
        return word;
    }
}
