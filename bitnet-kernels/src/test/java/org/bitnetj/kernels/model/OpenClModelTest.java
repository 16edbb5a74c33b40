package org.bitnetj.kernels.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;

import org.bitnetj.kernels.Backend;
import org.bitnetj.kernels.DeviceMemory;
import org.bitnetj.kernels.DispatchedKernel;
import org.bitnetj.kernels.Expected;
import org.bitnetj.kernels.Format;
import org.bitnetj.kernels.Kernels;
import org.bitnetj.kernels.gguf.GgufType;
import org.bitnetj.kernels.model.TinyReferences.Prompt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A model on an OpenCL device, whole or for its products alone: logits are those of the CPU's vector kernels, to the bit. */
class OpenClModelTest {
    private static final String PROPERTY = "bitnet.opencl.model";
    private static final Set<String> AROUND = Set.of("quantize", "norm", "attention", "gate", "head");
    private static final int[] PROMPT = {1, 5, 9, 30, 31, 32, 7, 8, 100, 101, 102};

    @TempDir
    private Path folder;

    @AfterEach
    void clear() {
        System.clearProperty(PROPERTY);
    }

    private static Kernels device(String where) {
        System.setProperty(PROPERTY, where);
        return Expected.open(Backend.OPENCL);
    }

    private static float[][] logits(BitnetModel model, CacheType cache) {
        try (Session session = model.session(cache)) {
            float[][] steps = new float[6][];
            steps[0] = session.prefill(PROMPT).clone();
            for (int i = 1; i < steps.length; i++) {
                steps[i] = session.decode(20 + i).clone();
            }
            return steps;
        }
    }

    private static Set<String> operations(BitnetModel model, Backend backend) {
        return model.kernels().stream().filter(k -> k.backend() == backend).map(DispatchedKernel::operation).collect(Collectors.toSet());
    }

    @ParameterizedTest
    @CsvSource({"device,F32", "device,F16", "hybrid,F32", "auto,F32"})
    void logitsAreThoseOfTheCpuAndWhatRanWhereIsRecorded(String where, CacheType cache) throws IOException {
        try (Kernels device = device(where);
                Kernels cpu = Kernels.open(Backend.VECTOR);
                BitnetModel onDevice = BitnetModel.open(TinyReferences.model(), device);
                BitnetModel onCpu = BitnetModel.open(TinyReferences.model(), cpu)) {
            assertThat(logits(onDevice, cache)).isDeepEqualTo(logits(onCpu, cache));
            // A CPU is left to its own kernels where nothing is demanded.
            boolean whole = where.equals("device") || (where.equals("auto") && !device.device().orElseThrow().type().equals("CPU"));
            assertThat(operations(onDevice, Backend.OPENCL)).contains("gemv", "gemm");
            if (whole) {
                assertThat(operations(onDevice, Backend.OPENCL)).containsAll(AROUND);
                assertThat(operations(onDevice, Backend.VECTOR)).containsExactly("embedding");
            } else {
                assertThat(operations(onDevice, Backend.OPENCL)).doesNotContainAnyElementsOf(AROUND);
                assertThat(operations(onDevice, Backend.VECTOR)).contains("norm", "attention", "gate", "head");
            }
            assertThat(device.explain())
                    .contains(whole ? "whole models run on the device" : "what a model computes in floats runs on the CPU");
            assertThat(onCpu.kernels()).allMatch(k -> k.backend() == Backend.VECTOR);
            assertThat(device.deviceMemory().orElseThrow().bytes()).isGreaterThanOrEqualTo(onDevice.ternaryBytes());
        }
    }

