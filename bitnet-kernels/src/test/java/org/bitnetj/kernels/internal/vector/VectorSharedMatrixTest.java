package org.bitnetj.kernels.internal.vector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.bitnetj.kernels.Activations;
import org.bitnetj.kernels.Backend;
import org.bitnetj.kernels.Expected;
import org.bitnetj.kernels.Inputs;
import org.bitnetj.kernels.Kernels;
import org.bitnetj.kernels.Shape;
import org.bitnetj.kernels.TernaryLinear;
import org.bitnetj.kernels.TernaryMatrix;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Threads that use one matrix, and the same activations, for the first time at the same moment. */
@Tag("vectors")
class VectorSharedMatrixTest {
    private static final Shape SHAPE = new Shape(300, 641);
    private static final int THREADS = 4;
    private static final int ROUNDS = 6;
    private static final int CALLS = 3;

    @BeforeEach
    void requireVectors() {
        Expected.open(Backend.VECTOR).close();
    }

    /** Tokens, and what a matrix makes of them. */
    private static final class Case {
        private final Activations x;
        private final int[] sums;

        private Case(Activations x, int[] sums) {
            this.x = x;
            this.sums = sums;
        }

        static Case of(Kernels kernels, TernaryMatrix w, List<byte[]> tokens) {
            byte[] codes = new byte[tokens.size() * SHAPE.k()];
            int[] sums = new int[tokens.size() * SHAPE.m()];
            for (int t = 0; t < tokens.size(); t++) {
                System.arraycopy(tokens.get(t), 0, codes, t * SHAPE.k(), SHAPE.k());
                System.arraycopy(Inputs.product(w, tokens.get(t)), 0, sums, t * SHAPE.m(), SHAPE.m());
            }
            float[] inverse = new float[tokens.size()];
            Arrays.fill(inverse, 1);
            return new Case(kernels.activations(SHAPE.k(), tokens.size()).set(codes, inverse), sums);
        }
    }

    private static List<byte[]> tokens(int count, Inputs.Codes kind) {
        List<byte[]> tokens = new ArrayList<>();
        for (int t = 0; t < count; t++) {
            tokens.add(Inputs.codes(SHAPE.k(), kind, 50 + t));
        }
        return tokens;
    }

    @Test
    void sparseDenseAndManyTokensAtOnce() throws Exception {
        TernaryMatrix w = Inputs.matrix(SHAPE, Inputs.Weights.RANDOM, 4);
        List<byte[]> mixed = tokens(35, Inputs.Codes.GAUSSIAN);
        mixed.addAll(tokens(2, Inputs.Codes.SPARSE));
        try (Kernels kernels = Kernels.builder().backend(Backend.VECTOR).threads(2).open();
                ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            long memory = 0;
            for (int round = 0; round < ROUNDS; round++) {
                // New ones each round: the forms that kernels derive from them are made by whoever comes first.
                List<Case> cases = List.of(Case.of(kernels, w, tokens(1, Inputs.Codes.SPARSE)),
                        Case.of(kernels, w, tokens(1, Inputs.Codes.GAUSSIAN)), Case.of(kernels, w, tokens(32, Inputs.Codes.GAUSSIAN)),
                        Case.of(kernels, w, mixed));
                try (TernaryLinear linear = kernels.prepare(w)) {
                    useAtOnce(linear, cases, threads);
                    // Each layout is there, and none twice.
                    assertThat(linear.memoryBytes()).isGreaterThan(0).isEqualTo(round == 0 ? linear.memoryBytes() : memory);
                    memory = linear.memoryBytes();
                }
            }
        }
    }

    private static void useAtOnce(TernaryLinear linear, List<Case> cases, ExecutorService threads) throws Exception {
        CyclicBarrier start = new CyclicBarrier(THREADS);
        List<Future<?>> done = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
            int first = thread;
            done.add(threads.submit(() -> {
                start.await();
                for (int call = 0; call < CALLS * cases.size(); call++) {
                    // Two threads begin with each layout that is not there yet.
                    Case one = cases.get((call + first / 2 * 2) % cases.size());
                    int[] sums = new int[one.sums.length];
                    linear.gemm(one.x, sums);
                    assertThat(sums).isEqualTo(one.sums);
                }
                return null;
            }));
        }
        for (Future<?> one : done) {
            one.get();
        }
    }
}
