package org.bitnetj.kernels.internal.vector;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.SplittableRandom;

import org.bitnetj.kernels.Backend;
import org.bitnetj.kernels.Expected;
import org.bitnetj.kernels.Inputs;
import org.bitnetj.kernels.Shape;
import org.bitnetj.kernels.TernaryMatrix;
import org.bitnetj.kernels.internal.CodeMatrix;
import org.bitnetj.kernels.internal.OrderedCodes;
import org.bitnetj.kernels.internal.ThreadTeam;
import org.bitnetj.kernels.internal.TritSource;
import org.bitnetj.kernels.pack.I2sCodec;
import org.bitnetj.kernels.pack.I2sLayout;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every layout holds the matrix that it was made from. */
@Tag("vectors")
class VectorLayoutsTest {
    private static final int ROUNDS = 60;

    /** Layouts that give their rows back. */
    enum Layout {
        TRIPLES, PAIRS, BUCKETS, PLANES, ROW_MAJOR;

        TritSource of(TritSource source, ThreadTeam team) {
            return switch (this) {
                case TRIPLES -> new TripleTiles(source, team);
                case PAIRS -> new PairTiles(source, team);
                case BUCKETS -> new BucketTiles(source, team);
                case PLANES -> new PlaneTiles(source, team);
                case ROW_MAJOR -> CodeMatrix.of(source);
            };
        }
    }

    @BeforeEach
    void requireVectors() {
        Expected.open(Backend.VECTOR).close();
    }

    private static Shape shape(SplittableRandom random) {
        return new Shape(1 + random.nextInt(random.nextBoolean() ? 5 : 520), 1 + random.nextInt(random.nextBoolean() ? 40 : 400));
    }

    private static byte[] rows(TritSource source, int from, int to) {
        // A kernel passes room for more rows than it asks for; what is behind them must not change.
        byte[] trits = new byte[(to - from) * source.shape().k() + 5];
        Arrays.fill(trits, (byte) 9);
        source.copyRows(from, to, trits);
        assertThat(Arrays.copyOfRange(trits, trits.length - 5, trits.length)).containsOnly(9);
        return Arrays.copyOf(trits, trits.length - 5);
    }

    @ParameterizedTest
    @EnumSource
    void givesBackItsRows(Layout layout) throws Exception {
        SplittableRandom random = new SplittableRandom(7);
        try (ThreadTeam one = new ThreadTeam(1); ThreadTeam three = new ThreadTeam(3)) {
            for (int round = 0; round < ROUNDS; round++) {
                Shape shape = shape(random);
                TernaryMatrix w = Inputs.matrix(shape, Inputs.Weights.RANDOM, round);
                TritSource held = layout.of(TritSource.of(w), round % 2 == 0 ? one : three);
                assertThat(held.shape()).isEqualTo(shape);
                assertThat(rows(held, 0, shape.m())).as("%s", shape).isEqualTo(w.toArray());
                int from = random.nextInt(shape.m());
                int to = random.nextInt(from, shape.m()) + 1;
                assertThat(rows(held, from, to)).as("rows %d to %d of %s", from, to, shape)
                        .isEqualTo(Arrays.copyOfRange(w.toArray(), from * shape.k(), to * shape.k()));
                if (held instanceof AutoCloseable closeable) {
                    closeable.close();
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void givesItsCodesInOrder(Layout layout) throws Exception {
        SplittableRandom random = new SplittableRandom(9);
        try (ThreadTeam two = new ThreadTeam(2)) {
            for (int round = 0; round < ROUNDS; round++) {
                TernaryMatrix w = Inputs.matrix(shape(random), Inputs.Weights.RANDOM, round);
                int from = random.nextInt(w.shape().m());
                int to = random.nextInt(from, w.shape().m()) + 1;
                TritSource held = layout.of(TritSource.of(w), two);
                assertThat(ordered(held, from, to)).as("rows %d to %d of %s", from, to, w.shape()).isEqualTo(ordered(w, from, to));
                if (held instanceof AutoCloseable closeable) {
                    closeable.close();
                }
            }
        }
    }

    @Test
    void bringsPackedRowsIntoOrder() {
        for (int k : new int[]{128, 256, 2560}) {
            TernaryMatrix w = Inputs.matrix(new Shape(7, k), Inputs.Weights.RANDOM, k);
            assertThat(ordered(TritSource.of(I2sCodec.pack(w, I2sLayout.BLOCK_128)), 2, 7)).isEqualTo(ordered(w, 2, 7));
        }
    }

    private static byte[] ordered(TritSource source, int from, int to) {
        int rowBytes = OrderedCodes.rowBytes(source.shape().k());
        byte[] codes = new byte[3 + (to - from) * rowBytes + 5];
        Arrays.fill(codes, (byte) 9);
        source.copyOrdered(from, to, codes, 3);
        assertThat(codes).startsWith(9, 9, 9).endsWith(9, 9, 9, 9, 9);
        return Arrays.copyOfRange(codes, 3, codes.length - 5);
    }

    /** The codes by their definition: those of zero weights behind the last column. */
    private static byte[] ordered(TernaryMatrix w, int from, int to) {
        int k = w.shape().k();
        int rowBytes = (k + 127) / 128 * 32 + 8;
        byte[] codes = new byte[(to - from) * rowBytes];
        for (int r = 0; r < to - from; r++) {
            for (int c = 0; c < 4 * rowBytes; c++) {
                int code = c < k ? w.trit(from + r, c) + 1 : 1;
                codes[r * rowBytes + c / 4] |= (byte) (code << (c % 4 * 2));
            }
        }
        return codes;
    }

    @ParameterizedTest
    @EnumSource
    void givesItsRowsToTheWordsOfTheGemm(Layout layout) throws Exception {
        SplittableRandom random = new SplittableRandom(8);
        try (ThreadTeam two = new ThreadTeam(2)) {
            for (int round = 0; round < ROUNDS / 3; round++) {
                TernaryMatrix w = Inputs.matrix(shape(random), Inputs.Weights.RANDOM, round);
                TritSource held = layout.of(TritSource.of(w), two);
                for (GroupCode code : GroupCode.values()) {
                    long[] made = new GroupWords(code, held, two).words().toArray(ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN));
                    assertThat(made).as("%s %s", code, w.shape()).isEqualTo(words(code, w));
                }
                if (held instanceof AutoCloseable closeable) {
                    closeable.close();
                }
            }
        }
    }

    /** The words by their definition. */
    private static long[] words(GroupCode code, TernaryMatrix w) {
        int[] places = switch (code) {
            case QUADS -> new int[]{27, 9, 3, 1};
            case PAIRS -> new int[]{48, 16, 3, 1};
            case TRIPLES -> new int[]{9, 3, 1};
        };
        int m = w.shape().m();
        int k = w.shape().k();
        int passes = (k + 8 * places.length - 1) / (8 * places.length);
        long[] words = new long[m * passes];
        for (int r = 0; r < m; r++) {
            for (int c = 0; c < passes * 8 * places.length; c++) {
                int group = c / places.length;
                long digit = c < k ? w.trit(r, c) + 1 : 1;
                words[group / 8 * m + r] += (digit * places[c % places.length]) << (group % 8 * 8);
            }
        }
        return words;
    }
}
