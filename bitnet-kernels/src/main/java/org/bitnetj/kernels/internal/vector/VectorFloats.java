package org.bitnetj.kernels.internal.vector;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

import org.bitnetj.kernels.internal.FloatKernels;
import org.bitnetj.kernels.internal.RowType;

/** {@link FloatKernels} on vectors: element-wise steps here, sums of rows in {@link RowSums}, rows times tokens in {@link RowProducts}. */
final class VectorFloats implements FloatKernels {
    private static final VectorSpecies<Float> S = Widths.FLOATS;
    private static final int LANES = S.length();

    @Override
    public int lanes() {
        return LANES;
    }

    @Override
    public void rmsNorm(float[] x, int xAt, float[] w, float epsilon, float[] y, int yAt) {
        int n = w.length;
        float squares = sumOfSquares(x, xAt, n);
        float factor = (float) (1 / Math.sqrt((double) squares / n + epsilon));
        int body = S.loopBound(n);
        for (int i = 0; i < body; i += LANES) {
            FloatVector.fromArray(S, x, xAt + i).mul(factor).mul(FloatVector.fromArray(S, w, i)).intoArray(y, yAt + i);
        }
        for (int i = body; i < n; i++) {
            y[yAt + i] = x[xAt + i] * factor * w[i];
        }
    }

    private static float sumOfSquares(float[] x, int at, int n) {
        FloatVector a = FloatVector.zero(S);
        FloatVector b = FloatVector.zero(S);
        int body = n - n % (2 * LANES);
        for (int i = 0; i < body; i += 2 * LANES) {
            FloatVector u = FloatVector.fromArray(S, x, at + i);
            FloatVector v = FloatVector.fromArray(S, x, at + i + LANES);
            a = u.fma(u, a);
            b = v.fma(v, b);
        }
        float sum = LaneSum.of(a.add(b));
        for (int i = body; i < n; i++) {
            sum += x[at + i] * x[at + i];
        }
        return sum;
    }

    @Override
    public void scale(int[] sums, int sumsAt, int n, float inverseScale, float scale, float[] y, int yAt) {
        int body = S.loopBound(n);
        for (int i = 0; i < body; i += LANES) {
            FloatVector sum = (FloatVector) IntVector.fromArray(Widths.INTS, sums, sumsAt + i).convert(VectorOperators.I2F, 0);
            sum.div(inverseScale).mul(scale).intoArray(y, yAt + i);
        }
        for (int i = body; i < n; i++) {
            y[yAt + i] = sums[sumsAt + i] / inverseScale * scale;
        }
    }

    @Override
    public void addScaled(int[] sums, int sumsAt, int n, float inverseScale, float scale, float[] y, int yAt) {
        int body = S.loopBound(n);
        for (int i = 0; i < body; i += LANES) {
            FloatVector sum = (FloatVector) IntVector.fromArray(Widths.INTS, sums, sumsAt + i).convert(VectorOperators.I2F, 0);
            sum.div(inverseScale).mul(scale).add(FloatVector.fromArray(S, y, yAt + i)).intoArray(y, yAt + i);
        }
        for (int i = body; i < n; i++) {
            y[yAt + i] += sums[sumsAt + i] / inverseScale * scale;
        }
    }

    @Override
    public void rotate(float[] x, int at, int pairs, float[] cos, float[] sin, int tableAt) {
        int body = S.loopBound(pairs);
        for (int j = 0; j < body; j += LANES) {
            FloatVector a = FloatVector.fromArray(S, x, at + j);
            FloatVector b = FloatVector.fromArray(S, x, at + j + pairs);
            FloatVector c = FloatVector.fromArray(S, cos, tableAt + j);
            FloatVector s = FloatVector.fromArray(S, sin, tableAt + j);
            a.mul(c).sub(b.mul(s)).intoArray(x, at + j);
            a.mul(s).add(b.mul(c)).intoArray(x, at + j + pairs);
        }
        for (int j = body; j < pairs; j++) {
            float a = x[at + j];
            float b = x[at + j + pairs];
            x[at + j] = a * cos[tableAt + j] - b * sin[tableAt + j];
            x[at + j + pairs] = a * sin[tableAt + j] + b * cos[tableAt + j];
        }
    }

