package org.bitnetj.kernels.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.Consumer;

import org.bitnetj.kernels.Backend;
import org.bitnetj.kernels.Expected;
import org.bitnetj.kernels.Kernels;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The float kernels of the vector backend against the scalar ones, at sizes around lane edges; nothing is written outside. */
@Tag("vectors")
class FloatKernelsTest {
    private static final int[] SIZES = {1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 127, 128, 129, 255, 256, 257, 640, 2560};
    private static final int OFFSET = 3;

    private Kernels scalarKernels;
    private Kernels vectorKernels;
    private FloatKernels scalar;
    private FloatKernels vector;
    private SplittableRandom random;

    /** An operation on arrays that begin at {@link #OFFSET}. */
    private interface Operation {
        void run(FloatKernels floats, float[] y);
    }

    @BeforeEach
    void open() {
        vectorKernels = Expected.open(Backend.VECTOR);
        scalarKernels = Kernels.open(Backend.SCALAR);
        vector = KernelsAccess.get().floats(vectorKernels);
        scalar = KernelsAccess.get().floats(scalarKernels);
        random = new SplittableRandom(5);
    }

    @AfterEach
    void close() {
        if (scalarKernels != null) {
            scalarKernels.close();
        }
        if (vectorKernels != null) {
            vectorKernels.close();
        }
    }

