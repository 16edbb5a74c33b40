package org.bitnetj.kernels.internal;

import java.lang.foreign.MemorySegment;

/**
 * What a model computes in floats around the ternary products. Each backend has its own; they differ by rounding alone.
 *
 * <p>Stateless and thread-safe. A result depends on the arguments alone: on no thread count, and on no earlier call.
 */
public interface FloatKernels {
    /**
     * {@return how many lanes the vectors have whose chains of sums make a result: another implementation of as many has the same results to the bit. 8
     * where sums are taken in double, whose results no chains have}
     */
    default int lanes() {
        return 8;
    }

    /**
     * {@code y = x / sqrt(mean(x^2) + epsilon) * w}.
     *
     * @param x holds n = {@code w.length} values
     * @param xAt where in {@code x} they begin
     * @param w the n weights
     * @param epsilon added to the mean
     * @param y receives n values; may be {@code x}
     * @param yAt where in {@code y} they begin
     */
    void rmsNorm(float[] x, int xAt, float[] w, float epsilon, float[] y, int yAt);

    /**
     * {@code y = sums / inverseScale * scale}, in float from left to right.
     *
     * @param sums holds n integer sums
     * @param sumsAt where in {@code sums} they begin
     * @param n how many
     * @param inverseScale of the token
     * @param scale of the matrix
     * @param y receives n values
     * @param yAt where in {@code y} they begin
     */
    void scale(int[] sums, int sumsAt, int n, float inverseScale, float scale, float[] y, int yAt);

    /**
     * {@code y += sums / inverseScale * scale}; as {@link #scale}.
     *
     * @param sums holds n integer sums
     * @param sumsAt where in {@code sums} they begin
     * @param n how many
     * @param inverseScale of the token
     * @param scale of the matrix
     * @param y receives n values
     * @param yAt where in {@code y} they begin
     */
    void addScaled(int[] sums, int sumsAt, int n, float inverseScale, float scale, float[] y, int yAt);

    /**
     * Rotary embedding of one head: turns {@code (x[j], x[j + pairs])} by an angle, for j below {@code pairs}.
     *
     * @param x holds the head
     * @param at where in {@code x} it begins
     * @param pairs half the dimensions that turn
     * @param cos holds the cosines
     * @param sin holds the sines
     * @param tableAt where in both the token's angles begin
     */
    void rotate(float[] x, int at, int pairs, float[] cos, float[] sin, int tableAt);

    /**
     * Adds up rows, for several sums at a time: {@code y[s * yStride + i] += sum over r of c[s * cStride + r] * m[r * mStride + i]}, s below
     * {@code sums}, i below {@code width}. With keys stored dimension by dimension these are the scores of some queries, with values stored position by
     * position the outputs of some heads. A sum does not depend on those beside it.
     *
     * @param sums how many
     * @param rows how many rows
     * @param width values of a row
     * @param c holds {@code rows} factors for each sum
     * @param cAt where in {@code c} they begin
     * @param cStride from those of one sum to those of the next
     * @param m holds the rows
     * @param mAt where in {@code m} they begin
     * @param mStride from one row to the next
     * @param y receives {@code width} values for each sum, on top of those that are there
     * @param yAt where in {@code y} they begin
     * @param yStride from one sum to the next
     */
    void addRows(int sums, int rows, int width, float[] c, int cAt, int cStride, float[] m, int mAt, int mStride, float[] y, int yAt,
            int yStride);

    /**
     * {@link #addRows(int, int, int, float[], int, int, float[], int, int, float[], int, int)} of finite half-precision numbers.
     *
     * @param sums how many
     * @param rows how many rows
     * @param width values of a row
     * @param c holds {@code rows} factors for each sum, below 2^31 in magnitude
     * @param cAt where in {@code c} they begin
     * @param cStride from those of one sum to those of the next
     * @param m holds the rows
     * @param mAt where in {@code m} they begin
     * @param mStride from one row to the next
     * @param y receives {@code width} values for each sum, on top of those that are there
     * @param yAt where in {@code y} they begin
     * @param yStride from one sum to the next
     */
    void addRows(int sums, int rows, int width, float[] c, int cAt, int cStride, short[] m, int mAt, int mStride, float[] y, int yAt,
            int yStride);

    /**
     * {@code s = exp(scale * (s - max s)) / sum of these}.
     *
     * @param s holds n scores, and receives n probabilities
     * @param at where in {@code s} they begin
     * @param n how many, 1 or more
     * @param scale positive
     */
    void softmax(float[] s, int at, int n, float scale);

    /**
     * {@code y = max(gate, 0)^2 * up}.
     *
     * @param gate holds n values
     * @param gateAt where in {@code gate} they begin
     * @param up holds n values
     * @param upAt where in {@code up} they begin
     * @param n how many
     * @param y receives n values
     * @param yAt where in {@code y} they begin
     */
    void reluSquaredGate(float[] gate, int gateAt, float[] up, int upAt, int n, float[] y, int yAt);

    /**
     * {@code y = gate / (1 + exp(-gate)) * up}.
     *
     * @param gate holds n values
     * @param gateAt where in {@code gate} they begin
     * @param up holds n values
     * @param upAt where in {@code up} they begin
     * @param n how many
     * @param y receives n values
     * @param yAt where in {@code y} they begin
     */
    void siluGate(float[] gate, int gateAt, float[] up, int upAt, int n, float[] y, int yAt);

    /**
     * Puts one token in the order in which {@link #products} reads it for a type.
     *
     * @param type of the rows to be multiplied
     * @param x holds k values, below 2^31 in magnitude
     * @param xAt where in {@code x} they begin
     * @param k how many
     * @param arranged receives k values
     * @param arrangedAt where in {@code arranged} they begin
     */
    void arrange(RowType type, float[] x, int xAt, int k, float[] arranged, int arrangedAt);

    /**
     * Multiplies rows with tokens, {@code y[t * stride + r] = row r . token t}.
     *
     * @param type of the rows
     * @param rows all rows, of finite numbers
     * @param k weights of a row
     * @param from first row
     * @param to row after the last
     * @param arranged tokens of k values, each as {@link #arrange} put it
     * @param tokens how many
     * @param y receives the products
     * @param stride from one token's products to the next one's
     * @param scratch room for k values
     */
    void products(RowType type, MemorySegment rows, int k, int from, int to, float[] arranged, int tokens, float[] y, int stride,
            float[] scratch);
}
