package org.bitnetj.kernels.internal.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * Sums of scaled rows, the two products of attention: vectors of the sums, four each of two or eight of one, stay in registers while the rows go by,
 * so that a multiply-add costs a load or half of one, and nothing is reduced across lanes.
 *
 * <p>Half-precision numbers are widened by shifting their exponent and mantissa into place, which leaves 2^-112 times the number (a subnormal
 * one too); the factors make up for 2^96 of it and the sum for the rest, so that nothing on the way overflows or underflows.
 *
 * <p>Written out for floats and for halves: a method that is handed vectors is not always inlined, and each of them is then an object.
 */
final class RowSums {
    private static final VectorSpecies<Float> S = Widths.FLOATS;
    private static final VectorSpecies<Short> HALVES = ShortVector.SPECIES_PREFERRED.withShape(VectorShape.forBitSize(Widths.BITS / 2));
    private static final int LANES = S.length();
    private static final int BLOCK = 8 * LANES;

    /** What is done for two sums at a time, and where a block is too wide: 64 numbers at 512 bits. */
    private static final int HALF_BLOCK = 4 * LANES;

    /** Keeps sign, exponent and mantissa of a half that was shifted right by 3, sign extended. */
    static final int HALF_MASK = 0x8FFFE000;

    /** What a factor is multiplied by, and what then is left to multiply the sum by. */
    static final float FACTOR = 0x1p96f;
    static final float REST = 0x1p16f;

    private RowSums() {}

    static void add(int sums, int rows, int width, float[] c, int cAt, int cStride, float[] m, int mAt, int mStride, float[] y, int yAt,
            int yStride) {
        int inPairs = width - width % HALF_BLOCK;
        int s = 0;
        for (; s + 1 < sums; s += 2) {
            int at = yAt + s * yStride;
            for (int i = 0; i < inPairs; i += HALF_BLOCK) {
                pair(c, cAt + s * cStride, cStride, rows, m, mAt + i, mStride, y, at + i, yStride);
            }
            add(c, cAt + s * cStride, rows, m, mAt + inPairs, mStride, y, at + inPairs, width - inPairs);
            add(c, cAt + (s + 1) * cStride, rows, m, mAt + inPairs, mStride, y, at + yStride + inPairs, width - inPairs);
        }
        if (s < sums) {
            add(c, cAt + s * cStride, rows, m, mAt, mStride, y, yAt + s * yStride, width);
        }
    }

    /** Half a block of two sums, which share what is loaded. */
    private static void pair(float[] c, int cAt, int cStride, int rows, float[] m, int mAt, int mStride, float[] y, int yAt, int yStride) {
        FloatVector a0 = FloatVector.zero(S);
        FloatVector a1 = FloatVector.zero(S);
        FloatVector a2 = FloatVector.zero(S);
        FloatVector a3 = FloatVector.zero(S);
        FloatVector b0 = FloatVector.zero(S);
        FloatVector b1 = FloatVector.zero(S);
        FloatVector b2 = FloatVector.zero(S);
        FloatVector b3 = FloatVector.zero(S);
        for (int r = 0; r < rows; r++) {
            FloatVector first = FloatVector.broadcast(S, c[cAt + r]);
            FloatVector second = FloatVector.broadcast(S, c[cAt + cStride + r]);
            int at = mAt + r * mStride;
            FloatVector v0 = FloatVector.fromArray(S, m, at);
            a0 = v0.fma(first, a0);
            b0 = v0.fma(second, b0);
            FloatVector v1 = FloatVector.fromArray(S, m, at + LANES);
            a1 = v1.fma(first, a1);
            b1 = v1.fma(second, b1);
            FloatVector v2 = FloatVector.fromArray(S, m, at + 2 * LANES);
            a2 = v2.fma(first, a2);
            b2 = v2.fma(second, b2);
            FloatVector v3 = FloatVector.fromArray(S, m, at + 3 * LANES);
            a3 = v3.fma(first, a3);
            b3 = v3.fma(second, b3);
        }
        a0.add(FloatVector.fromArray(S, y, yAt)).intoArray(y, yAt);
        a1.add(FloatVector.fromArray(S, y, yAt + LANES)).intoArray(y, yAt + LANES);
        a2.add(FloatVector.fromArray(S, y, yAt + 2 * LANES)).intoArray(y, yAt + 2 * LANES);
        a3.add(FloatVector.fromArray(S, y, yAt + 3 * LANES)).intoArray(y, yAt + 3 * LANES);
        b0.add(FloatVector.fromArray(S, y, yAt + yStride)).intoArray(y, yAt + yStride);
        b1.add(FloatVector.fromArray(S, y, yAt + yStride + LANES)).intoArray(y, yAt + yStride + LANES);
        b2.add(FloatVector.fromArray(S, y, yAt + yStride + 2 * LANES)).intoArray(y, yAt + yStride + 2 * LANES);
        b3.add(FloatVector.fromArray(S, y, yAt + yStride + 3 * LANES)).intoArray(y, yAt + yStride + 3 * LANES);
    }