    private float[] gaussian(int n, double sigma) {
        float[] x = new float[n + 2 * OFFSET];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) (random.nextGaussian() * sigma);
        }
        return x;
    }

    /** Runs it on both backends, from the same content of y. */
    private void compare(String what, float[] y, int n, double tolerance, Operation operation) {
        float[] expected = y.clone();
        float[] actual = y.clone();
        operation.run(scalar, expected);
        operation.run(vector, actual);
        assertThat(Arrays.copyOf(actual, OFFSET)).as(what).isEqualTo(Arrays.copyOf(y, OFFSET));
        assertThat(Arrays.copyOfRange(actual, OFFSET + n, actual.length)).as(what).isEqualTo(Arrays.copyOfRange(y, OFFSET + n, y.length));
        for (int i = 0; i < n; i++) {
            float e = expected[OFFSET + i];
            assertThat((double) actual[OFFSET + i]).as("%s, n=%d, place %d", what, n, i).isBetween(e - tolerance * (1 + Math.abs(e)),
                    e + tolerance * (1 + Math.abs(e)));
        }
    }

    @Test
    void normsAgree() {
        for (int n : SIZES) {
            float[] x = gaussian(n, 30);
            float[] w = Arrays.copyOf(gaussian(n, 1), n);
            compare("rmsNorm", gaussian(n, 1), n, 1e-6, (f, y) -> f.rmsNorm(x, OFFSET, w, 1e-5f, y, OFFSET));
            compare("rmsNorm in place", x, n, 1e-6, (f, y) -> f.rmsNorm(y, OFFSET, w, 1e-5f, y, OFFSET));
            compare("rmsNorm of zeros", gaussian(n, 1), n, 0, (f, y) -> f.rmsNorm(new float[n + OFFSET], OFFSET, w, 1e-5f, y, OFFSET));
        }
    }

    @Test
    void scalingIsEqualToTheBit() {
        for (int n : SIZES) {
            int[] sums = random.ints(n + OFFSET, -300000, 300000).toArray();
            compare("scale", gaussian(n, 1), n, 0, (f, y) -> f.scale(sums, OFFSET, n, 44.8453f, 0.031f, y, OFFSET));
            compare("addScaled", gaussian(n, 1), n, 0, (f, y) -> f.addScaled(sums, OFFSET, n, 44.8453f, 0.031f, y, OFFSET));
        }
    }

    @Test
    void rotationsAgree() {
        for (int pairs : SIZES) {
            float[] cos = gaussian(pairs, 1);
            float[] sin = gaussian(pairs, 1);
            compare("rotate", gaussian(2 * pairs, 1), 2 * pairs, 1e-6, (f, y) -> f.rotate(y, OFFSET, pairs, cos, sin, OFFSET));
        }
    }

    @Test
    void gatesAgree() {
        for (int n : SIZES) {
            float[] gate = gaussian(n, 20);
            gate[OFFSET] = -200;
            gate[OFFSET + n - 1] = n == 1 ? gate[OFFSET] : 200;
            float[] up = gaussian(n, 3);
            compare("reluSquaredGate", gaussian(n, 1), n, 0, (f, y) -> f.reluSquaredGate(gate, OFFSET, up, OFFSET, n, y, OFFSET));
            compare("siluGate", gaussian(n, 1), n, 2e-6, (f, y) -> f.siluGate(gate, OFFSET, up, OFFSET, n, y, OFFSET));
        }
    }

    @Test
    void softmaxAgrees() {
        for (int n : SIZES) {
            compare("softmax", gaussian(n, 30), n, 1e-6, (f, y) -> f.softmax(y, OFFSET, n, 0.125f));
            compare("softmax of large scores", gaussian(n, 3000), n, 1e-6, (f, y) -> f.softmax(y, OFFSET, n, 1));
            float[] p = gaussian(n, 5);
            vector.softmax(p, OFFSET, n, 0.5f);
            double sum = 0;
            for (int i = 0; i < n; i++) {
                sum += p[OFFSET + i];
            }
            assertThat(sum).isBetween(1 - 1e-5, 1 + 1e-5);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void sumsOfRowsAgree(int sums) {
        for (int width : SIZES) {
            for (int rows : new int[]{1, 2, 64, 129}) {
                int mStride = width + 5;
                int cStride = rows + 2;
                int yStride = width + 7;
                float[] c = gaussian(sums * cStride, 1);
                float[] m = gaussian(rows * mStride, 1);
                float[] y = gaussian(sums * yStride, 1);
                int written = (sums - 1) * yStride + width;
                compare("addRows of floats", y, written, 2e-5,
                        (f, to) -> f.addRows(sums, rows, width, c, OFFSET, cStride, m, OFFSET, mStride, to, OFFSET, yStride));
                betweenThem(sums, width, yStride, y,
                        to -> vector.addRows(sums, rows, width, c, OFFSET, cStride, m, OFFSET, mStride, to, OFFSET,
                                yStride));
                short[] halves = new short[m.length];
                for (int i = 0; i < m.length; i++) {
                    // With zeros, subnormal halves and the largest ones.
                    float scale = i % 5 == 0 ? 1e-6f : i % 7 == 0 ? 0 : 1;
                    halves[i] = Float.floatToFloat16(m[i] * scale);
                }
                compare("addRows of halves", y, written, 2e-5,
                        (f, to) -> f.addRows(sums, rows, width, c, OFFSET, cStride, halves, OFFSET, mStride, to, OFFSET, yStride));
                betweenThem(sums, width, yStride, y,
                        to -> vector.addRows(sums, rows, width, c, OFFSET, cStride, halves, OFFSET, mStride, to,
                                OFFSET, yStride));
            }
        }
    }

    /** Nothing is written between one sum and the next. */
    private static void betweenThem(int sums, int width, int stride, float[] before, Consumer<float[]> operation) {
        float[] after = before.clone();
        operation.accept(after);
        for (int s = 1; s < sums; s++) {
            int end = OFFSET + s * stride;
            assertThat(Arrays.copyOfRange(after, end - stride + width, end))
                    .isEqualTo(Arrays.copyOfRange(before, end - stride + width, end));
        }
    }

    /** Kernels take two sums at a time: each is that of the sum alone, to the bit. */
    @Test
    void aSumOfRowsDoesNotDependOnTheSumsBesideIt() {
        int sums = 5;
        int rows = 64;
        for (int width : SIZES) {
            float[] c = gaussian(sums * rows, 1);
            float[] m = gaussian(rows * width, 1);
            short[] halves = new short[m.length];
            for (int i = 0; i < m.length; i++) {
                halves[i] = Float.floatToFloat16(m[i]);
            }
            float[] together = new float[sums * width];
            float[] alone = new float[sums * width];
            vector.addRows(sums, rows, width, c, 0, rows, m, 0, width, together, 0, width);
            vector.addRows(sums, rows, width, c, 0, rows, halves, 0, width, together, 0, width);
            for (int s = 0; s < sums; s++) {
                vector.addRows(1, rows, width, c, s * rows, rows, m, 0, width, alone, s * width, width);
                vector.addRows(1, rows, width, c, s * rows, rows, halves, 0, width, alone, s * width, width);
            }
            assertThat(together).as("width %d", width).isEqualTo(alone);
        }
    }

    @Test
    void extremeHalvesAreWidenedExactly() {
        short[] halves = new short[1 << 16];
        for (int i = 0; i < halves.length; i++) {
            halves[i] = (short) i;
        }
        float[] one = {1};
        float[] sums = new float[halves.length];
        vector.addRows(1, 1, halves.length, one, 0, 1, halves, 0, halves.length, sums, 0, halves.length);
        for (int i = 0; i < halves.length; i++) {
            float expected = Float.float16ToFloat((short) i);
            if (Float.isFinite(expected)) {
                assertThat(sums[i]).as("half %x", i).isEqualTo(expected + 0f);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void productsOfRowsAgree(RowType type) {
        for (int k : SIZES) {
            if (k % type.blockWeights() != 0) {
                continue;
            }
            int m = 7;
            int tokens = 3;
            MemorySegment rows = rows(type, m, k);
            for (int r = 0; r < m; r++) {
                assertThat(type.isFinite(rows, r * type.rowBytes(k), k)).isTrue();
            }
            float[] x = Arrays.copyOf(gaussian(tokens * k, 4), tokens * k);
            double tolerance = 3e-6 * Math.sqrt(k);
            float[] untouched = gaussian(tokens * m, 1);
            float[][] results = new float[2][];
            for (FloatKernels floats : new FloatKernels[]{scalar, vector}) {
                float[] arranged = new float[x.length];
                for (int t = 0; t < tokens; t++) {
                    floats.arrange(type, x, t * k, k, arranged, t * k);
                }
                float[] y = untouched.clone();
                floats.products(type, rows, k, 2, 6, arranged, tokens, y, m, new float[k]);
                results[floats.equals(scalar) ? 0 : 1] = y;
            }
            for (int i = 0; i < untouched.length; i++) {
                boolean written = i < tokens * m && i % m >= 2 && i % m < 6;
                assertThat((double) results[1][i]).as("%s, k=%d, place %d", type, k, i).isBetween(results[0][i] - tolerance, results[0][i]
                        + tolerance);
                assertThat(results[1][i] != untouched[i]).as("%s, k=%d, place %d", type, k, i).isEqualTo(written);
            }
        }
    }

    /** Kernels take several rows at a time, and those that are left over apart. */
    @ParameterizedTest
    @EnumSource
    void aRowsProductDoesNotDependOnTheRowsBesideIt(RowType type) {
        int k = 2560;
        int m = 14;
        MemorySegment rows = rows(type, m, k);
        for (FloatKernels floats : new FloatKernels[]{scalar, vector}) {
            float[] x = new float[k];
            floats.arrange(type, gaussian(k, 4), 0, k, x, 0);
            float[] alone = new float[m];
            for (int r = 0; r < m; r++) {
                floats.products(type, rows, k, r, r + 1, x, 1, alone, m, new float[k]);
            }
            for (int to = 1; to <= m; to++) {
                for (int from = 0; from < to; from++) {
                    float[] y = new float[m];
                    floats.products(type, rows, k, from, to, x, 1, y, m, new float[k]);
                    float[] expected = new float[m];
                    System.arraycopy(alone, from, expected, from, to - from);
                    assertThat(y).as("%s, rows %d to %d", type, from, to).isEqualTo(expected);
                }
            }
        }
    }

    /** Rows of numbers of about 0.3. */
    private MemorySegment rows(RowType type, int m, int k) {
        byte[] bytes = new byte[Math.toIntExact(m * type.rowBytes(k))];
        random.nextBytes(bytes);
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        MemorySegment rows = MemorySegment.ofArray(bytes);
        for (int r = 0; r < m; r++) {
            int at = (int) (r * type.rowBytes(k));
            float[] row = new float[k];
            for (int i = 0; i < k; i++) {
                row[i] = (float) random.nextGaussian() * 0.3f;
                switch (type) {
                    case F32 -> buffer.putFloat(at + 4 * i, row[i]);
                    case F16 -> buffer.putShort(at + 2 * i, Float.floatToFloat16(i % 11 == 0 ? row[i] * 1e-6f : row[i]));
                    case BF16 -> buffer.putShort(at + 2 * i, (short) (Float.floatToRawIntBits(row[i]) >>> 16));
                    default -> {
                    }
                }
            }
            if (type == RowType.INT8) {
                RowType.encodeInt8(row, new byte[row.length], rows, at);
            }
            for (int block = 0; block < k / type.blockWeights() && type.blockWeights() > 1; block++) {
                int scaleAt = at + block * type.blockBytes() + (type == RowType.Q8_0 ? 0 : 208);
                buffer.putShort(scaleAt, Float.floatToFloat16(type == RowType.Q8_0 ? 0.004f : 0.00015f));
            }
        }
        return rows;
    }
}
