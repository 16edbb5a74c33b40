package org.bitnetj.kernels;

/**
 * The shape of a matrix {@code W (m,k)}: {@code m} rows (outputs) of {@code k} columns (inputs).
 *
 * @param m number of rows, 1 or more
 * @param k number of columns, 1 to {@link #MAX_COLUMNS}
 */
public record Shape(int m, int k) {
    /** The largest {@code k} for which the sum of {@code k} products of a trit and any int8 fits an int32 on both sides. */
    public static final int MAX_COLUMNS = (1 << 24) - 1;

    /**
     * Checks the sizes.
     *
     * @throws IllegalArgumentException if a size is not positive, {@code k} exceeds {@link #MAX_COLUMNS}, or {@code m * k} weights do not fit
     *         a Java array
     */
    public Shape {
        if (m < 1 || k < 1) {
            throw new IllegalArgumentException("a matrix needs at least 1 row and 1 column, not m=" + m + " k=" + k);
        }
        if (k > MAX_COLUMNS) {
            throw new IllegalArgumentException("k=" + k + " columns: int32 sums of int8 activations are exact up to k=" + MAX_COLUMNS);
        }
        if ((long) m * k > Integer.MAX_VALUE - 8L) {
            throw new IllegalArgumentException("m=" + m + " k=" + k + " is " + (long) m * k + " weights; one matrix holds up to "
                    + (Integer.MAX_VALUE - 8) + ". Split it by rows");
        }
    }

    /**
     * {@return the number of weights, {@code m * k}}
     */
    public int weights() {
        return m * k;
    }

    @Override
    public String toString() {
        return m + "x" + k;
    }
}
