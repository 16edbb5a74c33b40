package org.bitnetj.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a gemm of every backend must do, at any number of tokens and threads; a binder a backend extends it. */
public abstract class GemmContract {
    private static final int[] SIZES = {1, 2, 3, 31, 32, 33, 127, 128, 129, 255, 256, 257, 640};
    private static final int GUARD = 0x5A5A5A5A;

    /** The backend under test. */
    protected abstract Backend backend();

    private Kernels open(int threads) {
        Expected.open(backend()).close();
        return Kernels.builder().backend(backend()).threads(threads).open();
    }

    /** Multiplies, and checks that nothing is written behind the sums. */
    private static int[] gemm(Kernels kernels, TernaryLinear linear, byte[] codes, int tokens) {
        int k = linear.shape().k();
        float[] inverse = new float[tokens];
        Arrays.fill(inverse, 1);
        int[] sums = new int[tokens * linear.shape().m() + 5];
        Arrays.fill(sums, GUARD);
        linear.gemm(kernels.activations(k, tokens).set(codes, inverse), sums);
        assertThat(Arrays.copyOfRange(sums, sums.length - 5, sums.length)).containsOnly(GUARD);
        return Arrays.copyOf(sums, sums.length - 5);
    }

    private static byte[] tokens(int n, int k, Inputs.Codes kind, long seed) {
        byte[] codes = new byte[n * k];
        for (int t = 0; t < n; t++) {
            System.arraycopy(Inputs.codes(k, kind, seed + t), 0, codes, t * k, k);
        }
        return codes;
    }

    private static int[] product(TernaryMatrix w, byte[] codes, int n) {
        int m = w.shape().m();
        int k = w.shape().k();
        int[] sums = new int[n * m];
        for (int t = 0; t < n; t++) {
            System.arraycopy(Inputs.product(w, Arrays.copyOfRange(codes, t * k, (t + 1) * k)), 0, sums, t * m, m);
        }
        return sums;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 15, 16, 17, 32, 33, 128})
    void equalsTheDefinitionForEveryNumberOfTokens(int n) {
        try (Kernels one = open(1); Kernels three = open(3)) {
            for (int k : SIZES) {
                for (int m : new int[]{1, 33, 129, 257}) {
                    TernaryMatrix w = Inputs.matrix(new Shape(m, k), Inputs.Weights.RANDOM, 31L * m + k);
                    byte[] x = tokens(n, k, n % 2 == 0 ? Inputs.Codes.GAUSSIAN : Inputs.Codes.SPARSE, k);
                    int[] expected = product(w, x, n);
                    try (TernaryLinear single = one.prepare(w); TernaryLinear shared = three.prepare(w)) {
                        assertThat(gemm(one, single, x, n)).as("%dx%d, n=%d", m, k, n).isEqualTo(expected);
                        assertThat(gemm(three, shared, x, n)).as("%dx%d, n=%d, 3 threads", m, k, n).isEqualTo(expected);
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void equalsTheDefinitionForEveryKindOfActivations(Inputs.Codes kind) {
        try (Kernels kernels = open(2)) {
            for (Inputs.Weights weights : Inputs.Weights.values()) {
                TernaryMatrix w = Inputs.matrix(new Shape(300, 2560), weights, 3);
                byte[] x = tokens(33, 2560, kind, 7);
                try (TernaryLinear linear = kernels.prepare(w)) {
                    assertThat(gemm(kernels, linear, x, 33)).as("%s %s", weights, kind).isEqualTo(product(w, x, 33));
                }
            }
        }
    }

    @Test
    void neverOverflows() {
        int k = 1 << 20;
        TernaryMatrix plus = Inputs.matrix(new Shape(2, k), Inputs.Weights.ALL_PLUS, 0);
        try (Kernels kernels = open(1); TernaryLinear linear = kernels.prepare(plus)) {
            assertThat(gemm(kernels, linear, tokens(16, k, Inputs.Codes.ALL_MIN, 0), 16)).containsOnly(-128 * k);
            assertThat(gemm(kernels, linear, tokens(16, k, Inputs.Codes.ALL_MAX, 0), 16)).containsOnly(127 * k);
        }
    }

    @Test
    void quantizesAndScalesEachTokenByItself() {
        int n = 20;
        TernaryMatrix w = Inputs.matrix(new Shape(65, 257), Inputs.Weights.RANDOM, 5);
        float[] x = new float[n * 257];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) Math.sin(i) * (1 + i / 257);
        }
        try (Kernels kernels = open(2); TernaryLinear linear = kernels.prepare(w)) {
            Activations all = kernels.activations(257, n).quantize(x);
            Activations one = kernels.activations(257);
            float[] y = new float[n * 65];
            linear.gemm(all, y);
            for (int t = 0; t < n; t++) {
                float[] yt = new float[65];
                linear.gemv(one.quantize(Arrays.copyOfRange(x, t * 257, (t + 1) * 257)), yt);
                assertThat(one.inverseScale(0)).isEqualTo(all.inverseScale(t));
                assertThat(Arrays.copyOfRange(y, t * 65, (t + 1) * 65)).isEqualTo(yt);
            }
            assertThatThrownBy(() -> linear.gemv(all, y)).hasMessageContaining("gemv multiplies one token, and these are 20");
            assertThatThrownBy(() -> linear.gemm(all, new float[n * 65 - 1])).hasMessageContaining("room for 1300 values");
            assertThatThrownBy(() -> all.quantize(new float[257 * 21])).hasMessageContaining("1 to 20 tokens of k=257, not 5397 values");
            assertThatThrownBy(() -> all.quantize(new float[0])).hasMessageContaining("not 0 values");
            assertThatThrownBy(() -> all.set(new byte[2 * 257], 1f)).hasMessageContaining("2 tokens need 2 inverse scales, not 1");
            assertThatThrownBy(() -> kernels.activations(257, 0)).hasMessageContaining("at least one");
        }
    }
}
