package org.bitnetj.kernels.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.bitnetj.kernels.Golden;
import org.bitnetj.kernels.Shape;
import org.bitnetj.kernels.TernaryMatrix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantizerTest {
    @ParameterizedTest
    @CsvSource({"128, 256", "256, 1280"})
    void activationsGetTheCodesOfTheReference(int m, int k) {
        Golden golden = new Golden(new Shape(m, k));
        float[] x = golden.floats("x.f32");
        float[] inverseScales = golden.floats("act_scale.f32");
        byte[] codes = new byte[k];
        for (int t = 0; t < Golden.TOKENS; t++) {
            assertThat(ActivationQuantizer.quantize(x, t * k, k, codes, 0)).isEqualTo(inverseScales[t]);
            assertThat(codes).isEqualTo(golden.token(t));
        }
    }

    @Test
    void activationsRoundHalvesToEven() {
        byte[] codes = new byte[6];
        float inverseScale = ActivationQuantizer.quantize(new float[]{127, 0.5f, 1.5f, 2.5f, -0.5f, -1.5f}, 0, 6, codes, 0);
        assertThat(inverseScale).isEqualTo(1);
        assertThat(codes).containsExactly(127, 0, 2, 2, 0, -2);
    }

    @Test
    void zerosAndTinyActivationsStayFinite() {
        byte[] codes = {9, 9};
        assertThat(ActivationQuantizer.quantize(new float[2], 0, 2, codes, 0)).isEqualTo((float) (127 / 1e-5));
        assertThat(codes).containsOnly(0);
        ActivationQuantizer.quantize(new float[]{Float.MIN_VALUE, -1e-6f}, 0, 2, codes, 0);
        assertThat(codes).containsExactly(0, -13);
    }

    @Test
    void dequantizationIsWithinHalfAStep() {
        float[] x = {3, -1, 0.2f, -2.999f, 1e-3f};
        byte[] codes = new byte[5];
        float inverseScale = ActivationQuantizer.quantize(x, 0, 5, codes, 0);
        float[] back = new float[5];
        ActivationQuantizer.dequantize(codes, 0, 5, inverseScale, back, 0);
        for (int i = 0; i < 5; i++) {
            assertThat(back[i]).isCloseTo(x[i], within(0.5f / inverseScale + 1e-6f));
        }
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void activationsThatAreNotFiniteAreNamedAndLeaveTheCodes(float bad) {
        byte[] codes = {1, 2, 3};
        assertThatThrownBy(() -> ActivationQuantizer.quantize(new float[]{1, bad, 3}, 0, 3, codes, 0))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("activation 1 of 3");
        assertThat(codes).containsExactly(1, 2, 3);
    }

    @Test
    void absmeanFollowsTheDefinition() {
        // mean|W| = (0.9 + 0.1 + 0.3 + 0.7) / 4 = 0.5; W / 0.5 = 1.8, -0.2, 0.6, -1.4, clipped to 1, -0.2, 0.6, -1.
        TernaryMatrix matrix = TernaryQuantizer.absmean(new float[]{0.9f, -0.1f, 0.3f, -0.7f}, new Shape(2, 2));
        assertThat(matrix.scale()).isCloseTo(0.5f, within(1e-7f));
        assertThat(matrix.toArray()).containsExactly(1, 0, 1, -1);
        assertThat(TernaryQuantizer.dequantize(matrix)).containsExactly(matrix.scale(), 0, matrix.scale(), -matrix.scale());
    }

    @Test
    void absmeanOfZerosIsZero() {
        TernaryMatrix matrix = TernaryQuantizer.absmean(new float[4], new Shape(1, 4));
        assertThat(matrix.scale()).isEqualTo(1e-5f);
        assertThat(matrix.toArray()).containsOnly(0);
    }

    @Test
    void weightsThatAreNotFiniteAreNamed() {
        assertThatThrownBy(() -> TernaryQuantizer.absmean(new float[]{1, 2, 3, Float.NaN}, new Shape(2, 2)))
                .hasMessageContaining("row 1, column 1").hasMessageContaining("NaN");
        assertThatThrownBy(() -> TernaryQuantizer.sign(new float[]{1, 2, 3}, new Shape(2, 2))).hasMessageContaining("4 weights, not 3");
    }
}
