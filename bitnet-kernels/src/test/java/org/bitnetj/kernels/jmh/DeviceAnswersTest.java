package org.bitnetj.kernels.jmh;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

import org.bitnetj.kernels.Backend;
import org.bitnetj.kernels.Expected;
import org.bitnetj.kernels.Inputs;
import org.bitnetj.kernels.Kernels;
import org.bitnetj.kernels.TernaryMatrix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the benchmark and the probe of OpenCL devices compute. */
class DeviceAnswersTest {
    static Stream<Arguments> products() throws NoSuchFieldException {
        return AnswerTestParams.combinations(DeviceBenchmark.class, "matrix", "tokens", "backend");
    }

    @ParameterizedTest
    @MethodSource("products")
    void sumsAreExact(String matrix, String tokens, String backend) {
        Expected.open(Backend.valueOf(backend.toUpperCase(Locale.ROOT))).close();
        DeviceBenchmark benchmark = new DeviceBenchmark();
        benchmark.matrix = matrix;
        benchmark.tokens = Integer.parseInt(tokens);
        benchmark.backend = backend;
        benchmark.prepare();
        try {
            TernaryMatrix w = Matrices.matrix(matrix, Matrices.seed());
            int k = w.shape().k();
            int n = benchmark.tokens;
            byte[] codes = Tokens.codes(Tokens.GAUSSIAN, k, n, Matrices.seed() + 1);
            // The last token of many: a product of the definition takes long.
            int[] expected = Inputs.product(w, Arrays.copyOfRange(codes, (n - 1) * k, n * k));
            for (int[] sums : List.of(benchmark.product(), benchmark.uploadAndProduct())) {
                assertThat(Arrays.copyOfRange(sums, (n - 1) * expected.length, n * expected.length)).isEqualTo(expected);
            }
            TernaryMatrix narrow = Matrices.matrix(w.shape().m() + "x" + DeviceBenchmark.FEW_COLUMNS, Matrices.seed());
            int[] few = Inputs.product(narrow,
                    Arrays.copyOfRange(codes, (n - 1) * DeviceBenchmark.FEW_COLUMNS, n * DeviceBenchmark.FEW_COLUMNS));
            assertThat(Arrays.copyOfRange(benchmark.launchAndResults(), (n - 1) * few.length, n * few.length)).isEqualTo(few);
        } finally {
            benchmark.close();
        }
    }

    private static List<Map<?, ?>> section(Map<String, Object> document, String name) {
        List<Map<?, ?>> entries = new ArrayList<>();
        ((List<?>) document.get(name)).forEach(entry -> entries.add((Map<?, ?>) entry));
        return entries;
    }

    @Test
    void theProbeChecksParityAndLeaksAndCallsNoCpuAGpu() {
        String device;
        try (Kernels kernels = Expected.open(Backend.OPENCL)) {
            device = kernels.device().orElseThrow().toString();
        }
        Map<String, Object> document = new OpenClProbe(42).document();
        List<Map<?, ?>> entries = section(document, "kernels");
        assertThat(entries).extracting(e -> e.get("operation")).map(Object::toString).containsExactly("gpu", "parity-check",
                "model-parity-check");
        assertThat(entries).allMatch(e -> e.get("reason").toString().contains(device));
        assertThat(entries.get(1).get("reason").toString()).startsWith("pass: 15 products of 5 shapes equal the scalar reference exactly");
        assertThat(entries.get(2).get("status").equals("unavailable") || entries.get(2).get("reason").toString().startsWith(
                "pass: logits of 100 tokens at once and 20 one by one equal the vector backend's to the bit")).isTrue();
        List<Map<?, ?>> leaks = section(document, "leaks");
        assertThat(leaks).extracting(leak -> leak.get("cycles").toString()).containsExactly("1000", "100");
        for (Map<?, ?> leak : leaks) {
            assertThat(leak.get("bytesAfter")).isEqualTo(leak.get("bytesBefore"));
            assertThat(leak.get("countAfter")).isEqualTo(leak.get("countBefore"));
            assertThat(leak.get("reason").toString()).contains(device);
        }
        if (!device.startsWith("GPU")) {
            assertThat(entries.getFirst().get("status")).isEqualTo("unavailable");
            assertThat(entries.getFirst().get("reason").toString()).startsWith("gpu hardware unavailable; tested on ");
        }
    }

    @Test
    void withoutADeviceTheProbeSaysWhy() {
        String before = System.getProperty("bitnet.opencl.device");
        System.setProperty("bitnet.opencl.device", "no such device");
        try {
            Map<String, Object> document = new OpenClProbe(42).document();
            assertThat(section(document, "kernels")).isNotEmpty().allMatch(e -> e.get("status").equals("unavailable")
                    && e.get("reason").toString().startsWith("skipped (gpu hardware unavailable): backend opencl was demanded"));
            assertThat(section(document, "leaks")).hasSize(1).allMatch(leak -> leak.get("reason").toString().startsWith(
                    "skipped (gpu hardware unavailable): backend opencl was demanded") && leak.get("bytesBefore") == null);
        } finally {
            if (before == null) {
                System.clearProperty("bitnet.opencl.device");
            } else {
                System.setProperty("bitnet.opencl.device", before);
            }
        }
    }
}
