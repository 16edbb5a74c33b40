package org.bitnetj.kernels.internal.vector;

/**
 * How one byte of a {@link GroupWords} matrix names the weights of a few neighbouring columns.
 *
 * <p>A code is always {@code outer * outerStride + inner}: {@code outer} names the first column or two, {@code inner} (0..8) the last two. The
 * table that the kernel builds from the activations has its entries at the same numbers, so that the byte is the index, whatever the code.
 */
enum GroupCode {
    /** Four columns, 81 entries, base 3: the densest and fastest (2 bits a weight). */
    QUADS(4, 9, 9, 0x1B090301),
    /** Two pairs of columns, nine entries each, one in each half of the byte, as TL1 numbers them (2 bits a weight, 81 of 256 codes used). */
    PAIRS(4, 9, 16, 0x30100301),
    /** Three columns, 27 entries: TL2's index with its sign folded in (2.67 bits a weight; three quarters of the speed). */
    TRIPLES(3, 3, 9, 0x09030100);

    /** Columns named by one byte. */
    final int columns;

    /** Number of different values of the outer part. */
    final int outer;

    /** Distance between two outer values in the code. */
    final int outerStride;

    /** The place values of the four digits, first column in the top byte. */
    private final int places;

    GroupCode(int columns, int outer, int outerStride, int places) {
        this.columns = columns;
        this.outer = outer;
        this.outerStride = outerStride;
        this.places = places;
    }

    /** Columns named by one word, that is, by one pass of the kernel over the rows. */
    int columnsPerWord() {
        return columns * Long.BYTES;
    }

    /**
     * The code of up to four trits, given as the bytes of an int (first column lowest, two's complement -1, 0, 1). A byte above the columns of
     * this code is ignored.
     */
    int encode(int trits) {
        // Add 1 to each byte without a carry into the next: 0xFF, 0, 1 become the digits 0, 1, 2.
        int digits = ((trits & 0x7F7F7F7F) + 0x01010101) ^ (trits & 0x80808080);
        // The top byte of the product is the sum of the digits, each times its place; no lower byte sum reaches 256, so nothing carries into it.
        return (digits * places) >>> 24;
    }
}
