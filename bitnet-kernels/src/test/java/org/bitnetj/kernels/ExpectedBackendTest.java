package org.bitnetj.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** A build machine names what it must run on, so that a silent fallback fails there. */
@Tag("vectors")
class ExpectedBackendTest {
    @Test
    @EnabledIfEnvironmentVariable(named = "BITNET_EXPECT_BACKEND", matches = ".+", disabledReason = "no backend is expected here")
    void theExpectedBackendIsTheOneChosen() {
        try (Kernels kernels = Kernels.open()) {
            assertThat(kernels.selection().chosen().id()).as(kernels.selection().explain()).isEqualTo(Expected.backend());
        }
    }

    @Test
    @EnabledIfEnvironmentVariable(named = "BITNET_EXPECT_BITS", matches = ".+", disabledReason = "no width is expected here")
    void theKernelsRunAtTheExpectedWidth() {
        int wanted = Integer.getInteger("bitnet.vector.bits", Expected.bits());
        try (Kernels kernels = Kernels.open();
                TernaryLinear linear = kernels.prepare(Inputs.matrix(new Shape(3, 4), Inputs.Weights.RANDOM, 1))) {
            assertThat(linear.kernels()).isNotEmpty().allMatch(k -> k.vectorBits() == wanted);
        }
    }
}
