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

    /** {@code e^x}: 2^n times a polynomial (Cephes, expf) of what is left of x; arguments beyond -87.3 and 88 are taken for these. */
    static FloatVector of(FloatVector argument) {
        FloatVector x = argument.max(LEAST).min(MOST);
        FloatVector rounded = x.mul(LOG2_E).add(ROUND);
        FloatVector n = rounded.sub(ROUND);
        FloatVector r = x.sub(n.mul(LN2_HIGH)).sub(n.mul(LN2_LOW));
        FloatVector p = r.mul(1.9875691e-4f).add(1.3982e-3f);
        p = p.mul(r).add(8.333452e-3f);
        p = p.mul(r).add(4.1665796e-2f);
        p = p.mul(r).add(0.16666666f);
        p = p.mul(r).add(0.5f);
        p = p.mul(r.mul(r)).add(r).add(1);
        IntVector power = rounded.reinterpretAsInts().sub(ROUND_BITS - 127).lanewise(VectorOperators.LSHL, 23);
        return p.mul(power.reinterpretAsFloats());
    }
}
