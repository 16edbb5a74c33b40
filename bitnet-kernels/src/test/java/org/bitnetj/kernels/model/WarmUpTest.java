package org.bitnetj.kernels.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

import org.bitnetj.kernels.Backend;
import org.bitnetj.kernels.Expected;
import org.bitnetj.kernels.Kernels;
import org.bitnetj.kernels.internal.RowType;
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
            float[] logits = WarmUp.pass(small, head, Optional.empty(), 3);
            assertThat(logits).hasSize(small.vocabulary());
            for (float logit : logits) {
                assertThat(logit).isFinite();
            }
            assertThat(logits).isNotEqualTo(WarmUp.pass(small, head, Optional.empty(), 2));
        }
    }

    /** Kernels are compiled for the head that will be multiplied: its type, and the kind of memory that it is in. */
    @ParameterizedTest
    @EnumSource(value = RowType.class, mode = EnumSource.Mode.EXCLUDE, names = "INT8")
    void runsOnRowsOfTheRealHead(RowType type) {
        Expected.open(Backend.VECTOR).close();
        ModelConfig small = WarmUp.small(ModelConfig.BITNET_2B4T);
        int k = 1024;
        MemorySegment bytes = Arena.ofAuto().allocate(300 * type.rowBytes(k));
        RowMatrix rows = WarmUp.firstRows(new RowMatrix(type, 300, k, bytes), small).orElseThrow();
        assertThat(rows.type()).isEqualTo(type);
        assertThat(rows.rows().address()).isEqualTo(bytes.address());
        assertThat(WarmUp.pass(small, HeadType.STORED, Optional.of(rows), 2)).hasSize(small.vocabulary()).containsOnly(0);
        assertThat(WarmUp.pass(small, HeadType.INT8, Optional.of(rows), 2)).containsOnly(0);
    }

    @Test
    void leavesRowsAloneThatCannotBeCut() {
        ModelConfig small = WarmUp.small(LLAMA);
        MemorySegment bytes = Arena.ofAuto().allocate(2 * RowType.F16.rowBytes(4096));
        assertThat(WarmUp.firstRows(new RowMatrix(RowType.F16, 2, 4096, bytes), small)).isEmpty();
    }

    @Test
    void aSmallModelIsNotWaitedFor() {
        try (Kernels kernels = Kernels.open()) {
            WarmUp.begin(WarmUp.small(LLAMA), kernels, HeadType.STORED, null).await();
            assertThat(Thread.getAllStackTraces().keySet()).noneMatch(thread -> thread.getName().equals("bitnet-warm-up"));
        }
    }

    @Test
    void refusesAnUnknownSetting() {
        System.setProperty("bitnet.warmup", "yes");
        try (Kernels kernels = Kernels.open()) {
            assertThatIllegalArgumentException().isThrownBy(() -> WarmUp.begin(ModelConfig.BITNET_2B4T, kernels, HeadType.STORED, null))
                    .withMessage("-Dbitnet.warmup=yes: choose auto, off");
        } finally {
            System.clearProperty("bitnet.warmup");
        }
    }
}
