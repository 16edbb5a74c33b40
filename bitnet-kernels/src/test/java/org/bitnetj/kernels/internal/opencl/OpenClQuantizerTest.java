package org.bitnetj.kernels.internal.opencl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.SplittableRandom;

import org.bitnetj.kernels.Activations;
import org.bitnetj.kernels.Backend;
import org.bitnetj.kernels.Expected;
import org.bitnetj.kernels.Inputs;
import org.bitnetj.kernels.Kernels;
import org.bitnetj.kernels.Shape;
import org.bitnetj.kernels.TernaryLinear;
import org.bitnetj.kernels.TernaryMatrix;
import org.bitnetj.kernels.quantize.ActivationQuantizer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The device quantizes and scales to the bits of the CPU. */
class OpenClQuantizerTest {
    private Kernels kernels;

    @BeforeEach
    void open() {
        kernels = Expected.open(Backend.OPENCL);
    }

    @AfterEach
    void close() {
        kernels.close();
    }

    private static float[] tokens(int n, int k, SplittableRandom random) {
        float[] x = new float[n * k];
        for (int t = 0; t < n; t++) {
            int kind = t % 8;
            for (int i = t * k; i < (t + 1) * k; i++) {
                x[i] = switch (kind) {
                    case 0 -> (float) random.nextGaussian();
                    case 1 -> Float.intBitsToFloat(random.nextInt(0x0080_0000) | random.nextInt(2) << 31);
                    case 2 -> random.nextBoolean() ? 0f : -0f;
                    case 3 -> random.nextInt(-253, 254) * 0.5f;
                    case 4 -> (float) (random.nextGaussian() * 1e37);
                    case 5 -> (random.nextBoolean() ? 1 : -1) * Float.MAX_VALUE / (1 << random.nextInt(9));
                    case 6 -> Math.nextAfter(1e-5f, random.nextInt(-1, 2)) * random.nextInt(-1, 2);
                    default -> Float.intBitsToFloat(random.nextInt(0x7f00_0000) | random.nextInt(2) << 31);
                };
            }
            if (kind == 3) {
                // The scale is then 1, and every half a tie.
                x[t * k + random.nextInt(k)] = 127;
            }
        }
        return x;
    }

    @Test
    void equalsTheReferenceToTheBit() {
        SplittableRandom random = new SplittableRandom(2025);
        assertThat(kernels.explain()).contains("activations are quantized on the device");
        for (int k : new int[]{1, 2, 15, 16, 17, 63, 64, 65, 257, 2560}) {
            int n = 64;
            float[] x = tokens(n, k, random);
            try (Activations activations = kernels.activations(k, n).quantize(x)) {
                byte[] codes = new byte[n * k];
                for (int t = 0; t < n; t++) {
                    float inverse = ActivationQuantizer.quantize(x, t * k, k, codes, t * k);
                    assertThat(Float.floatToRawIntBits(activations.inverseScale(t))).as("k=%d token %d", k, t)
                            .isEqualTo(Float.floatToRawIntBits(inverse));
                }
                assertThat(activations.codes()).as("k=%d", k).isEqualTo(codes);
            }
        }
    }

    @Test
    void productsOfQuantizedTokensAreThoseOfTheirCodesAndScaledAlike() {
        SplittableRandom random = new SplittableRandom(7);
        TernaryMatrix w = Inputs.matrix(new Shape(129, 257), Inputs.Weights.RANDOM, 5);
        int n = 21;
        float[] x = tokens(n, 257, random);
        try (Kernels scalar = Kernels.open(Backend.SCALAR);
                TernaryLinear reference = scalar.prepare(w);
                TernaryLinear linear = kernels.prepare(w)) {
            float[] expected = new float[n * 129];
            reference.gemm(scalar.activations(257, n).quantize(x), expected);
            float[] y = new float[n * 129];
            linear.gemm(kernels.activations(257, n).quantize(x), y);
            assertThat(y).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void namesWhatIsNotFiniteAndIsEmptyThen(float bad) {
        try (Activations x = kernels.activations(100, 3)) {
            float[] values = new float[300];
            values[2 * 100 + 42] = bad;
            assertThatThrownBy(() -> x.quantize(values)).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("activation 42 of 100 is " + bad);
            assertThat(x.tokens()).isZero();
            values[2 * 100 + 42] = 1;
            assertThat(x.quantize(values).codes()[242]).isEqualTo((byte) 127);
        }
    }

    @Test
    void theHostQuantizesWhereThatIsDemanded() {
        float[] x = tokens(3, 33, new SplittableRandom(1));
        OpenClProperty.with(() -> {
            try (Kernels host = Kernels.open(Backend.OPENCL); Activations onHost = host.activations(33, 3).quantize(x)) {
                assertThat(host.explain()).contains("activations are quantized on the CPU");
                assertThat(onHost.codes()).isEqualTo(kernels.activations(33, 3).quantize(x).codes());
            }
        }, OpenClSettings.QUANTIZE_PROPERTY, "host");
    }

    @Test
    void aSetAfterAQuantizeCounts() {
        try (Activations x = kernels.activations(20, 2)) {
            float[] values = new float[40];
            Arrays.fill(values, 1);
            x.quantize(values);
            byte[] codes = Inputs.codes(20, Inputs.Codes.GAUSSIAN, 9);
            assertThat(x.set(codes, 2).codes()).isEqualTo(codes);
            TernaryMatrix w = Inputs.matrix(new Shape(5, 20), Inputs.Weights.RANDOM, 2);
            int[] sums = new int[5];
            try (TernaryLinear linear = kernels.prepare(w)) {
                linear.gemv(x, sums);
            }
            assertThat(sums).isEqualTo(Inputs.product(w, codes));
        }
    }
}
