package org.bitnetj.kernels.internal.scalar;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

import org.bitnetj.kernels.Shape;

/** The definition of a ternary product, as code. */
final class ScalarGemv {
    private ScalarGemv() {}

    /**
     * {@code W (m,k) @ x (k,) -> sums (m,)}.
     *
     * @param w codes in blocks of 128
     * @param rowBytes bytes of a row of {@code w}
     * @param shape m and k
     * @param x holds k int8 activations
     * @param xAt where in {@code x} they begin
     * @param sums receives m sums
     * @param sumsAt where in {@code sums} they begin
     */
    static void gemv(MemorySegment w, int rowBytes, Shape shape, byte[] x, int xAt, int[] sums, int sumsAt) {
        for (int r = 0; r < shape.m(); r++) {
            int sum = 0;
            for (int c = 0; c < shape.k(); c++) {
                sum += trit(w, (long) r * rowBytes, c) * x[xAt + c];
            }
            sums[sumsAt + r] = sum;
        }
    }

    /** Weight c of a row: byte c % 32 of block c / 128, in the pair of bits that c / 32 % 4 counts from the top. */
    private static int trit(MemorySegment w, long row, int c) {
        int b = w.get(ValueLayout.JAVA_BYTE, row + c / 128 * 32L + c % 32);
        int shift = 6 - 2 * (c / 32 % 4);
        return (b >> shift & 3) - 1;
    }
}
