package org.bitnetj.kernels.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;

import org.bitnetj.kernels.Backend;
import org.bitnetj.kernels.DispatchedKernel;
import org.bitnetj.kernels.Expected;
import org.bitnetj.kernels.Kernels;
import org.junit.jupiter.api.Test;

/** A model whose products run on an OpenCL device, and the rest on the CPU. */
class OpenClModelTest {
    /** Products are exact; of the float sums around them the Vector API leaves the order open, and it changes as code is compiled. */
    private static final float ROUNDING = 1e-4f;

    private static final int[] PROMPT = {1, 5, 9, 30, 31, 32, 7, 8, 100, 101, 102};

    private static float[][] logits(Kernels kernels, BitnetModel model) {
        Session session = model.session();
        float[] prompt = session.prefill(PROMPT).clone();
        float[][] steps = new float[6][];
        steps[0] = prompt;
        for (int i = 1; i < steps.length; i++) {
            steps[i] = session.decode(20 + i).clone();
        }
        assertThat(kernels.threads()).isPositive();
        return steps;
    }

    @Test
    void logitsAreThoseOfTheCpuAndWhatRanWhereIsRecorded() throws IOException {
        try (Kernels device = Expected.open(Backend.OPENCL);
                Kernels cpu = Kernels.open(Backend.VECTOR);
                BitnetModel onDevice = BitnetModel.open(TinyReferences.model(), device);
                BitnetModel onCpu = BitnetModel.open(TinyReferences.model(), cpu)) {
            float[][] expected = logits(cpu, onCpu);
            float[][] found = logits(device, onDevice);
            for (int i = 0; i < expected.length; i++) {
                assertThat(found[i]).usingComparatorWithPrecision(ROUNDING).containsExactly(expected[i]);
            }
            assertThat(onDevice.kernels()).extracting(DispatchedKernel::operation).contains("gemv", "gemm", "norm", "attention", "gate",
                    "head");
            assertThat(onDevice.kernels()).filteredOn(k -> k.operation().startsWith("gem")).isNotEmpty()
                    .allMatch(k -> k.backend() == Backend.OPENCL);
            assertThat(onDevice.kernels()).filteredOn(k -> !k.operation().startsWith("gem")).isNotEmpty()
                    .allMatch(k -> k.backend() == Backend.VECTOR);
            assertThat(onCpu.kernels()).allMatch(k -> k.backend() == Backend.VECTOR);
            assertThat(device.deviceMemory().orElseThrow().bytes()).isGreaterThanOrEqualTo(onDevice.ternaryBytes());
        }
    }

    @Test
    void closingGivesEverythingBack() throws IOException {
        Kernels device = Expected.open(Backend.OPENCL);
        try (BitnetModel model = BitnetModel.open(TinyReferences.model(), device)) {
            model.session().prefill(PROMPT);
            assertThat(device.deviceMemory().orElseThrow().bytes()).isPositive();
        }
        device.close();
        assertThat(device.deviceMemory().orElseThrow().objects()).isZero();
    }
}