    @Override
    public void addRows(int sums, int rows, int width, float[] c, int cAt, int cStride, float[] m, int mAt, int mStride, float[] y, int yAt,
            int yStride) {
        RowSums.add(sums, rows, width, c, cAt, cStride, m, mAt, mStride, y, yAt, yStride);
    }

    @Override
    public void addRows(int sums, int rows, int width, float[] c, int cAt, int cStride, short[] m, int mAt, int mStride, float[] y, int yAt,
            int yStride) {
        RowSums.add(sums, rows, width, c, cAt, cStride, m, mAt, mStride, y, yAt, yStride);
    }

    @Override
    public void softmax(float[] s, int at, int n, float scale) {
        float max = max(s, at, n);
        float sum = exponentials(s, at, n, scale, max);
        int body = S.loopBound(n);
        for (int i = 0; i < body; i += LANES) {
            FloatVector.fromArray(S, s, at + i).div(sum).intoArray(s, at + i);
        }
        for (int i = body; i < n; i++) {
            s[at + i] /= sum;
        }
    }

    private static float max(float[] s, int at, int n) {
        FloatVector max = FloatVector.broadcast(S, Float.NEGATIVE_INFINITY);
        int body = S.loopBound(n);
        for (int i = 0; i < body; i += LANES) {
            max = max.max(FloatVector.fromArray(S, s, at + i));
        }
        float most = max.reduceLanes(VectorOperators.MAX);
        for (int i = body; i < n; i++) {
            most = Math.max(most, s[at + i]);
        }
        return most;
    }

    /** Replaces scores by their exponentials, and returns the sum of these. */
    private static float exponentials(float[] s, int at, int n, float scale, float max) {
        FloatVector sums = FloatVector.zero(S);
        int body = S.loopBound(n);
        for (int i = 0; i < body; i += LANES) {
            FloatVector e = Exponential.of(FloatVector.fromArray(S, s, at + i).sub(max).mul(scale));
            e.intoArray(s, at + i);
            sums = sums.add(e);
        }
        float sum = LaneSum.of(sums);
        for (int i = body; i < n; i++) {
            s[at + i] = Exponential.of((s[at + i] - max) * scale);
            sum += s[at + i];
        }
        return sum;
    }

    @Override
    public void reluSquaredGate(float[] gate, int gateAt, float[] up, int upAt, int n, float[] y, int yAt) {
        int body = S.loopBound(n);
        for (int i = 0; i < body; i += LANES) {
            FloatVector g = FloatVector.fromArray(S, gate, gateAt + i).max(0);
            g.mul(g).mul(FloatVector.fromArray(S, up, upAt + i)).intoArray(y, yAt + i);
        }
        for (int i = body; i < n; i++) {
            float g = Math.max(gate[gateAt + i], 0);
            y[yAt + i] = g * g * up[upAt + i];
        }
    }

    @Override
    public void siluGate(float[] gate, int gateAt, float[] up, int upAt, int n, float[] y, int yAt) {
        int body = S.loopBound(n);
        for (int i = 0; i < body; i += LANES) {
            FloatVector g = FloatVector.fromArray(S, gate, gateAt + i);
            FloatVector e = Exponential.of(g.neg());
            g.div(e.add(1)).mul(FloatVector.fromArray(S, up, upAt + i)).intoArray(y, yAt + i);
        }
        for (int i = body; i < n; i++) {
            float g = gate[gateAt + i];
            y[yAt + i] = g / (Exponential.of(-g) + 1) * up[upAt + i];
        }
    }

    @Override
    public void arrange(RowType type, float[] x, int xAt, int k, float[] arranged, int arrangedAt) {
        RowProducts.arrange(type, x, xAt, k, arranged, arrangedAt);
    }

    @Override
    public void products(RowType type, MemorySegment rows, int k, int from, int to, float[] arranged, int tokens, float[] y, int stride,
            float[] scratch) {
        RowProducts.products(type, rows, k, from, to, arranged, tokens, y, stride, scratch);
    }
}
