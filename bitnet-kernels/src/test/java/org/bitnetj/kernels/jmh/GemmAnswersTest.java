package org.bitnetj.kernels.jmh;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;

import org.bitnetj.kernels.Inputs;
import org.bitnetj.kernels.TernaryMatrix;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The answers of the benchmarks that multiply several tokens, for all their parameters. */
class GemmAnswersTest {
    private static final Map<String, Projection> PROJECTIONS = new HashMap<>();

    /** Random weights of rows, and the sum of the rows by them: {@code u . (W x) == (u W) . x} tells a wrong sum at the price of one dot product. */
    private static final class Projection {
        private final long[] rows;
        private final long[] columns;

        Projection(TernaryMatrix w) {
            SplittableRandom random = new SplittableRandom(Matrices.seed());
            rows = new long[w.shape().m()];
            columns = new long[w.shape().k()];
            byte[] row = new byte[columns.length];
            for (int r = 0; r < rows.length; r++) {
                rows[r] = random.nextInt(1, 1 << 16);
                w.copyRow(r, row, 0);
                for (int c = 0; c < columns.length; c++) {
                    columns[c] += rows[r] * row[c];
                }
            }
        }

        long ofSums(int[] sums, int from) {
            long total = 0;
            for (int r = 0; r < rows.length; r++) {
                total += rows[r] * sums[from + r];
            }
            return total;
        }

        long ofCodes(byte[] codes, int from) {
            long total = 0;
            for (int c = 0; c < columns.length; c++) {
                total += columns[c] * codes[from + c];
            }
            return total;
        }
    }

    static Stream<Arguments> many() throws NoSuchFieldException {
        return AnswerTestParams.combinations(GemmBenchmark.class, "matrix", "tokens", "threads", "kernel");
    }

    static Stream<Arguments> few() throws NoSuchFieldException {
        return AnswerTestParams.combinations(SmallGemmBenchmark.class, "matrix", "tokens", "threads", "kernel");
    }

    /** The last token in full, since that is where the blocks of a kernel end, and all of them projected. */
    private static void assertExact(String matrix, int tokens, int[] sums) {
        TernaryMatrix w = Matrices.matrix(matrix, Matrices.seed());
        int m = w.shape().m();
        int k = w.shape().k();
        byte[] codes = Tokens.codes(Tokens.GAUSSIAN, k, tokens, Matrices.seed() + 1);
        assertThat(sums).hasSize(tokens * m);
        byte[] last = Arrays.copyOfRange(codes, (tokens - 1) * k, tokens * k);
        assertThat(Arrays.copyOfRange(sums, (tokens - 1) * m, tokens * m)).isEqualTo(Inputs.product(w, last));
        Projection projection = PROJECTIONS.computeIfAbsent(matrix, name -> new Projection(w));
        for (int t = 0; t < tokens; t++) {
            assertThat(projection.ofSums(sums, t * m)).as("token %d", t).isEqualTo(projection.ofCodes(codes, t * k));
        }
    }

    @ParameterizedTest
    @MethodSource("many")
    void manyTokensGiveTheExactProducts(String matrix, int tokens, int threads, String kernel) {
        GemmBenchmark benchmark = new GemmBenchmark();
        benchmark.matrix = matrix;
        benchmark.tokens = tokens;
        benchmark.threads = threads;
        benchmark.kernel = kernel;
        benchmark.prepare();
        try {
            assertExact(matrix, tokens, benchmark.gemm());
        } finally {
            benchmark.close();
        }
    }

    @ParameterizedTest
    @MethodSource("few")
    void fewTokensGiveTheExactProducts(String matrix, int tokens, int threads, String kernel) {
        SmallGemmBenchmark benchmark = new SmallGemmBenchmark();
        benchmark.matrix = matrix;
        benchmark.tokens = tokens;
        benchmark.threads = threads;
        benchmark.kernel = kernel;
        benchmark.prepare();
        try {
            assertExact(matrix, tokens, benchmark.gemm());
        } finally {
            benchmark.close();
        }
    }
}
