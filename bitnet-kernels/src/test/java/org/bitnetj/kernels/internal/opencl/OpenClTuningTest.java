package org.bitnetj.kernels.internal.opencl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

import org.bitnetj.kernels.Backend;
import org.bitnetj.kernels.Expected;
import org.bitnetj.kernels.Inputs;
import org.bitnetj.kernels.Kernels;
import org.bitnetj.kernels.Shape;
import org.bitnetj.kernels.TernaryLinear;
import org.bitnetj.kernels.internal.opencl.OpenClSettings.Gemm;
import org.bitnetj.kernels.internal.opencl.OpenClSettings.Gemv;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The choice of kernels is measured once a device and kept. */
class OpenClTuningTest {
    private static final OpenClTuning MEASURED = new OpenClTuning(Gemv.LOCAL, 4, Gemm.LOCAL, "measured by a test");

    private final AtomicInteger measurements = new AtomicInteger();

    @TempDir
    Path folder;

    private OpenClTuning measure() {
        measurements.incrementAndGet();
        return MEASURED;
    }

    @Test
    void aMeasurementIsKeptForItsDevice() throws Exception {
        Path file = folder.resolve("tuning");
        assertThat(OpenClTuning.choose(file, "device", this::measure)).isEqualTo(MEASURED);
        assertThat(OpenClTuning.choose(file, "device", this::measure)).isEqualTo(MEASURED);
        assertThat(measurements).hasValue(1);
        assertThat(OpenClTuning.load(file, "device")).hasValueSatisfying(t -> assertThat(t.slices()).isEqualTo(4));
        assertThat(OpenClTuning.load(file, "another device")).isEmpty();
        assertThat(OpenClTuning.load(folder.resolve("nothing"), "device")).isEmpty();
    }

    @Test
    void aDamagedFileIsRefusedByName() throws Exception {
        Path file = Files.writeString(folder.resolve("damaged"), "version=1\ndevice=device\ngemv=fast\n");
        assertThatThrownBy(() -> OpenClTuning.load(file, "device")).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(file + " is damaged").hasMessageContaining("delete it");
    }

    @Test
    void aFileThatCannotBeWrittenIsRefusedByName() {
        Path file = folder.resolve("no folder/tuning");
        assertThatThrownBy(() -> OpenClTuning.choose(file, "device", this::measure)).isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("-Dbitnet.opencl.tuning=" + file);
    }

    @Test
    void theDeviceIsMeasuredAndTheKernelsFollow() {
        Expected.open(Backend.OPENCL).close();
        Path file = folder.resolve("measured");
        OpenClProperty.with(() -> {
            try (Kernels kernels = Kernels.open(Backend.OPENCL);
                    TernaryLinear linear = kernels.prepare(Inputs.matrix(new Shape(3, 4), Inputs.Weights.RANDOM, 1))) {
                assertThat(kernels.explain()).contains("measured");
                OpenClTuning tuning = OpenClTuning.load(file, kernels.device().orElseThrow().toString()).orElseThrow();
                assertThat(linear.kernels().getFirst().kernel()).startsWith("opencl-gemv-" + OpenClSettings.id(tuning.gemv()));
                assertThat(linear.kernels().getLast().kernel()).startsWith("opencl-gemm-" + OpenClSettings.id(tuning.gemm()));
            } catch (java.io.IOException e) {
                throw new UncheckedIOException(e);
            }
        }, OpenClSettings.TUNING_PROPERTY, file.toString());
        assertThat(file).exists();
    }
}
