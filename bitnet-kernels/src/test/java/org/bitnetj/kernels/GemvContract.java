package org.bitnetj.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.bitnetj.kernels.pack.I2sCodec;
import org.bitnetj.kernels.pack.I2sLayout;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a gemv of every backend must do; a binder a backend extends it. */
public abstract class GemvContract {
    /** Sizes around the edges of lanes, blocks and tiles. */
    private static final int[] SIZES = {1, 2, 3, 31, 32, 33, 127, 128, 129, 255, 256, 257, 640, 2560};

    private Kernels kernels;

    /** The backend under test. */
    protected abstract Backend backend();

    @BeforeEach
    void open() {
        kernels = Expected.open(backend());
    }

    @AfterEach
    void close() {
        kernels.close();
    }

    private int[] gemv(TernaryMatrix w, byte[] x) {
        try (TernaryLinear linear = kernels.prepare(w)) {
            int[] sums = new int[w.shape().m()];
            linear.gemv(kernels.activations(x.length).set(x, 1), sums);
            return sums;
        }
    }

    @Test
    void usesTheBackendItIsNamedAfter() {
        try (TernaryLinear linear = kernels.prepare(Inputs.matrix(new Shape(2, 3), Inputs.Weights.RANDOM, 1))) {
            assertThat(kernels.selection().chosen()).isEqualTo(backend());
            assertThat(linear.kernels()).isNotEmpty().allMatch(k -> k.backend() == backend() && !k.kernel().isBlank());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 31, 32, 33, 127, 128, 129, 255, 256, 257, 640, 2560})
    void equalsTheDefinitionForEveryShape(int m) {
        for (int k : SIZES) {
            TernaryMatrix w = Inputs.matrix(new Shape(m, k), Inputs.Weights.RANDOM, 31L * m + k);
            byte[] x = Inputs.codes(k, Inputs.Codes.GAUSSIAN, k);
            assertThat(gemv(w, x)).as("%dx%d", m, k).isEqualTo(Inputs.product(w, x));
        }
    }

    @ParameterizedTest
    @EnumSource
    void equalsTheDefinitionForEveryKindOfActivations(Inputs.Codes kind) {
        for (int k : SIZES) {
            for (Inputs.Weights weights : Inputs.Weights.values()) {
                TernaryMatrix w = Inputs.matrix(new Shape(33, k), weights, k);
                byte[] x = Inputs.codes(k, kind, 7L + k);
                assertThat(gemv(w, x)).as("k=%d %s %s", k, weights, kind).isEqualTo(Inputs.product(w, x));
            }
        }
    }

    /** Columns that the kernel can count; beyond, a matrix is refused when it is prepared. */
    protected int maxColumns() {
        return Shape.MAX_COLUMNS;
    }