    private static void add(float[] c, int cAt, int rows, float[] m, int mAt, int stride, float[] y, int yAt, int width) {
        int i = 0;
        for (; i <= width - BLOCK; i += BLOCK) {
            block(c, cAt, rows, m, mAt + i, stride, y, yAt + i);
        }
        for (; i <= width - HALF_BLOCK; i += HALF_BLOCK) {
            halfBlock(c, cAt, rows, m, mAt + i, stride, y, yAt + i);
        }
        for (; i <= width - LANES; i += LANES) {
            vector(c, cAt, rows, m, mAt + i, stride, y, yAt + i);
        }
        for (; i < width; i++) {
            float sum = 0;
            for (int r = 0; r < rows; r++) {
                sum = Math.fma(c[cAt + r], m[mAt + r * stride + i], sum);
            }
            y[yAt + i] += sum;
        }
    }

    private static void block(float[] c, int cAt, int rows, float[] m, int mAt, int stride, float[] y, int yAt) {
        FloatVector s0 = FloatVector.zero(S);
        FloatVector s1 = FloatVector.zero(S);
        FloatVector s2 = FloatVector.zero(S);
        FloatVector s3 = FloatVector.zero(S);
        FloatVector s4 = FloatVector.zero(S);
        FloatVector s5 = FloatVector.zero(S);
        FloatVector s6 = FloatVector.zero(S);
        FloatVector s7 = FloatVector.zero(S);
        for (int r = 0; r < rows; r++) {
            FloatVector factor = FloatVector.broadcast(S, c[cAt + r]);
            int at = mAt + r * stride;
            s0 = FloatVector.fromArray(S, m, at).fma(factor, s0);
            s1 = FloatVector.fromArray(S, m, at + LANES).fma(factor, s1);
            s2 = FloatVector.fromArray(S, m, at + 2 * LANES).fma(factor, s2);
            s3 = FloatVector.fromArray(S, m, at + 3 * LANES).fma(factor, s3);
            s4 = FloatVector.fromArray(S, m, at + 4 * LANES).fma(factor, s4);
            s5 = FloatVector.fromArray(S, m, at + 5 * LANES).fma(factor, s5);
            s6 = FloatVector.fromArray(S, m, at + 6 * LANES).fma(factor, s6);
            s7 = FloatVector.fromArray(S, m, at + 7 * LANES).fma(factor, s7);
        }
        s0.add(FloatVector.fromArray(S, y, yAt)).intoArray(y, yAt);
        s1.add(FloatVector.fromArray(S, y, yAt + LANES)).intoArray(y, yAt + LANES);
        s2.add(FloatVector.fromArray(S, y, yAt + 2 * LANES)).intoArray(y, yAt + 2 * LANES);
        s3.add(FloatVector.fromArray(S, y, yAt + 3 * LANES)).intoArray(y, yAt + 3 * LANES);
        s4.add(FloatVector.fromArray(S, y, yAt + 4 * LANES)).intoArray(y, yAt + 4 * LANES);
        s5.add(FloatVector.fromArray(S, y, yAt + 5 * LANES)).intoArray(y, yAt + 5 * LANES);
        s6.add(FloatVector.fromArray(S, y, yAt + 6 * LANES)).intoArray(y, yAt + 6 * LANES);
        s7.add(FloatVector.fromArray(S, y, yAt + 7 * LANES)).intoArray(y, yAt + 7 * LANES);
    }

