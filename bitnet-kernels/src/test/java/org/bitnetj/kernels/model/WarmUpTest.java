package org.bitnetj.kernels.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.bitnetj.kernels.Backend;
import org.bitnetj.kernels.Expected;
import org.bitnetj.kernels.Kernels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The small model that gets the kernels compiled computes like the large one for which it stands. */
class WarmUpTest {
    private static final ModelConfig LLAMA = new ModelConfig("llama", 32, 4096, 14336, 32, 8, 128, 128256, 8192, 500000, 64, 1, 1e-5f,
            ModelConfig.Gate.SILU, false, ModelConfig.RopeStyle.NEIGHBOURS);

    @ParameterizedTest
    @EnumSource
    void runsWhatItStandsFor(HeadType head) {
        Expected.open(Backend.VECTOR).close();
        for (ModelConfig config : new ModelConfig[]{ModelConfig.BITNET_2B4T, LLAMA}) {
            ModelConfig small = WarmUp.small(config);
            assertThat(small.layers()).isEqualTo(1);
            assertThat(small.gate()).isEqualTo(config.gate());
            assertThat(small.subNorms()).isEqualTo(config.subNorms());
            assertThat(small.ropeStyle()).isEqualTo(config.ropeStyle());
            float[] logits = WarmUp.pass(small, head, 3);
            assertThat(logits).hasSize(small.vocabulary());
            for (float logit : logits) {
                assertThat(logit).isFinite();
            }
            assertThat(logits).isNotEqualTo(WarmUp.pass(small, head, 2));
        }
    }

    @Test
    void refusesAnUnknownSetting() {
        System.setProperty("bitnet.warmup", "yes");
        try (Kernels kernels = Kernels.open()) {
            assertThatIllegalArgumentException().isThrownBy(() -> WarmUp.begin(ModelConfig.BITNET_2B4T, kernels, HeadType.STORED))
                    .withMessage("-Dbitnet.warmup=yes: choose auto, off");
        } finally {
            System.clearProperty("bitnet.warmup");
        }
    }
}
