package org.bitnetj.kernels.internal.scalar;

import java.lang.foreign.MemorySegment;

import org.bitnetj.kernels.internal.FloatKernels;
import org.bitnetj.kernels.internal.RowType;

/** The definitions, as code; sums are taken in double. */
final class ScalarFloats implements FloatKernels {
    @Override
    public void rmsNorm(float[] x, int xAt, float[] w, float epsilon, float[] y, int yAt) {
        double squares = 0;
        for (int i = 0; i < w.length; i++) {
            squares += (double) x[xAt + i] * x[xAt + i];
        }
        float factor = (float) (1 / Math.sqrt(squares / w.length + epsilon));
        for (int i = 0; i < w.length; i++) {
            y[yAt + i] = x[xAt + i] * factor * w[i];
        }
    }

    @Override
    public void scale(int[] sums, int sumsAt, int n, float inverseScale, float scale, float[] y, int yAt) {
        for (int i = 0; i < n; i++) {
            y[yAt + i] = sums[sumsAt + i] / inverseScale * scale;
        }
    }

    @Override
    public void addScaled(int[] sums, int sumsAt, int n, float inverseScale, float scale, float[] y, int yAt) {
        for (int i = 0; i < n; i++) {
            y[yAt + i] += sums[sumsAt + i] / inverseScale * scale;
        }
    }

    @Override
    public void rotate(float[] x, int at, int pairs, float[] cos, float[] sin, int tableAt) {
        for (int j = 0; j < pairs; j++) {
            float a = x[at + j];
            float b = x[at + j + pairs];
            x[at + j] = a * cos[tableAt + j] - b * sin[tableAt + j];
            x[at + j + pairs] = a * sin[tableAt + j] + b * cos[tableAt + j];
        }
    }

    @Override
    public void addRows(int sums, int rows, int width, float[] c, int cAt, int cStride, float[] m, int mAt, int mStride, float[] y, int yAt,
            int yStride) {
        for (int s = 0; s < sums; s++) {
            for (int i = 0; i < width; i++) {
                double sum = y[yAt + s * yStride + i];
                for (int r = 0; r < rows; r++) {
                    sum += (double) c[cAt + s * cStride + r] * m[mAt + r * mStride + i];
                }
                y[yAt + s * yStride + i] = (float) sum;
            }
        }
    }

    @Override
    public void addRows(int sums, int rows, int width, float[] c, int cAt, int cStride, short[] m, int mAt, int mStride, float[] y, int yAt,
            int yStride) {
        for (int s = 0; s < sums; s++) {
            for (int i = 0; i < width; i++) {
                double sum = y[yAt + s * yStride + i];
                for (int r = 0; r < rows; r++) {
                    sum += (double) c[cAt + s * cStride + r] * Float.float16ToFloat(m[mAt + r * mStride + i]);
                }
                y[yAt + s * yStride + i] = (float) sum;
            }
        }
    }

    @Override
    public void softmax(float[] s, int at, int n, float scale) {
        float max = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < n; i++) {
            max = Math.max(max, s[at + i]);
        }
        double sum = 0;
        for (int i = 0; i < n; i++) {
            s[at + i] = (float) Math.exp(scale * (s[at + i] - max));
            sum += s[at + i];
        }
        for (int i = 0; i < n; i++) {
            s[at + i] = (float) (s[at + i] / sum);
        }
    }

    @Override
    public void reluSquaredGate(float[] gate, int gateAt, float[] up, int upAt, int n, float[] y, int yAt) {
        for (int i = 0; i < n; i++) {
            float g = Math.max(gate[gateAt + i], 0);
            y[yAt + i] = g * g * up[upAt + i];
        }
    }

    @Override
    public void siluGate(float[] gate, int gateAt, float[] up, int upAt, int n, float[] y, int yAt) {
        for (int i = 0; i < n; i++) {
            float g = gate[gateAt + i];
            y[yAt + i] = (float) (g / (1 + Math.exp(-g))) * up[upAt + i];
        }
    }

    @Override
    public void arrange(RowType type, float[] x, int xAt, int k, float[] arranged, int arrangedAt) {
        System.arraycopy(x, xAt, arranged, arrangedAt, k);
    }

    @Override
    public void products(RowType type, MemorySegment rows, int k, int from, int to, float[] arranged, int tokens, float[] y, int stride,
            float[] scratch) {
        for (int r = from; r < to; r++) {
            type.decode(rows, r * type.rowBytes(k), k, scratch, 0);
            for (int t = 0; t < tokens; t++) {
                double sum = 0;
                for (int i = 0; i < k; i++) {
                    sum += (double) scratch[i] * arranged[t * k + i];
                }
                y[t * stride + r] = (float) sum;
            }
        }
    }
}