    private static void halfBlock(float[] c, int cAt, int rows, float[] m, int mAt, int stride, float[] y, int yAt) {
        FloatVector s0 = FloatVector.zero(S);
        FloatVector s1 = FloatVector.zero(S);
        FloatVector s2 = FloatVector.zero(S);
        FloatVector s3 = FloatVector.zero(S);
        for (int r = 0; r < rows; r++) {
            FloatVector factor = FloatVector.broadcast(S, c[cAt + r]);
            int at = mAt + r * stride;
            s0 = FloatVector.fromArray(S, m, at).fma(factor, s0);
            s1 = FloatVector.fromArray(S, m, at + LANES).fma(factor, s1);
            s2 = FloatVector.fromArray(S, m, at + 2 * LANES).fma(factor, s2);
            s3 = FloatVector.fromArray(S, m, at + 3 * LANES).fma(factor, s3);
        }
        s0.add(FloatVector.fromArray(S, y, yAt)).intoArray(y, yAt);
        s1.add(FloatVector.fromArray(S, y, yAt + LANES)).intoArray(y, yAt + LANES);
        s2.add(FloatVector.fromArray(S, y, yAt + 2 * LANES)).intoArray(y, yAt + 2 * LANES);
        s3.add(FloatVector.fromArray(S, y, yAt + 3 * LANES)).intoArray(y, yAt + 3 * LANES);
    }

    private static void vector(float[] c, int cAt, int rows, float[] m, int mAt, int stride, float[] y, int yAt) {
        FloatVector sum = FloatVector.zero(S);
        for (int r = 0; r < rows; r++) {
            sum = FloatVector.fromArray(S, m, mAt + r * stride).fma(FloatVector.broadcast(S, c[cAt + r]), sum);
        }
        sum.add(FloatVector.fromArray(S, y, yAt)).intoArray(y, yAt);
    }

    static void add(int sums, int rows, int width, float[] c, int cAt, int cStride, short[] m, int mAt, int mStride, float[] y, int yAt,
            int yStride) {
        int inPairs = width - width % HALF_BLOCK;
        int s = 0;
        for (; s + 1 < sums; s += 2) {
            int at = yAt + s * yStride;
            for (int i = 0; i < inPairs; i += HALF_BLOCK) {
                pair(c, cAt + s * cStride, cStride, rows, m, mAt + i, mStride, y, at + i, yStride);
            }
            add(c, cAt + s * cStride, rows, m, mAt + inPairs, mStride, y, at + inPairs, width - inPairs);
            add(c, cAt + (s + 1) * cStride, rows, m, mAt + inPairs, mStride, y, at + yStride + inPairs, width - inPairs);
        }
        if (s < sums) {
            add(c, cAt + s * cStride, rows, m, mAt, mStride, y, yAt + s * yStride, width);
        }
    }

    /** Half a block of two sums, which share what is loaded. */
    private static void pair(float[] c, int cAt, int cStride, int rows, short[] m, int mAt, int mStride, float[] y, int yAt, int yStride) {
        FloatVector a0 = FloatVector.zero(S);
        FloatVector a1 = FloatVector.zero(S);
        FloatVector a2 = FloatVector.zero(S);
        FloatVector a3 = FloatVector.zero(S);
        FloatVector b0 = FloatVector.zero(S);
        FloatVector b1 = FloatVector.zero(S);
        FloatVector b2 = FloatVector.zero(S);
        FloatVector b3 = FloatVector.zero(S);
        for (int r = 0; r < rows; r++) {
            FloatVector first = FloatVector.broadcast(S, c[cAt + r] * FACTOR);
            FloatVector second = FloatVector.broadcast(S, c[cAt + cStride + r] * FACTOR);
            int at = mAt + r * mStride;
            FloatVector v0 = widened(m, at);
            a0 = v0.fma(first, a0);
            b0 = v0.fma(second, b0);
            FloatVector v1 = widened(m, at + LANES);
            a1 = v1.fma(first, a1);
            b1 = v1.fma(second, b1);
            FloatVector v2 = widened(m, at + 2 * LANES);
            a2 = v2.fma(first, a2);
            b2 = v2.fma(second, b2);
            FloatVector v3 = widened(m, at + 3 * LANES);
            a3 = v3.fma(first, a3);
            b3 = v3.fma(second, b3);
        }
        a0.mul(REST).add(FloatVector.fromArray(S, y, yAt)).intoArray(y, yAt);
        a1.mul(REST).add(FloatVector.fromArray(S, y, yAt + LANES)).intoArray(y, yAt + LANES);
        a2.mul(REST).add(FloatVector.fromArray(S, y, yAt + 2 * LANES)).intoArray(y, yAt + 2 * LANES);
        a3.mul(REST).add(FloatVector.fromArray(S, y, yAt + 3 * LANES)).intoArray(y, yAt + 3 * LANES);
        b0.mul(REST).add(FloatVector.fromArray(S, y, yAt + yStride)).intoArray(y, yAt + yStride);
        b1.mul(REST).add(FloatVector.fromArray(S, y, yAt + yStride + LANES)).intoArray(y, yAt + yStride + LANES);
        b2.mul(REST).add(FloatVector.fromArray(S, y, yAt + yStride + 2 * LANES)).intoArray(y, yAt + yStride + 2 * LANES);
        b3.mul(REST).add(FloatVector.fromArray(S, y, yAt + yStride + 3 * LANES)).intoArray(y, yAt + yStride + 3 * LANES);
    }

