package org.bitnetj.kernels.quantize;

import java.util.Objects;

import org.bitnetj.kernels.Shape;
import org.bitnetj.kernels.TernaryMatrix;

/** Real weights to trits with one scale for the whole matrix, and back. Stateless and thread-safe. */
public final class TernaryQuantizer {
    /** The smallest absmean scale, so that a matrix of zeros can be divided by it. */
    private static final double MIN_SCALE = 1e-5;

    /** Below this, bitnet.cpp's I2_S writer takes a weight for zero. */
    private static final float ZERO_BELOW = 1e-6f;

    private TernaryQuantizer() {}

    /**
     * The quantization of BitNet b1.58's training: {@code scale = max(mean|W|, 1e-5)}, {@code trit = round(clip(W / scale, -1, 1))} with halves
     * to even. Source: Ma et al., "The Era of 1-bit LLMs", 2024, equations 1 to 3.
     *
     * @param weights {@code m * k} finite weights, row-major
     * @param shape rows and columns
     * @return the trits and their scale
     * @throws IllegalArgumentException if the length is wrong or a weight is not finite (row and column are named)
     */
    public static TernaryMatrix absmean(float[] weights, Shape shape) {
        requireWeights(weights, shape);
        double sum = 0;
        for (float weight : weights) {
            sum += Math.abs(weight);
        }
        float scale = (float) Math.max(sum / weights.length, MIN_SCALE);
        byte[] trits = new byte[weights.length];
        for (int i = 0; i < trits.length; i++) {
            trits[i] = (byte) Math.rint(Math.clamp(weights[i] / scale, -1f, 1f));
        }
        return TernaryMatrix.of(shape, trits, scale);
    }

    /**
     * Recovers trits from weights that are ternary already, each {@code -s}, 0 or {@code s}, as checkpoints of BitNet models hold them:
     * {@code scale = max|W|}; a weight below 1e-6 is 0, any other its sign. Source: bitnet.cpp's {@code quantize_i2_s}.
     *
     * @param weights {@code m * k} finite weights, row-major
     * @param shape rows and columns
     * @return the trits and their scale
     * @throws IllegalArgumentException if the length is wrong or a weight is not finite (row and column are named)
     */
    public static TernaryMatrix sign(float[] weights, Shape shape) {
        requireWeights(weights, shape);
        float scale = 0;
        byte[] trits = new byte[weights.length];
        for (int i = 0; i < trits.length; i++) {
            scale = Math.max(scale, Math.abs(weights[i]));
            trits[i] = Math.abs(weights[i]) < ZERO_BELOW ? 0 : (byte) Math.signum(weights[i]);
        }
        return TernaryMatrix.of(shape, trits, scale);
    }

    /**
     * {@return the real weights, {@code scale * trit}, row-major}
     *
     * @param matrix trits and scale
     */
    public static float[] dequantize(TernaryMatrix matrix) {
        byte[] trits = matrix.toArray();
        float[] weights = new float[trits.length];
        for (int i = 0; i < trits.length; i++) {
            weights[i] = matrix.scale() * trits[i];
        }
        return weights;
    }

    private static void requireWeights(float[] weights, Shape shape) {
        Objects.requireNonNull(weights, "weights");
        if (weights.length != shape.weights()) {
            throw new IllegalArgumentException("a " + shape + " matrix has " + shape.weights() + " weights, not " + weights.length);
        }
        for (int i = 0; i < weights.length; i++) {
            if (!Float.isFinite(weights[i])) {
                throw new IllegalArgumentException("row " + i / shape.k() + ", column " + i % shape.k() + " of the " + shape + " matrix is "
                        + weights[i] + "; weights must be finite");
            }
        }
    }
}
