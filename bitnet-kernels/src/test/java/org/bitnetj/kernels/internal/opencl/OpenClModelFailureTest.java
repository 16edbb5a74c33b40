package org.bitnetj.kernels.internal.opencl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

import org.bitnetj.kernels.Backend;
import org.bitnetj.kernels.DeviceException;
import org.bitnetj.kernels.DeviceMemory;
import org.bitnetj.kernels.DispatchedKernel;
import org.bitnetj.kernels.Kernels;
import org.bitnetj.kernels.model.BitnetModel;
import org.bitnetj.kernels.model.CacheType;
import org.bitnetj.kernels.model.Session;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lwjgl.opencl.CL10;

/** A device fails under a whole model: what was demanded is an exception, what was not goes on with the CPU, to the same bits. */
class OpenClModelFailureTest {
    private static final int LOST = -9999;
    private static final int[] PROMPT = new int[150];
    static {
        for (int i = 0; i < PROMPT.length; i++) {
            PROMPT[i] = (i * 37 + 1) % 512;
        }
    }

    private FakeCl cl;

    @BeforeEach
    void fake() {
        cl = new FakeCl().gpu();
    }

    @AfterEach
    void heal() {
        cl.close();
    }

    private static BitnetModel open(Kernels kernels) {
        try {
            return BitnetModel.open(
                    Path.of(Objects.requireNonNull(OpenClModelFailureTest.class.getResource("/tiny-bitnet/tiny-bitnet.gguf")).toURI()),
                    kernels);
        } catch (IOException | URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    /** What the CPU says after the prompt, and after tokens 7 and 8 more. */
    private static List<float[]> expected(CacheType cache) {
        try (Kernels kernels = Kernels.open(Backend.VECTOR); BitnetModel model = open(kernels)) {
            Session session = model.session(cache);
            return List.of(session.prefill(PROMPT).clone(), session.decode(7).clone(), session.decode(8).clone());
        }
    }

    private static void assertOnCpu(Kernels kernels, BitnetModel model) {
        assertThat(kernels.selection().chosen()).isEqualTo(Backend.VECTOR);
        assertThat(model.kernels()).isNotEmpty().allMatch(k -> k.backend() == Backend.VECTOR);
    }

    @ParameterizedTest
    @CsvSource({"run,1,F32", "run,60,F16", "read,1,F32", "write,1,F32", "setHandle,100,F32", "await,1,F16"})
    void theCpuGoesOnWithinAToken(String method, int nth, CacheType cache) {
        List<float[]> expected = expected(cache);
        try (Kernels kernels = Kernels.open(); BitnetModel model = open(kernels); Session session = model.session(cache)) {
            assertThat(model.kernels()).filteredOn(k -> k.operation().equals("attention")).extracting(DispatchedKernel::backend)
                    .containsExactly(Backend.OPENCL);
            assertThat(session.prefill(PROMPT)).isEqualTo(expected.get(0));
            cl.failFrom(nth, method, LOST);
            assertThat(session.decode(7)).isEqualTo(expected.get(1));
            assertThat(session.decode(8)).isEqualTo(expected.get(2));
            assertThat(session.position()).isEqualTo(152);
            assertOnCpu(kernels, model);
        }
    }

    @Test
    void everyPositionIsGivenOnceWhenTheDeviceIsLostBetweenThem() {
        List<float[]> expected = expected(CacheType.F32);
        try (Kernels kernels = Kernels.open(); BitnetModel model = open(kernels); Session session = model.session()) {
            List<Integer> positions = new ArrayList<>();
            cl.failFrom(9, "read", LOST);
            session.prefill(PROMPT, (position, logits) -> positions.add(position));
            assertThat(positions).hasSize(150).isSorted().doesNotHaveDuplicates();
            assertThat(session.logits()).isEqualTo(expected.getFirst());
            assertOnCpu(kernels, model);
        }
    }

    @Test
    void sessionsThatGoTogetherGoOnTogether() {
        List<float[]> expected = expected(CacheType.F32);
        try (Kernels kernels = Kernels.open();
                BitnetModel model = open(kernels);
                Session one = model.session();
                Session two = model.session();
                Session idle = model.session()) {
            one.prefill(PROMPT);
            two.prefill(PROMPT);
            idle.prefill(PROMPT);
            cl.failFrom(30, "run", LOST);
            model.decode(List.of(one, two), new int[]{7, 7});
            assertThat(one.logits()).isEqualTo(expected.get(1)).isEqualTo(two.logits());
            cl.heal();
            assertThat(idle.decode(7)).isEqualTo(expected.get(1));
            assertOnCpu(kernels, model);
        }
    }

    @Test
    void aDemandedDeviceThatIsLostIsAnException() {
        try (Kernels kernels = Kernels.open(Backend.OPENCL); BitnetModel model = open(kernels)) {
            Session session = model.session();
            session.prefill(PROMPT);
            cl.failFrom(20, "run", LOST);
            assertThatThrownBy(() -> session.decode(7)).isInstanceOf(DeviceException.class).hasMessageContaining("is lost")
                    .hasMessageContaining("computing 1 tokens of a model");
            assertThat(session.position()).isEqualTo(150);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"createBuffer", "run", "read", "copy"})
    void withoutMemoryNothingIsLost(String method) {
        List<float[]> expected = expected(CacheType.F32);
        try (Kernels kernels = Kernels.open(Backend.OPENCL); BitnetModel model = open(kernels); Session session = model.session()) {
            session.prefill(Arrays.copyOf(PROMPT, 60));
            DeviceMemory before = kernels.deviceMemory().orElseThrow();
            cl.fail(method, -4);
            // More than a page, so that keys and values need room.
            assertThatThrownBy(() -> session.prefill(Arrays.copyOfRange(PROMPT, 60, 150))).isInstanceOf(DeviceException.class)
                    .matches(e -> ((DeviceException) e).isOutOfMemory()).hasMessageContaining("ran out of memory");
            cl.heal();
            assertThat(session.position()).isEqualTo(60);
            assertThat(kernels.deviceMemory().orElseThrow().events()).isLessThanOrEqualTo(before.events());
            assertThat(session.prefill(Arrays.copyOfRange(PROMPT, 60, 150))).isEqualTo(expected.getFirst());
        }
    }

    /** The seventh matrix; a norm. */
    @ParameterizedTest
    @ValueSource(ints = {7, 30})
    void aModelThatDoesNotFitLeavesNothingBehind(int buffer) {
        try (Kernels kernels = Kernels.open(Backend.OPENCL)) {
            DeviceMemory before = kernels.deviceMemory().orElseThrow();
            cl.failFrom(buffer, "createBuffer", -4);
            assertThatThrownBy(() -> open(kernels)).isInstanceOf(DeviceException.class).hasMessageContaining("ran out of memory");
            cl.heal();
            assertThat(kernels.deviceMemory().orElseThrow().bytes()).isEqualTo(before.bytes());
            open(kernels).close();
        }
    }

    @Test
    void aProgramThatDoesNotCompileLeavesTheProductsToTheDevice() {
        OpenClProperty.with(() -> {
            List<float[]> expected = expected(CacheType.F32);
            try (Kernels kernels = Kernels.open()) {
                cl.fail("build", -11);
                try (BitnetModel model = open(kernels)) {
                    assertThat(kernels.explain()).contains("what a model computes in floats runs on the CPU, by vector kernels, since ")
                            .contains("simulated build failed");
                    assertThat(model.kernels()).extracting(DispatchedKernel::backend).contains(Backend.OPENCL, Backend.VECTOR);
                    assertThat(model.session().prefill(PROMPT)).isEqualTo(expected.getFirst());
                }
            }
        }, OpenClSettings.CACHE_PROPERTY, "off");
    }

    @Test
    void aDemandedProgramThatDoesNotCompileIsAnException() {
        OpenClProperty.with(() -> {
            try (Kernels kernels = Kernels.open(Backend.OPENCL)) {
                cl.fail("build", -11);
                assertThatThrownBy(() -> open(kernels)).isInstanceOf(DeviceException.class)
                        .hasMessageContaining("preparing a model of 6 layers")
                        .hasMessageContaining("simulated build failed");
            }
        }, OpenClSettings.CACHE_PROPERTY, "off", OpenClSettings.MODEL_PROPERTY, "device");
    }

    @Test
    void aDeviceWithoutDoublesComputesTheProductsAlone() {
        List<float[]> expected = expected(CacheType.F32);
        cl.lie(CL10.CL_DEVICE_EXTENSIONS, "cl_khr_nothing");
        try (Kernels kernels = Kernels.open(Backend.OPENCL); BitnetModel model = open(kernels)) {
            assertThat(kernels.explain()).contains("since the device has no doubles");
            assertThat(model.kernels()).filteredOn(k -> k.operation().equals("norm")).isNotEmpty()
                    .allMatch(k -> k.backend() == Backend.VECTOR);
            assertThat(model.session().prefill(PROMPT)).isEqualTo(expected.getFirst());
        }
        OpenClProperty.with(() -> assertThatThrownBy(() -> Kernels.open(Backend.OPENCL)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-Dbitnet.opencl.model=device: the device ").hasMessageContaining("has no doubles"),
                OpenClSettings.MODEL_PROPERTY, "device");
    }

    /** The tiny model's largest matrix takes 96 KiB, its head 256 KiB. */
    @Test
    void aHeadThatNoBufferHoldsStaysOnTheCpu() {
        List<float[]> expected = expected(CacheType.F32);
        cl.lie(CL10.CL_DEVICE_MAX_MEM_ALLOC_SIZE, 200_000L);
        try (Kernels kernels = Kernels.open(Backend.OPENCL); BitnetModel model = open(kernels); Session session = model.session()) {
            assertThat(model.kernels()).filteredOn(k -> k.operation().equals("head")).extracting(DispatchedKernel::backend)
                    .containsExactly(Backend.VECTOR);
            assertThat(model.kernels()).filteredOn(k -> k.operation().equals("attention")).extracting(DispatchedKernel::backend)
                    .containsExactly(Backend.OPENCL);
            assertThat(session.prefill(PROMPT)).isEqualTo(expected.get(0));
            assertThat(session.decode(7)).isEqualTo(expected.get(1));
        }
    }
}
