package org.bitnetj.kernels.jmh;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

import org.bitnetj.kernels.Inputs;
import org.bitnetj.kernels.TernaryMatrix;
import org.bitnetj.kernels.pack.I2sCodec;
import org.bitnetj.kernels.quantize.ActivationQuantizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.openjdk.jmh.annotations.Param;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A benchmark that computes nonsense measures nonsense: every answer of the suite is checked here, for all its parameters. */
class BenchmarkAnswersTest {
    private static String[] values(Class<?> benchmark, String field) throws NoSuchFieldException {
        return benchmark.getField(field).getAnnotation(Param.class).value();
    }

    static Stream<Arguments> gemvs() throws NoSuchFieldException {
        String[] backends = values(GemvBenchmark.class, "backend");
        return Arrays.stream(values(GemvBenchmark.class, "matrix")).flatMap(m -> Arrays.stream(backends).map(b -> Arguments.of(m, b)));
    }

    static String[] packed() throws NoSuchFieldException {
        return values(PackBenchmark.class, "matrix");
    }

    @ParameterizedTest
    @MethodSource("gemvs")
    void gemvIsTheExactProduct(String matrix, String backend) {
        TernaryMatrix w = Matrices.matrix(matrix, Matrices.seed());
        byte[] codes = new byte[w.shape().k()];
        ActivationQuantizer.quantize(Matrices.gaussian(codes.length, Matrices.seed() + 1), 0, codes.length, codes, 0);
        GemvBenchmark benchmark = new GemvBenchmark();
        benchmark.matrix = matrix;
        benchmark.backend = backend;
        benchmark.prepare();
        try {
            assertThat(benchmark.gemv()).isEqualTo(Inputs.product(w, codes));
        } finally {
            benchmark.close();
        }
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