    /** All positions of prompts of 1 to 200 tokens: more than a page of the cache and than a batch, and lengths between the lanes. */
    @Test
    void everyPositionOfAPromptIsThatOfTheCpu() throws IOException {
        try (Kernels device = device("device");
                Kernels cpu = Kernels.open(Backend.VECTOR);
                BitnetModel onDevice = BitnetModel.open(TinyReferences.model(), device);
                BitnetModel onCpu = BitnetModel.open(TinyReferences.model(), cpu)) {
            int positions = 0;
            for (Prompt prompt : List.of(TinyReferences.prompt("p001"), TinyReferences.prompt("p017"), TinyReferences.prompt("p200"))) {
                float[][] expected = new float[prompt.ids().length][];
                float[][] found = new float[expected.length][];
                onCpu.session().prefill(prompt.ids(), (position, values) -> expected[position] = values.clone());
                try (Session session = onDevice.session()) {
                    session.prefill(prompt.ids(), (position, values) -> found[position] = values.clone());
                }
                assertThat(found).as(prompt.name()).isDeepEqualTo(expected);
                positions += found.length;
            }
            assertThat(positions).isEqualTo(218);
        }
    }

    @ParameterizedTest
    @EnumSource(value = GgufType.class, names = {"F32", "F16", "BF16", "Q8_0", "Q6_K"})
    void everyTypeOfHeadIsThatOfTheCpu(GgufType rows) throws IOException {
        compare(SmallModel.of("bitnet-b1.58", Format.I2_S, rows, false).write(folder), HeadType.STORED, CacheType.F32);
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama", "bitnet", "bitnet-b1.58"})
    void everyArchitectureIsThatOfTheCpuAndSoIsAnInt8Head(String architecture) throws IOException {
        compare(SmallModel.of(architecture, Format.I2_S, GgufType.F16, true).write(folder), HeadType.INT8, CacheType.F16);
    }

    private static void compare(Path file, HeadType head, CacheType cache) throws IOException {
        try (Kernels device = device("device");
                Kernels cpu = Kernels.open(Backend.VECTOR);
                BitnetModel onDevice = BitnetModel.open(file, device, head);
                BitnetModel onCpu = BitnetModel.open(file, cpu, head)) {
            int[] tokens = new int[SmallModel.CONTEXT - 1];
            Arrays.setAll(tokens, i -> (i * 31 + 7) % SmallModel.VOCABULARY);
            Session expected = onCpu.session(cache);
            try (Session found = onDevice.session(cache)) {
                assertThat(found.prefill(tokens)).isEqualTo(expected.prefill(tokens));
                assertThat(found.decode(3)).isEqualTo(expected.decode(3));
                assertThat(found.memoryBytes()).isGreaterThanOrEqualTo(expected.memoryBytes());
            }
        }
    }

    @Test
    void sessionsThatGoTogetherAndApartDoNotMeet() throws IOException, InterruptedException, ExecutionException {
        try (Kernels device = device("device"); BitnetModel model = BitnetModel.open(TinyReferences.model(), device)) {
            float[][] alone = logits(model, CacheType.F32);
            List<Session> sessions = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                sessions.add(model.session());
                sessions.get(i).prefill(i == 1 ? new int[]{1, 44, 45} : PROMPT);
            }
            for (int step = 1; step < alone.length; step++) {
                model.decode(sessions, new int[]{20 + step, 50 + step, 20 + step});
                assertThat(sessions.get(0).logits()).isEqualTo(alone[step]).isEqualTo(sessions.get(2).logits());
                assertThat(sessions.get(1).logits()).isNotEqualTo(alone[step]);
            }
            sessions.get(1).rewind(0);
            assertThat(sessions.get(1).prefill(PROMPT)).isEqualTo(alone[0]);
            try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
                List<Future<float[][]>> results = new ArrayList<>();
                for (int i = 0; i < 6; i++) {
                    results.add(threads.submit(() -> logits(model, CacheType.F32)));
                }
                for (Future<float[][]> result : results) {
                    assertThat(result.get()).isDeepEqualTo(alone);
                }
            }
        }
    }

    @Test
    void workIsCountedAsOnTheCpu() throws IOException {
        try (Kernels device = device("device");
                Kernels cpu = Kernels.open(Backend.SCALAR);
                BitnetModel onDevice = BitnetModel.open(TinyReferences.model(), device);
                BitnetModel onCpu = BitnetModel.open(TinyReferences.model(), cpu);
                Session there = onDevice.session();
                Session here = onCpu.session()) {
            there.countWork(true);
            here.countWork(true);
            there.prefill(PROMPT);
            here.prefill(PROMPT);
            assertThat(there.work().downZeros()).isPositive().isCloseTo(here.work().downZeros(), within(here.work().downValues() / 100));
            assertThat(there.work().downValues()).isEqualTo(here.work().downValues());
            assertThat(there.work().headBytes()).isEqualTo(here.work().headBytes());
            assertThat(there.work().cacheBytes()).isEqualTo(here.work().cacheBytes());
            assertThat(there.work().ternaryBytes()).isPositive();
        }
    }

    @Test
    void sessionsGiveTheirMemoryBackAndTheModelTheRest() throws IOException {
        Kernels device = device("device");
        DeviceMemory before = device.deviceMemory().orElseThrow();
        BitnetModel model = BitnetModel.open(TinyReferences.model(), device);
        // Every session is closed here: one that is forgotten is released when the collector finds it, which may be between two figures.
        logits(model, CacheType.F32);
        DeviceMemory first = device.deviceMemory().orElseThrow();
        for (int i = 0; i < 20; i++) {
            logits(model, CacheType.F32);
        }
        assertThat(device.deviceMemory().orElseThrow().bytes()).isEqualTo(first.bytes());
        assertThat(device.deviceMemory().orElseThrow().objects()).isEqualTo(first.objects());
        Session left = model.session();
        left.prefill(PROMPT);
        left.close();
        left.close();
        assertThat(device.deviceMemory().orElseThrow().bytes()).isEqualTo(first.bytes());
        assertThatThrownBy(() -> left.decode(1)).isInstanceOf(IllegalStateException.class).hasMessageContaining("session is closed");
        Session open = model.session();
        open.prefill(PROMPT);
        model.close();
        // What lanes keep for the results of products, which were none.
        assertThat(device.deviceMemory().orElseThrow().buffers()).isEqualTo(before.buffers());
        assertThat(device.deviceMemory().orElseThrow().bytes()).isEqualTo(before.bytes());
        assertThatThrownBy(() -> open.decode(1)).isInstanceOf(IllegalStateException.class).hasMessageContaining("model is closed");
        open.close();
        device.close();
        assertThat(device.deviceMemory().orElseThrow().objects()).isZero();
    }

    /** Norms so large that keys leave half precision, or activations the range of floats. */
    @ParameterizedTest
    @CsvSource({"F16,1e7,a key or value of layer 0 is beyond half precision",
        "F32,3e38,an activation that goes into attn_q, attn_k and attn_v of layer 0 is NaN or infinite"})
    void numbersThatAreTooLargeAreRefusedAsOnTheCpu(CacheType cache, float weight, String message) throws IOException {
        float[] weights = new float[SmallModel.HIDDEN];
        Arrays.fill(weights, weight);
        Path file = SmallModel.of("bitnet-b1.58", Format.I2_S, GgufType.F16, true)
                .floats("blk.0.attn_norm.weight", new long[]{weights.length}, weights).write(folder);
        try (Kernels device = device("device");
                Kernels cpu = Kernels.open(Backend.VECTOR);
                BitnetModel onDevice = BitnetModel.open(file, device);
                BitnetModel onCpu = BitnetModel.open(file, cpu);
                Session found = onDevice.session(cache)) {
            Throwable expected = catchThrowable(() -> onCpu.session(cache).prefill(new int[]{1, 2, 3}));
            assertThat(expected).isInstanceOfAny(ArithmeticException.class, IllegalArgumentException.class);
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> found.prefill(new int[]{1, 2, 3})).isExactlyInstanceOf(expected.getClass())
                        .hasMessageContaining(message);
                assertThat(found.position()).isZero();
            }
        }
    }

    @Test
    void whatIsNotAPlaceIsRefused() {
        System.setProperty(PROPERTY, "gpu");
        assertThatThrownBy(() -> Kernels.open(Backend.OPENCL)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("-Dbitnet.opencl.model=gpu: choose auto, device, hybrid");
    }
}
