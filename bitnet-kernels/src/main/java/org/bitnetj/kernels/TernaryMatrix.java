package org.bitnetj.kernels;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;

/**
 * A matrix of trits (-1, 0, +1) with one scale: the real weight is {@code scale * trit}. Row-major, one byte a trit: the form in which
 * formats are converted and against which they are checked, not one to multiply with.
 *
 * <p>Immutable and thread-safe.
 */
public final class TernaryMatrix {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGH_BITS = 0x8080_8080_8080_8080L;

    private final Shape shape;
    private final float scale;
    private final byte[] trits;

    private TernaryMatrix(Shape shape, float scale, byte[] trits) {
        this.shape = shape;
        this.scale = scale;
        this.trits = trits;
    }

    /**
     * Copies trits into a matrix.
     *
     * @param shape rows and columns
     * @param trits {@code m * k} values in -1..1, row-major; copied
     * @param scale what one trit is worth; finite
     * @return the matrix
     * @throws IllegalArgumentException if the length is not {@code m * k}, a value is no trit (row and column are named), or the scale is not
     *         finite
     */
    public static TernaryMatrix of(Shape shape, byte[] trits, float scale) {
        Objects.requireNonNull(shape, "shape");
        Objects.requireNonNull(trits, "trits");
        if (trits.length != shape.weights()) {
            throw new IllegalArgumentException("a " + shape + " matrix has " + shape.weights() + " trits, not " + trits.length);
        }
        requireFinite(scale);
        byte[] own = trits.clone();
        int i = 0;
        // Eight at a time: a byte of trit + 1, the high bit of which is lent so that nothing is carried, is 0, 1 or 2.
        for (; i <= own.length - Long.BYTES; i += Long.BYTES) {
            long codes = (((long) LONGS.get(own, i) ^ HIGH_BITS) + ONES) ^ HIGH_BITS;
            long threes = codes & (codes >>> 1) & ONES;
            if (((codes & ~(3 * ONES)) | threes) != 0) {
                break;
            }
        }
        for (; i < own.length; i++) {
            if (own[i] < -1 || own[i] > 1) {
                throw new IllegalArgumentException("row " + i / shape.k() + ", column " + i % shape.k() + " of the " + shape + " matrix is "
                        + own[i] + "; a trit is -1, 0 or +1");
            }
        }
        return new TernaryMatrix(shape, scale, own);
    }

    static void requireFinite(float scale) {
        if (!Float.isFinite(scale)) {
            throw new IllegalArgumentException("the scale of a matrix must be finite, not " + scale);
        }
    }

    /**
     * {@return rows and columns}
     */
    public Shape shape() {
        return shape;
    }

    /**
     * {@return what one trit is worth: the real weight is {@code scale * trit}}
     */
    public float scale() {
        return scale;
    }

    /**
     * {@return the trit at a place}
     *
     * @param row 0 to m-1
     * @param column 0 to k-1
     * @throws IndexOutOfBoundsException if the place is outside
     */
    public byte trit(int row, int column) {
        return trits[Objects.checkIndex(row, shape.m()) * shape.k() + Objects.checkIndex(column, shape.k())];
    }

    /**
     * Copies one row.
     *
     * @param row 0 to m-1
     * @param target receives k trits
     * @param offset where in {@code target} the first goes
     * @throws IndexOutOfBoundsException if the row or the target range is outside
     */
    public void copyRow(int row, byte[] target, int offset) {
        System.arraycopy(trits, Objects.checkIndex(row, shape.m()) * shape.k(), target, offset, shape.k());
    }

    /**
     * {@return a copy of all trits, row-major}
     */
    public byte[] toArray() {
        return trits.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TernaryMatrix that && shape.equals(that.shape)
                && Float.floatToIntBits(scale) == Float.floatToIntBits(that.scale) && Arrays.equals(trits, that.trits);
    }

    @Override
    public int hashCode() {
        return Objects.hash(shape, scale, Arrays.hashCode(trits));
    }

    @Override
    public String toString() {
        return "TernaryMatrix[" + shape + ", scale=" + scale + "]";
    }
}