    @ParameterizedTest
    @ValueSource(ints = {1 << 20, (1 << 20) + 1, Shape.MAX_COLUMNS})
    void neverOverflows(int k) {
        TernaryMatrix plus = Inputs.matrix(new Shape(1, k), Inputs.Weights.ALL_PLUS, 0);
        TernaryMatrix minus = Inputs.matrix(new Shape(1, k), Inputs.Weights.ALL_MINUS, 0);
        if (k > maxColumns()) {
            assertThatThrownBy(() -> kernels.prepare(plus)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("k=" + k);
            return;
        }
        byte[] min = Inputs.codes(k, Inputs.Codes.ALL_MIN, 0);
        byte[] max = Inputs.codes(k, Inputs.Codes.ALL_MAX, 0);
        assertThat(gemv(plus, min)).containsExactly(-128 * k);
        assertThat(gemv(minus, min)).containsExactly(128 * k);
        assertThat(gemv(plus, max)).containsExactly(127 * k);
    }

    @ParameterizedTest
    @ValueSource(strings = {"128x256", "256x1280"})
    void equalsTheGoldenProducts(String name) {
        String[] sizes = name.split("x", -1);
        Golden golden = new Golden(new Shape(Integer.parseInt(sizes[0]), Integer.parseInt(sizes[1])));
        int[] expected = golden.ints("dot.i32");
        try (TernaryLinear linear = kernels.prepare(I2sCodec.pack(golden.weights(), I2sLayout.BLOCK_128))) {
            for (int t = 0; t < Golden.TOKENS; t++) {
                int[] sums = new int[golden.shape().m()];
                linear.gemv(kernels.activations(golden.shape().k()).set(golden.token(t), 1), sums);
                int[] wanted = new int[sums.length];
                System.arraycopy(expected, t * sums.length, wanted, 0, sums.length);
                assertThat(sums).isEqualTo(wanted);
            }
        }
    }

    @Test
    void scalesTheSumsInTheDocumentedOrder() {
        TernaryMatrix w = Inputs.matrix(new Shape(65, 257), Inputs.Weights.RANDOM, 5);
        byte[] x = Inputs.codes(257, Inputs.Codes.GAUSSIAN, 6);
        int[] sums = Inputs.product(w, x);
        float[] y = new float[65];
        try (TernaryLinear linear = kernels.prepare(w)) {
            linear.gemv(kernels.activations(257).set(x, 3.7f), y);
        }
        for (int r = 0; r < y.length; r++) {
            assertThat(y[r]).isEqualTo(sums[r] / 3.7f * 0.5f);
        }
    }

    @Test
    void oneMatrixServesManyThreads() throws Exception {
        TernaryMatrix w = Inputs.matrix(new Shape(129, 640), Inputs.Weights.RANDOM, 8);
        try (TernaryLinear linear = kernels.prepare(w); ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<float[]>> results = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                byte[] x = Inputs.codes(640, Inputs.Codes.GAUSSIAN, i);
                results.add(threads.submit(() -> {
                    float[] y = new float[129];
                    linear.gemv(kernels.activations(640).set(x, 1), y);
                    return y;
                }));
            }
            for (int i = 0; i < results.size(); i++) {
                int[] sums = Inputs.product(w, Inputs.codes(640, Inputs.Codes.GAUSSIAN, i));
                float[] y = results.get(i).get();
                for (int r = 0; r < y.length; r++) {
                    assertThat(y[r]).isEqualTo(sums[r] * 0.5f);
                }
            }
        }
    }

    @Test
    void refusesWhatDoesNotFit() {
        try (TernaryLinear linear = kernels.prepare(Inputs.matrix(new Shape(4, 8), Inputs.Weights.RANDOM, 1))) {
            Activations x = kernels.activations(8);
            assertThatThrownBy(() -> linear.gemv(x, new int[4])).isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("quantize or set");
            x.set(new byte[8], 1);
            assertThatThrownBy(() -> linear.gemv(x, new int[3])).hasMessageContaining("m=4 rows").hasMessageContaining("has 3");
            assertThatThrownBy(() -> linear.gemv(kernels.activations(9).set(new byte[9], 1), new int[4]))
                    .hasMessageContaining("k=8").hasMessageContaining("k=9");
            assertThatThrownBy(() -> x.quantize(new float[7])).hasMessageContaining("k=8").hasMessageContaining("7");
            assertThatThrownBy(() -> x.quantize(new float[]{0, 0, Float.NaN, 0, 0, 0, 0, 0}))
                    .hasMessageContaining("activation 2 of 8 is NaN");
            assertThatThrownBy(() -> x.set(new byte[8], 0f)).hasMessageContaining("positive and finite");
        }
    }

    @Test
    void refusesToMultiplyOnceClosed() {
        TernaryLinear linear = kernels.prepare(Inputs.matrix(new Shape(4, 8), Inputs.Weights.RANDOM, 1));
        Activations x = kernels.activations(8).set(new byte[8], 1);
        linear.close();
        linear.close();
        assertThatThrownBy(() -> linear.gemv(x, new int[4])).isInstanceOf(IllegalStateException.class);
        TernaryLinear other = kernels.prepare(Inputs.matrix(new Shape(4, 8), Inputs.Weights.RANDOM, 1));
        kernels.close();
        assertThatThrownBy(() -> other.gemv(x, new int[4])).isInstanceOf(IllegalStateException.class);
        TernaryMatrix w = Inputs.matrix(new Shape(4, 8), Inputs.Weights.RANDOM, 1);
        assertThatThrownBy(() -> kernels.prepare(w)).isInstanceOf(IllegalStateException.class).hasMessageContaining("closed");
    }
}
