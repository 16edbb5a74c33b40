package org.bitnetj.kernels.internal.opencl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.bitnetj.kernels.Activations;
import org.bitnetj.kernels.Backend;
import org.bitnetj.kernels.Inputs;
import org.bitnetj.kernels.Kernels;
import org.bitnetj.kernels.Shape;
import org.bitnetj.kernels.TernaryLinear;
import org.bitnetj.kernels.TernaryMatrix;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs are compiled once, and again whenever the kept one is of no use. */
class ProgramCacheTest {
    private final AtomicInteger binariesTaken = new AtomicInteger();
    private FakeCl cl;

    @TempDir
    Path folder;

    @BeforeEach
    void count() {
        cl = new FakeCl();
        // Asked once for each program that was compiled from source.
        cl.instead("binary", () -> {
            binariesTaken.incrementAndGet();
            return null;
        });
    }

    @AfterEach
    void restore() {
        cl.close();
    }

    private void multiply(Path cache) {
        OpenClProperty.with(() -> {
            TernaryMatrix w = Inputs.matrix(new Shape(5, 20), Inputs.Weights.RANDOM, 2);
            byte[] codes = Inputs.codes(20, Inputs.Codes.GAUSSIAN, 9);
            int[] sums = new int[5];
            try (Kernels kernels = Kernels.open(Backend.OPENCL);
                    TernaryLinear linear = kernels.prepare(w);
                    Activations x = kernels.activations(20)) {
                linear.gemv(x.set(codes, 1), sums);
            }
            assertThat(sums).isEqualTo(Inputs.product(w, codes));
        }, OpenClSettings.CACHE_PROPERTY, cache.toString());
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    @Test
    void aProgramIsCompiledOnce() throws IOException {
        multiply(folder);
        multiply(folder);
        assertThat(binariesTaken).hasValue(1);
        assertThat(files()).singleElement().asString().matches(".*[0-9a-f]{64}\\.clbin");
    }

    @Test
    void aDamagedFileIsCompiledAgainAndMended() throws IOException {
        multiply(folder);
        Path file = files().getFirst();
        byte[] good = Files.readAllBytes(file);
        byte[] bad = good.clone();
        bad[bad.length / 2] ^= 1;
        for (byte[] content : List.of(bad, new byte[0], new byte[]{1, 2, 3}, java.util.Arrays.copyOf(good, good.length - 1))) {
            int before = binariesTaken.get();
            Files.write(file, content);
            multiply(folder);
            assertThat(binariesTaken).hasValue(before + 1);
            multiply(folder);
            assertThat(binariesTaken).hasValue(before + 1);
        }
    }

    @Test
    void aBinaryThatTheDriverRefusesIsCompiledAgain() throws IOException {
        multiply(folder);
        AtomicInteger builds = new AtomicInteger();
        cl.instead("build", () -> {
            if (builds.incrementAndGet() == 1) {
                throw ClErrors.of("simulated build", -42);
            }
            return null;
        });
        multiply(folder);
        assertThat(builds).hasValue(2);
        assertThat(binariesTaken).hasValue(2);
        assertThat(files()).hasSize(1);
    }

    @Test
    void aFolderThatCannotBeMadeIsNoError() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "in the way");
        multiply(file.resolve("cache"));
        assertThat(file).hasContent("in the way");
    }

    @Test
    void offKeepsNothing() throws IOException {
        multiply(Path.of("off"));
        assertThat(files()).isEmpty();
        assertThat(Path.of("off")).doesNotExist();
    }

    @Test
    void theKeyDependsOnDeviceOptionsAndSource() {
        OpenClDevice device = Devices.any();
        String key = ProgramCache.key(device, "a", "b");
        assertThat(key).hasSize(64).isEqualTo(ProgramCache.key(device, "a", "b")).isNotEqualTo(ProgramCache.key(device, "a", "c"))
                .isNotEqualTo(ProgramCache.key(device, "c", "b"));
        var info = device.info();
        OpenClDevice updated = new OpenClDevice(device.platform(), device.handle(),
                new org.bitnetj.kernels.ComputeDevice(info.platform(), info.name(), info.type(), info.driver() + "1", info.version()),
                device.extensions(), device.languageMajor(), device.maxGroup(), device.localBytes(), device.globalBytes(),
                device.maxBufferBytes(), device.subgroups(), device.floatFlags(), device.rejection());
        assertThat(key).isNotEqualTo(ProgramCache.key(updated, "a", "b"));
    }
}
