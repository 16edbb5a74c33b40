package org.bitnetj.kernels.quantize;

import java.util.Objects;

/**
 * One token's activations to int8 by their largest absolute value (absmax), and back.
 *
 * <p>{@code inverseScale = 127 / max(max|x|, 1e-5)}, computed in double and stored as float;
 * {@code code = clamp(round(x * inverseScale), -128, 127)} with halves to even. Source: bitnet.cpp's {@code quantize_row_i8_s}.
 *
 * <p>Stateless and thread-safe.
 */
public final class ActivationQuantizer {
    /** The smallest absmax, so that a token of zeros can be divided by it. */
    private static final double MIN_ABSMAX = 1e-5;

    /** The code of the largest activation. */
    private static final double MAX_CODE = 127;

    private ActivationQuantizer() {}

    /**
     * Quantizes one token.
     *
     * @param x holds the activations
     * @param xOffset where in {@code x} they begin
     * @param k how many
     * @param codes receives k codes
     * @param codesOffset where in {@code codes} they begin
     * @return the inverse scale: an activation is about {@code code / inverseScale}
     * @throws IllegalArgumentException if an activation is NaN or infinite (its index is named); {@code codes} is then unchanged
     * @throws IndexOutOfBoundsException if a range is outside its array
     */
    public static float quantize(float[] x, int xOffset, int k, byte[] codes, int codesOffset) {
        Objects.checkFromIndexSize(xOffset, k, x.length);
        Objects.checkFromIndexSize(codesOffset, k, codes.length);
        float absmax = 0;
        for (int i = 0; i < k; i++) {
            float magnitude = Math.abs(x[xOffset + i]);
            if (!(magnitude <= Float.MAX_VALUE)) {
                throw new IllegalArgumentException(
                        "activation " + i + " of " + k + " is " + x[xOffset + i] + "; activations must be finite");
            }
            absmax = Math.max(absmax, magnitude);
        }
        float inverseScale = inverseScale(absmax);
        for (int i = 0; i < k; i++) {
            codes[codesOffset + i] = code(x[xOffset + i], inverseScale);
        }
        return inverseScale;
    }

    /**
     * {@return the inverse scale of a token}
     *
     * @param absmax its largest magnitude; finite
     */
    public static float inverseScale(float absmax) {
        return (float) (MAX_CODE / Math.max(absmax, MIN_ABSMAX));
    }

    /**
     * {@return the code of one activation}
     *
     * @param x the activation; finite
     * @param inverseScale of its token
     */
    public static byte code(float x, float inverseScale) {
        return (byte) Math.clamp((long) Math.rint(x * inverseScale), -128, 127);
    }

    /**
     * Turns codes back into activations, {@code code / inverseScale}.
     *
     * @param codes holds the codes
     * @param codesOffset where in {@code codes} they begin
     * @param k how many
     * @param inverseScale what {@code quantize} returned; positive and finite
     * @param x receives k activations
     * @param xOffset where in {@code x} they begin
     * @throws IllegalArgumentException if the inverse scale is not positive and finite
     * @throws IndexOutOfBoundsException if a range is outside its array
     */
    public static void dequantize(byte[] codes, int codesOffset, int k, float inverseScale, float[] x, int xOffset) {
        Objects.checkFromIndexSize(codesOffset, k, codes.length);
        Objects.checkFromIndexSize(xOffset, k, x.length);
        if (!(inverseScale > 0 && Float.isFinite(inverseScale))) {
            throw new IllegalArgumentException("an inverse scale is positive and finite, not " + inverseScale);
        }
        for (int i = 0; i < k; i++) {
            x[xOffset + i] = codes[codesOffset + i] / inverseScale;
        }
    }
}
