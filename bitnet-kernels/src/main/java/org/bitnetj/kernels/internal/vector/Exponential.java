package org.bitnetj.kernels.internal.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/** The exponential function of floats, to about 2^-22; the vector library that the API calls for it is not on every platform. */
final class Exponential {
    private static final float LOG2_E = 1.442695f;

    /** ln 2 in two parts; the first has so few bits that its product with an exponent is exact. */
    private static final float LN2_HIGH = 0x1.63p-1f;
    private static final float LN2_LOW = -2.1219444e-4f;

    /** 1.5 * 2^23: a float added to it is rounded to an integer, in its low bits. */
    private static final float ROUND = 12582912f;
    private static final int ROUND_BITS = Float.floatToRawIntBits(ROUND);

    /** Beyond these the result is 0 or leaves the range of floats. */
    private static final float LEAST = -87.3f;
    private static final float MOST = 88;

    private Exponential() {}

    /**
     * {@code e^x}: 2^n times a polynomial (Cephes, expf) of what is left of x; arguments beyond -87.3 and 88 are taken for these.
     *
     * <p>Constants are broadcast where they are used: the forms that take a scalar go through more calls than C2 inlines here, and box the vectors.
     */
    static FloatVector of(FloatVector argument) {
        FloatVector x = argument.max(broadcast(LEAST)).min(broadcast(MOST));
        FloatVector rounded = x.fma(broadcast(LOG2_E), broadcast(ROUND));
        FloatVector n = rounded.sub(broadcast(ROUND));
        FloatVector r = n.fma(broadcast(-LN2_LOW), n.fma(broadcast(-LN2_HIGH), x));
        FloatVector p = r.fma(broadcast(1.9875691e-4f), broadcast(1.3982e-3f));
        p = p.fma(r, broadcast(8.333452e-3f));
        p = p.fma(r, broadcast(4.1665796e-2f));
        p = p.fma(r, broadcast(0.16666666f));
        p = p.fma(r, broadcast(0.5f));
        p = p.fma(r.mul(r), r).add(broadcast(1));
        IntVector power = rounded.reinterpretAsInts().add(IntVector.broadcast(Widths.INTS, 127 - ROUND_BITS)).lanewise(VectorOperators.LSHL,
                23);
        return p.mul(power.reinterpretAsFloats());
    }

    /** The same of one number, to the bit. */
    static float of(float argument) {
        float x = Math.min(Math.max(argument, LEAST), MOST);
        float rounded = Math.fma(x, LOG2_E, ROUND);
        float n = rounded - ROUND;
        float r = Math.fma(n, -LN2_LOW, Math.fma(n, -LN2_HIGH, x));
        float p = Math.fma(r, 1.9875691e-4f, 1.3982e-3f);
        p = Math.fma(p, r, 8.333452e-3f);
        p = Math.fma(p, r, 4.1665796e-2f);
        p = Math.fma(p, r, 0.16666666f);
        p = Math.fma(p, r, 0.5f);
        p = Math.fma(p, r * r, r) + 1;
        return p * Float.intBitsToFloat((Float.floatToRawIntBits(rounded) + 127 - ROUND_BITS) << 23);
    }

    private static FloatVector broadcast(float value) {
        return FloatVector.broadcast(Widths.FLOATS, value);
    }
}
