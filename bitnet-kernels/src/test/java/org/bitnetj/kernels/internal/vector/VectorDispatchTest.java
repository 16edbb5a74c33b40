package org.bitnetj.kernels.internal.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;

import org.bitnetj.kernels.Activations;
import org.bitnetj.kernels.Backend;
import org.bitnetj.kernels.DispatchedKernel;
import org.bitnetj.kernels.Expected;
import org.bitnetj.kernels.Inputs;
import org.bitnetj.kernels.Kernels;
import org.bitnetj.kernels.Shape;
import org.bitnetj.kernels.TernaryLinear;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which kernel multiplies which tokens. A matrix holds the layouts of the kernels that have run, so its memory tells which those are. */
@Tag("vectors")
class VectorDispatchTest {
    private static final int M = 300;
    private static final int K = 641;
    private static final Shape SHAPE = new Shape(M, K);

    /** Enough tokens for the gemm, and a few that are left to the gemv. */
    private static final int TOKENS = 37;

    @BeforeEach
    void requireVectors() {
        Expected.open(Backend.VECTOR).close();
    }

    /** The bytes of a gemv's layout, from its description. */
    private static long bytes(String gemv) {
        return switch (gemv) {
            case "vector-triples" -> 3L * 256 * ((K + 8) / 9);
            case "vector-pairs" -> 3L * 256 * ((K + 7) / 8);
            // Two tiles, the second of which is half full, and the window that the kernel looks at from the start of the second on.
            case "vector-buckets" -> 64L * (K + 1) + (1 << 18);
            case "vector-planes" -> 2L * 64 * (K + 1);
            case "vector-row-major" -> M * 64L * ((K + 255) / 256);
            default -> throw new IllegalArgumentException(gemv);
        };
    }

    private static String kernel(TernaryLinear linear, String operation) {
        return linear.kernels().stream().filter(k -> k.operation().equals(operation)).map(DispatchedKernel::kernel).findFirst()
                .orElseThrow();
    }

    /** Opens a matrix and multiplies a dense token, a sparse one and many; the layouts that this leaves must be those of the kernels named. */
    private static void namesTheKernelsThatRun(String dense, String sparse, String gemm) {
        try (Kernels kernels = Kernels.open(Backend.VECTOR);
                TernaryLinear linear = kernels.prepare(Inputs.matrix(SHAPE, Inputs.Weights.RANDOM, 1))) {
            assertThat(linear.kernels()).hasSize(3).allMatch(k -> k.backend() == Backend.VECTOR && k.vectorBits() == Widths.BITS);
            assertThat(List.of(kernel(linear, "gemv"), kernel(linear, "gemv-sparse"), kernel(linear, "gemm")))
                    .containsExactly(dense, sparse, gemm);
            long held = bytes(dense);
            assertThat(linear.memoryBytes()).isEqualTo(held);
            Activations x = kernels.activations(K, TOKENS);
            int[] sums = new int[TOKENS * M];
            linear.gemv(x.set(Inputs.codes(K, Inputs.Codes.GAUSSIAN, 1), 1), sums);
            assertThat(linear.memoryBytes()).isEqualTo(held);
            linear.gemv(x.set(Inputs.codes(K, Inputs.Codes.SPARSE, 1), 1), sums);
            held += sparse.equals(dense) ? 0 : bytes(sparse);
            assertThat(linear.memoryBytes()).isEqualTo(held);
            float[] inverse = new float[TOKENS];
            Arrays.fill(inverse, 1);
            linear.gemm(x.set(new byte[TOKENS * K], inverse), sums);
            int columns = gemm.equals("vector-tables-triples") ? 24 : 32;
            held += gemm.equals("vector-gemv-by-token") ? 0 : 8L * M * ((K + columns - 1) / columns);
            assertThat(linear.memoryBytes()).isEqualTo(held);
        }
    }

    @Test
    void choosesByTheWidthAndTheZeros() {
        if (Widths.BITS == 512) {
            namesTheKernelsThatRun("vector-triples", "vector-planes", "vector-tables-quads");
        } else {
            namesTheKernelsThatRun("vector-buckets", "vector-buckets", "vector-tables-quads");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"triples", "pairs", "buckets", "planes", "row-major"})
    void theGemvThatThePropertyNamesRunsForAllTokens(String gemv) {
        KernelProperty.requireUsable(gemv);
        KernelProperty.with(VectorDispatch.GEMV_PROPERTY, gemv,
                () -> namesTheKernelsThatRun("vector-" + gemv, "vector-" + gemv, "vector-tables-quads"));
    }

    @ParameterizedTest
    @CsvSource({"quads, vector-tables-quads", "pairs, vector-tables-pairs", "triples, vector-tables-triples", "gemv, vector-gemv-by-token"})
    void theGemmThatThePropertyNamesRuns(String gemm, String kernel) {
        String dense = Widths.BITS == 512 ? "vector-triples" : "vector-buckets";
        String sparse = Widths.BITS == 512 ? "vector-planes" : "vector-buckets";
        KernelProperty.with(VectorDispatch.GEMM_PROPERTY, gemm, () -> namesTheKernelsThatRun(dense, sparse, kernel));
    }

    @ParameterizedTest
    @CsvSource({"bitnet.kernel.gemv, 'auto, triples, pairs, buckets, planes, row-major'",
        "bitnet.kernel.gemm, 'auto, quads, pairs, triples, gemv'"})
    void aWrongValueIsNamedWithTheRightOnes(String property, String choices) {
        for (String wrong : new String[]{"fast", "", "Pairs", "row_major"}) {
            KernelProperty.with(property, wrong, () -> assertThatThrownBy(() -> Kernels.open(Backend.VECTOR))
                    .isInstanceOf(IllegalArgumentException.class).hasMessage("-D" + property + "=" + wrong + ": choose " + choices));
        }
        KernelProperty.with(property, " auto ", () -> Kernels.open(Backend.VECTOR).close());
    }

    @ParameterizedTest
    @ValueSource(strings = {"triples", "pairs"})
    void tablesInRegistersAreRefusedWhereVectorsAreNarrower(String gemv) {
        Assumptions.assumeTrue(Widths.BITS < 512, "these vectors have 512 bits");
        KernelProperty.with(VectorDispatch.GEMV_PROPERTY, gemv, () -> assertThatThrownBy(() -> Kernels.open(Backend.VECTOR))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("-Dbitnet.kernel.gemv=" + gemv + " needs vectors of 512 bits; these have " + Widths.BITS));
    }

    @Test
    void planesAreRefusedWhereTheyCannotCount() {
        Shape wide = new Shape(1, PlaneTiles.MAX_COLUMNS + 1);
        KernelProperty.with(VectorDispatch.GEMV_PROPERTY, "planes", () -> {
            try (Kernels kernels = Kernels.open(Backend.VECTOR);
                    TernaryLinear narrow = kernels.prepare(Inputs.matrix(new Shape(1, 5), Inputs.Weights.ALL_PLUS, 1))) {
                assertThat(kernel(narrow, "gemv")).isEqualTo("vector-planes");
                assertThatThrownBy(() -> kernels.prepare(Inputs.matrix(wide, Inputs.Weights.ALL_PLUS, 1)))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContainingAll("bitnet.kernel.gemv=planes", "k=1048576", "k=1048577", "auto");
            }
        });
    }
}
