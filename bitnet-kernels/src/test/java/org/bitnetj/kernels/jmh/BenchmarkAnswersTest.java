package org.bitnetj.kernels.jmh;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.bitnetj.kernels.Activations;
import org.bitnetj.kernels.Format;
import org.bitnetj.kernels.Inputs;
import org.bitnetj.kernels.PackedMatrix;
import org.bitnetj.kernels.TernaryLinear;
import org.bitnetj.kernels.TernaryMatrix;
import org.bitnetj.kernels.pack.I2sCodec;
import org.bitnetj.kernels.pack.Packing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A benchmark that computes nonsense measures nonsense: every answer of the suite is checked, for all its parameters; products in
 * {@link GemvAnswersTest}, {@link GemmAnswersTest} and {@link DeviceAnswersTest}, all others here.
 */
class BenchmarkAnswersTest {
    private static final List<Class<?>> CHECKED = List.of(GemvBenchmark.class, FormatGemvBenchmark.class, StreamingGemvBenchmark.class,
            GemmBenchmark.class, SmallGemmBenchmark.class, QuantizeBenchmark.class, PrepareBenchmark.class, PackBenchmark.class,
            ConvertBenchmark.class, DeviceBenchmark.class);

    /** Checked in {@link ModelAnswersTest}. */
    private static final List<Class<?>> MODELS = List.of(DecodeBenchmark.class, PrefillBenchmark.class);

    /** Checked in {@link FirstTokenTest}. */
    private static final List<Class<?>> OPENINGS = List.of(FirstTokenBenchmark.class);

    static Stream<Arguments> packed() throws NoSuchFieldException {
        return AnswerTestParams.combinations(PackBenchmark.class, "matrix");
    }

    static Stream<Arguments> converted() throws NoSuchFieldException {
        return AnswerTestParams.combinations(ConvertBenchmark.class, "matrix", "format");
    }

    static Stream<Arguments> prepared() throws NoSuchFieldException {
        return AnswerTestParams.combinations(PrepareBenchmark.class, "matrix", "threads");
    }

    static Stream<Arguments> quantized() throws NoSuchFieldException {
        return AnswerTestParams.combinations(QuantizeBenchmark.class, "k", "backend");
    }

    /** JMH's own list, so that a benchmark that nobody checks is noticed. */
    @Test
    void allBenchmarksAreChecked() throws Exception {
        try (InputStream in = getClass().getResourceAsStream("/META-INF/BenchmarkList")) {
            String list = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            List<String> known = Stream.of(CHECKED, MODELS, OPENINGS).flatMap(List::stream).map(Class::getName).toList();
            assertThat(Pattern.compile("org\\.bitnetj\\.kernels\\.jmh\\.\\w+Benchmark\\b").matcher(list).results().map(MatchResult::group))
                    .containsAll(known).isSubsetOf(known);
        }
    }

    @Test
    void productsMeasureMicrosecondsModelsTokensPerSecondAndOpeningsMilliseconds() {
        assertThat(CHECKED).allMatch(c -> c.getAnnotation(BenchmarkMode.class).value()[0] == Mode.AverageTime
                && c.getAnnotation(OutputTimeUnit.class).value() == TimeUnit.MICROSECONDS);
        assertThat(OPENINGS).allMatch(c -> c.getAnnotation(BenchmarkMode.class).value()[0] == Mode.AverageTime
                && c.getAnnotation(OutputTimeUnit.class).value() == TimeUnit.MILLISECONDS);
        assertThat(MODELS).allMatch(c -> c.getAnnotation(BenchmarkMode.class).value()[0] == Mode.Throughput
                && c.getAnnotation(OutputTimeUnit.class).value() == TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @MethodSource("packed")
    void packAndUnpackAreInverse(String matrix) {
        PackBenchmark benchmark = new PackBenchmark();
        benchmark.matrix = matrix;
        benchmark.prepare();
        assertThat(benchmark.unpack()).isEqualTo(Matrices.matrix(matrix, Matrices.seed()));
        assertThat(I2sCodec.unpack(benchmark.pack())).isEqualTo(benchmark.unpack());
    }

    @ParameterizedTest
    @MethodSource("converted")
    void conversionChangesTheFormatAndNotTheMatrix(String matrix, String format) {
        ConvertBenchmark benchmark = new ConvertBenchmark();
        benchmark.matrix = matrix;
        benchmark.format = format;
        benchmark.prepare();
        PackedMatrix converted = benchmark.convert();
        assertThat(converted.format()).isEqualTo(Format.valueOf(format));
        assertThat(Packing.unpack(converted)).isEqualTo(Matrices.matrix(matrix, Matrices.seed()));
    }

    @ParameterizedTest
    @MethodSource("prepared")
    void thePreparedMatrixMultipliesExactlyUntilItIsReleased(String matrix, int threads) {
        TernaryMatrix w = Matrices.matrix(matrix, Matrices.seed());
        byte[] codes = Tokens.codes(Tokens.TINY_DENSE, w.shape().k(), Matrices.seed() + 1);
        PrepareBenchmark benchmark = new PrepareBenchmark();
        benchmark.matrix = matrix;
        benchmark.threads = threads;
        benchmark.pack();
        try (TernaryLinear linear = benchmark.open()) {
            assertThat(benchmark.kernels().threads()).isEqualTo(threads);
            // Three trits in five bits are the densest layout there is.
            assertThat(benchmark.prepare()).isEqualTo(linear.memoryBytes()).isGreaterThan(w.shape().weights() / 5);
            int[] sums = new int[w.shape().m()];
            linear.gemv(Product.activations(benchmark.kernels(), w.shape().k(), codes), sums);
            assertThat(sums).isEqualTo(Inputs.product(w, codes));
        } finally {
            benchmark.close();
        }
    }

    @ParameterizedTest
    @MethodSource("quantized")
    void quantizationScalesTheLargestTo127AndRoundsHalvesToEven(int k, String backend) {
        float[] x = Matrices.gaussian(k, Matrices.seed() + 1);
        float absmax = 0;
        for (float value : x) {
            absmax = Math.max(absmax, Math.abs(value));
        }
        float inverseScale = (float) (127.0 / absmax);
        byte[] codes = new byte[k];
        for (int i = 0; i < k; i++) {
            codes[i] = (byte) Math.rint(x[i] * inverseScale);
        }
        QuantizeBenchmark benchmark = new QuantizeBenchmark();
        benchmark.k = k;
        benchmark.backend = backend;
        benchmark.prepare();
        try {
            Activations quantized = benchmark.quantize();
            assertThat(quantized.codes()).isEqualTo(codes);
            assertThat(quantized.inverseScale(0)).isEqualTo(inverseScale);
        } finally {
            benchmark.close();
        }
    }

    @Test
    void theDispatchProbeNamesTheKernelsThatRan(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("probe.json");
        DispatchProbe.main(new String[]{file.toString(), "42"});
        JsonNode document = JsonMapper.builder().build().readTree(Files.readAllBytes(file));
        assertThat(document.get("schemaVersion").asString()).isEqualTo("1.0.0");
        assertThat(document.get("kernels")).extracting(k -> k.get("backend").asString() + " " + k.get("status").asString())
                .contains("vector dispatched", "scalar available").doesNotContain("vector available", "scalar dispatched");
        assertThat(document.get("kernels")).extracting(k -> k.get("operation").asString()).contains("gemv", "gemm");
        assertThat(document.get("kernels"))
                .allMatch(k -> !k.get("kernel").asString().isBlank() && k.get("format").asString().equals("I2_S"));
    }
}