    private static void add(float[] c, int cAt, int rows, short[] m, int mAt, int stride, float[] y, int yAt, int width) {
        int i = 0;
        for (; i <= width - HALF_BLOCK; i += HALF_BLOCK) {
            halfBlock(c, cAt, rows, m, mAt + i, stride, y, yAt + i);
        }
        for (; i <= width - LANES; i += LANES) {
            vector(c, cAt, rows, m, mAt + i, stride, y, yAt + i);
        }
        for (; i < width; i++) {
            float sum = 0;
            for (int r = 0; r < rows; r++) {
                sum = Math.fma(c[cAt + r], Float.float16ToFloat(m[mAt + r * stride + i]), sum);
            }
            y[yAt + i] += sum;
        }
    }

    private static void halfBlock(float[] c, int cAt, int rows, short[] m, int mAt, int stride, float[] y, int yAt) {
        FloatVector s0 = FloatVector.zero(S);
        FloatVector s1 = FloatVector.zero(S);
        FloatVector s2 = FloatVector.zero(S);
        FloatVector s3 = FloatVector.zero(S);
        for (int r = 0; r < rows; r++) {
            FloatVector factor = FloatVector.broadcast(S, c[cAt + r] * FACTOR);
            int at = mAt + r * stride;
            s0 = widened(m, at).fma(factor, s0);
            s1 = widened(m, at + LANES).fma(factor, s1);
            s2 = widened(m, at + 2 * LANES).fma(factor, s2);
            s3 = widened(m, at + 3 * LANES).fma(factor, s3);
        }
        s0.mul(REST).add(FloatVector.fromArray(S, y, yAt)).intoArray(y, yAt);
        s1.mul(REST).add(FloatVector.fromArray(S, y, yAt + LANES)).intoArray(y, yAt + LANES);
        s2.mul(REST).add(FloatVector.fromArray(S, y, yAt + 2 * LANES)).intoArray(y, yAt + 2 * LANES);
        s3.mul(REST).add(FloatVector.fromArray(S, y, yAt + 3 * LANES)).intoArray(y, yAt + 3 * LANES);
    }

    private static void vector(float[] c, int cAt, int rows, short[] m, int mAt, int stride, float[] y, int yAt) {
        FloatVector sum = FloatVector.zero(S);
        for (int r = 0; r < rows; r++) {
            sum = widened(m, mAt + r * stride).fma(FloatVector.broadcast(S, c[cAt + r] * FACTOR), sum);
        }
        sum.mul(REST).add(FloatVector.fromArray(S, y, yAt)).intoArray(y, yAt);
    }

    /** A vector of halves as floats times 2^-112. */
    private static FloatVector widened(short[] m, int at) {
        IntVector v = (IntVector) ShortVector.fromArray(HALVES, m, at).convertShape(VectorOperators.S2I, Widths.INTS, 0);
        return v.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 3).and(HALF_MASK).reinterpretAsFloats();
    }
}
