package org.bitnetj.kernels.internal.vector;

import org.bitnetj.kernels.internal.CodeMatrix;

/**
 * Activations widened to 16 bits, in the order in which {@link RowMajorGemv} meets their weights.
 *
 * <p>One vector load of codes holds, in each 16-bit lane, the codes of eight columns: field {@code f} at bit {@code 2 f}. So for each load
 * there are eight vectors of activations, field 0 first; lane {@code j} of field {@code f} belongs to byte {@code 2 j + f / 4} of the load.
 */
final class FieldActivations {
    static final int FIELDS = 8;

    private final short[] fields;
    private final int[] places;
    private int sum;

    FieldActivations(int k) {
        int rowWeights = 4 * CodeMatrix.ROW_BYTES_MULTIPLE;
        fields = new short[(k + rowWeights - 1) / rowWeights * rowWeights];
        places = new int[k];
        for (int c = 0; c < k; c++) {
            places[c] = place(c);
        }
    }

    /** Where the activation of column c stands. */
    private static int place(int c) {
        int lanes = Widths.SHORTS.length();
        int loadBytes = 2 * lanes;
        int rowByte = c / 128 * 32 + c % 32;
        int byteInLoad = rowByte % loadBytes;
        int field = byteInLoad % 2 * 4 + 3 - c / 32 % 4;
        return (rowByte / loadBytes * FIELDS + field) * lanes + byteInLoad / 2;
    }

    /** Takes the codes that begin at an offset. */
    void set(byte[] codes, int offset) {
        int total = 0;
        for (int c = 0; c < places.length; c++) {
            fields[places[c]] = codes[offset + c];
            total += codes[offset + c];
        }
        sum = total;
    }

    /** All fields of all loads of a row; padding is zero. */
    short[] fields() {
        return fields;
    }

    /** The sum of the codes, by which sums over the codes 0..2 of trits exceed sums over trits. */
    int sum() {
        return sum;
    }
}
