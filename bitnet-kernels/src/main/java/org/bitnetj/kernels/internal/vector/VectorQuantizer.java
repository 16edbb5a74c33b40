package org.bitnetj.kernels.internal.vector;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

import org.bitnetj.kernels.quantize.ActivationQuantizer;

/** {@link ActivationQuantizer} on vectors, with the same results to the bit. */
final class VectorQuantizer {
    /** The bytes of a vector of ints, where a vector can be that short. */
    private static final VectorSpecies<Byte> CODES = Widths.BITS < 256
            ? null
            : ByteVector.SPECIES_PREFERRED.withShape(VectorShape.forBitSize(Widths.BITS / 4));

    /** 1.5 * 2^23: a float of magnitude below 2^22 added to it is rounded to an integer, halves to even, in its low bits. */
    private static final float ROUND = 12582912f;
    private static final int ROUND_BITS = Float.floatToRawIntBits(ROUND);

    private static final int INFINITY_BITS = Float.floatToRawIntBits(Float.POSITIVE_INFINITY);

    private VectorQuantizer() {}

    static float quantize(float[] x, int xOffset, int k, byte[] codes, int codesOffset) {
        int lanes = Widths.FLOATS.length();
        int body = k - k % lanes;
        // Bits of magnitudes are ordered as the magnitudes are, with infinity and NaN above all.
        int absmax = maxBits(x, xOffset, body);
        for (int i = body; i < k; i++) {
            absmax = Math.max(absmax, Float.floatToRawIntBits(x[xOffset + i]) & Integer.MAX_VALUE);
        }
        if (CODES == null || absmax >= INFINITY_BITS) {
            return ActivationQuantizer.quantize(x, xOffset, k, codes, codesOffset);
        }
        float inverseScale = ActivationQuantizer.inverseScale(Float.intBitsToFloat(absmax));
        codes(x, xOffset, body, inverseScale, codes, codesOffset);
        for (int i = body; i < k; i++) {
            codes[codesOffset + i] = ActivationQuantizer.code(x[xOffset + i], inverseScale);
        }
        return inverseScale;
    }

    private static int maxBits(float[] x, int offset, int count) {
        IntVector max = IntVector.zero(Widths.INTS);
        for (int i = 0; i < count; i += Widths.FLOATS.length()) {
            max = max.max(FloatVector.fromArray(Widths.FLOATS, x, offset + i).reinterpretAsInts().and(Integer.MAX_VALUE));
        }
        return max.reduceLanes(VectorOperators.MAX);
    }

    /** The products are within 127.00002, so that none needs to be clamped. */
    private static void codes(float[] x, int xOffset, int count, float inverseScale, byte[] codes, int codesOffset) {
        for (int i = 0; i < count; i += Widths.FLOATS.length()) {
            FloatVector rounded = FloatVector.fromArray(Widths.FLOATS, x, xOffset + i).mul(inverseScale).add(ROUND);
            ByteVector code = (ByteVector) rounded.reinterpretAsInts().sub(ROUND_BITS).convertShape(VectorOperators.I2B, CODES, 0);
            code.intoArray(codes, codesOffset + i);
        }
    }
}
