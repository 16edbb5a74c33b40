package org.bitnetj.kernels.jmh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.stream.Stream;

import org.bitnetj.kernels.Inputs;
import org.bitnetj.kernels.Kernels;
import org.bitnetj.kernels.TernaryLinear;
import org.bitnetj.kernels.TernaryMatrix;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The answers of the benchmarks that multiply one token, for all their parameters. */
class GemvAnswersTest {
    static Stream<Arguments> backends() throws NoSuchFieldException {
        return AnswerTestParams.combinations(GemvBenchmark.class, "matrix", "backend");
    }

    static Stream<Arguments> kernels() throws NoSuchFieldException {
        return AnswerTestParams.combinations(FormatGemvBenchmark.class, "matrix", "activations", "kernel");
    }

    static Stream<Arguments> streams() throws NoSuchFieldException {
        return AnswerTestParams.combinations(StreamingGemvBenchmark.class, "matrix", "threads");
    }

    private static FormatGemvBenchmark format(String matrix, String activations, String kernel) {
        FormatGemvBenchmark benchmark = new FormatGemvBenchmark();
        benchmark.matrix = matrix;
        benchmark.activations = activations;
        benchmark.kernel = kernel;
        return benchmark;
    }

    private static int[] expected(String matrix, String activations) {
        TernaryMatrix w = Matrices.matrix(matrix, Matrices.seed());
        return Inputs.product(w, Tokens.codes(activations, w.shape().k(), Matrices.seed() + 1));
    }

    @ParameterizedTest
    @MethodSource("backends")
    void scalarAndVectorGiveTheExactProduct(String matrix, String backend) {
        GemvBenchmark benchmark = new GemvBenchmark();
        benchmark.matrix = matrix;
        benchmark.backend = backend;
        benchmark.prepare();
        try {
            assertThat(benchmark.gemv()).isEqualTo(expected(matrix, Tokens.GAUSSIAN));
        } finally {
            benchmark.close();
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void everyKernelGivesTheExactProduct(String matrix, String activations, String kernel) {
        FormatGemvBenchmark benchmark = format(matrix, activations, kernel);
        benchmark.prepare();
        try {
            assertThat(benchmark.gemv()).isEqualTo(expected(matrix, activations));
        } finally {
            benchmark.close();
        }
    }

    /** Tables of triples run on vectors of 512 bits and are no default; narrower vectors must refuse them, not measure something else. */
    @Test
    @Tag("vectors")
    void triplesGiveTheExactProductOrSayWhyNot() {
        FormatGemvBenchmark benchmark = format("640x2560", Tokens.GAUSSIAN, "triples");
        if (vectorBits() < 512) {
            assertThatThrownBy(benchmark::prepare).isInstanceOf(IllegalArgumentException.class).hasMessageContainingAll("triples", "512");
            return;
        }
        benchmark.prepare();
        try {
            assertThat(benchmark.gemv()).isEqualTo(expected("640x2560", Tokens.GAUSSIAN));
        } finally {
            benchmark.close();
        }
    }

    private static int vectorBits() {
        try (Kernels kernels = DemandedKernel.open(DemandedKernel.GEMV_PROPERTY, DemandedKernel.AUTO, 1);
                TernaryLinear linear = kernels.prepare(Matrices.matrix("4x128", 1))) {
            return linear.kernels().getFirst().vectorBits();
        }
    }

    @Test
    void anUnknownKernelIsRefusedAndLeavesTheProperty() {
        String before = System.getProperty(DemandedKernel.GEMV_PROPERTY);
        assertThatThrownBy(() -> format("640x2560", Tokens.GAUSSIAN, "fastest").prepare()).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(DemandedKernel.GEMV_PROPERTY, "fastest", "row-major");
        assertThat(System.getProperty(DemandedKernel.GEMV_PROPERTY)).isEqualTo(before);
    }

    @Test
    void aKernelThatIsNotDispatchedIsRefused() {
        try (Kernels kernels = DemandedKernel.open(DemandedKernel.GEMV_PROPERTY, "planes", 1);
                TernaryLinear linear = kernels.prepare(Matrices.matrix("4x128", 1))) {
            DemandedKernel.requireDispatched(linear, "gemv", "planes");
            assertThatThrownBy(() -> DemandedKernel.requireDispatched(linear, "gemv", "row-major"))
                    .isInstanceOf(IllegalStateException.class).hasMessageContainingAll("row-major", "vector-planes");
        }
    }

    @ParameterizedTest
    @MethodSource("streams")
    void copiesTakeTurnsAndEachGivesTheExactProduct(String matrix, int threads) {
        StreamingGemvBenchmark benchmark = new StreamingGemvBenchmark();
        benchmark.matrix = matrix;
        benchmark.threads = threads;
        benchmark.prepare();
        try {
            TernaryLinear[] copies = benchmark.copies();
            assertThat(Arrays.stream(copies).mapToLong(TernaryLinear::memoryBytes).sum())
                    .isGreaterThanOrEqualTo(StreamingGemvBenchmark.MIN_BYTES);
            int[] expected = expected(matrix, Tokens.GAUSSIAN);
            for (int i = 0; i < copies.length; i++) {
                assertThat(Arrays.equals(benchmark.gemv(), expected)).as("copy %d", i).isTrue();
            }
            // It is the turn of the first copy again, and then of the second, which has been released.
            copies[1].close();
            benchmark.gemv();
            assertThatThrownBy(benchmark::gemv).isInstanceOf(IllegalStateException.class).hasMessageContaining("closed");
        } finally {
            benchmark.close();
        }
    }
}
