package org.bitnetj.kernels.internal.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.bitnetj.kernels.Backend;
import org.bitnetj.kernels.Expected;
import org.bitnetj.kernels.Inputs;
import org.bitnetj.kernels.Shape;
import org.bitnetj.kernels.TernaryMatrix;
import org.bitnetj.kernels.internal.ThreadTeam;
import org.bitnetj.kernels.internal.TritSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The kernel of matrices that come from memory: no matrix of the kernel contract is large enough to get there by itself. */
@Tag("vectors")
class StreamGemvTest {
    @BeforeEach
    void requireVectors() {
        Expected.open(Backend.VECTOR).close();
    }

    /** Gaussian with a share of zeros; the constants -128, 127 and 0; both ends in turn; every value as often as any other. */
    private static byte[][] tokens(int k) {
        SplittableRandom random = new SplittableRandom(k);
        byte[][] tokens = new byte[7][k];
        for (int c = 0; c < k; c++) {
            byte gaussian = (byte) Math.clamp(Math.round(random.nextGaussian() * 36), -128, 127);
            tokens[0][c] = gaussian;
            tokens[1][c] = random.nextDouble() < 0.9 ? 0 : gaussian;
            tokens[2][c] = -128;
            tokens[3][c] = 127;
            tokens[5][c] = (byte) (c % 2 == 0 ? -128 : 127);
            tokens[6][c] = (byte) random.nextInt();
        }
        return tokens;
    }

    private static int[] expected(TernaryMatrix w, byte[] codes) {
        int[] sums = new int[w.shape().m()];
        for (int r = 0; r < sums.length; r++) {
            for (int c = 0; c < codes.length; c++) {
                sums[r] += w.trit(r, c) * codes[c];
            }
        }
        return sums;
    }

    /** Every column counts as often as its activation says, and no slot holds more than seven. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 1023, 1024, 1025, 4095, 4096, 9001})
    void theProgramAddsUpToTheActivations(int k) {
        StreamProgram program = new StreamProgram(k);
        for (byte[] codes : tokens(k)) {
            byte[] padded = new byte[k + 3];
            System.arraycopy(codes, 0, padded, 3, k);
            program.index(padded, 3);
            int blockColumns = BucketTiles.blockColumns(k);
            int batch = 0;
            int chunk = 0;
            for (int block = 0; block < BucketTiles.blocks(k); block++) {
                int begin = block * blockColumns;
                int columns = Math.min(blockColumns, k - begin);
                int places = StreamProgram.places(columns);
                int[] held = new int[StreamProgram.SLOTS];
                int[] multipliers = new int[StreamProgram.SLOTS];
                for (int slot = 1; batch < program.blockEnd(block); batch++) {
                    int reach = 0;
                    for (; chunk < program.batchEnd(batch); chunk++) {
                        multipliers[slot] = program.multipliers()[chunk];
                        reach += Math.abs(multipliers[slot++]) * 14;
                    }
                    assertThat(reach).as("what a 16-bit sum must hold").isLessThanOrEqualTo(Short.MAX_VALUE);
                }
                for (int i = 0; i < places; i++) {
                    int column = i % 2 == 0 ? i / 2 : places / 2 + i / 2;
                    int at = program.slots()[block * StreamProgram.places(blockColumns) + i];
                    assertThat(at % StreamProgram.SLOT).isZero();
                    int code = column < columns ? codes[begin + column] : 0;
                    // The first slot's multiplier is zero, as nobody looks at it.
                    assertThat(multipliers[at / StreamProgram.SLOT]).as("k %d column %d", k, begin + column).isEqualTo(code);
                    held[at / StreamProgram.SLOT]++;
                }
                for (int slot = 1; slot < held.length; slot++) {
                    assertThat(held[slot]).isBetween(multipliers[slot] == 0 ? 0 : 1, 7);
                }
            }
            assertThat(program.excess()).isEqualTo(IntStream.range(0, k).map(c -> codes[c]).sum());
        }
    }

    @ParameterizedTest
    @CsvSource({"1,1", "3,2", "124,7", "125,300", "248,1023", "249,1025", "130,4096", "630,5001"})
    void sumsAreExact(int m, int k) {
        Shape shape = new Shape(m, k);
        try (ThreadTeam one = new ThreadTeam(1)) {
            for (Inputs.Weights weights : Inputs.Weights.values()) {
                TernaryMatrix w = Inputs.matrix(shape, weights, 3);
                try (BucketTiles tiles = new BucketTiles(TritSource.of(w), one)) {
                    StreamProgram program = new StreamProgram(k);
                    BucketScratch scratch = new BucketScratch();
                    for (byte[] codes : tokens(k)) {
                        program.index(codes, 0);
                        int[] sums = new int[m + 2];
                        Arrays.fill(sums, 77);
                        for (int tile = 0; tile < tiles.tiles(); tile++) {
                            StreamGemv.gemv(tiles, program, sums, 1, tile, tile + 1, scratch);
                        }
                        assertThat(Arrays.copyOfRange(sums, 1, m + 1)).as("%s %s", shape, weights).containsExactly(expected(w, codes));
                        assertThat(sums[0]).isEqualTo(77);
                        assertThat(sums[m + 1]).isEqualTo(77);
                    }
                    byte[] left = scratch.slots.asSlice(StreamProgram.SLOT).toArray(ValueLayout.JAVA_BYTE);
                    assertThat(left).as("slots that the next product starts with").containsOnly(0);
                    assertThatThrownBy(() -> StreamGemv.gemv(tiles, new StreamProgram(k + 1), new int[m], 0, 0, 1, scratch))
                            .isInstanceOf(IllegalArgumentException.class).hasMessageContaining(k + 1 + " activations");
                }
            }
        }
    }

    /** Where the matrices of a provider exceed the caches dense tokens stream, and sparse ones read their own columns alone. */
    @Test
    void matricesFromMemoryMultiplyExactlyAndTellWhatTheyRead() {
        Shape shape = new Shape(500, 2000);
        TernaryMatrix w = Inputs.matrix(shape, Inputs.Weights.RANDOM, 5);
        VectorDispatch buckets = new VectorDispatch(new Tuning(VectorDispatch.Gemv.BUCKETS, 1, 32, "the test"));
        try (ThreadTeam team = new ThreadTeam(2);
                VectorMatrix cold = new VectorMatrix(TritSource.of(w), false, buckets, team, new CallPool(team), new AtomicLong(1L << 30));
                VectorMatrix warm = new VectorMatrix(TritSource.of(w), false, buckets, team, new CallPool(team), new AtomicLong())) {
            byte[][] tokens = tokens(shape.k());
            for (int i = 0; i < tokens.length; i++) {
                VectorActivations x = new VectorActivations(shape.k(), 1);
                x.set(tokens[i], 1);
                int[] sums = new int[shape.m()];
                cold.multiply(x, 1, sums);
                assertThat(sums).containsExactly(expected(w, tokens[i]));
                long columns = Math.round((1 - x.zeroShare(0)) * shape.k());
                assertThat(warm.bytesRead(x, 1)).isEqualTo(3 * 64 * columns);
                assertThat(cold.bytesRead(x, 1)).as("token %d", i).isEqualTo(3 * 64 * (x.zeroShare(0) < 0.6 ? shape.k() : columns));
            }
        }
    }

    /** Lookups go tile after tile, and read the words of each chunk first, or visit the steps in another order, cut into chunks of its own. */
    @ParameterizedTest
    @CsvSource({"TRIPLES,1,1", "TRIPLES,129,71", "TRIPLES,300,72", "TRIPLES,256,4001", "PAIRS,1,1", "PAIRS,129,63", "PAIRS,300,64",
        "PAIRS,256,4001"})
    void lookupsFromMemoryAreExact(VectorDispatch.Gemv kernel, int m, int k) {
        assumeTrue(kernel.usable(), "vectors of 512 bits");
        TernaryMatrix w = Inputs.matrix(new Shape(m, k), Inputs.Weights.RANDOM, 5);
        VectorDispatch only = new VectorDispatch(new Tuning(kernel, 1, 32, "the test"));
        try (ThreadTeam team = new ThreadTeam(2);
                VectorMatrix cold = new VectorMatrix(TritSource.of(w), false, only, team, new CallPool(team), new AtomicLong(1L << 30))) {
            for (byte[] codes : tokens(k)) {
                VectorActivations x = new VectorActivations(k, 1);
                x.set(codes, 1);
                int[] sums = new int[m];
                // Enough for both ways of reading, between which products change.
                for (int i = 0; i < 4; i++) {
                    Arrays.fill(sums, -1);
                    cold.multiply(x, 1, sums);
                    assertThat(sums).containsExactly(expected(w, codes));
                }
            }
        }
    }

    @Test
    void fourProductsInARowAreReadBothWays() {
        ReadingChoice choice = new ReadingChoice();
        for (int i = 0; i < 100; i++) {
            assertThat(Stream.generate(choice::next).limit(4)).contains(WordReading.BURSTS, WordReading.WOVEN);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 8, 9, 16, 285, 1000})
    void everyStepIsVisitedOnce(int steps) {
        for (int part : new int[]{0, steps / 4}) {
            assertThat(IntStream.range(0, steps).map(visit -> SumTables.Visits.step(visit, part)).sorted())
                    .containsExactly(IntStream.range(0, steps).boxed().toArray(Integer[]::new));
        }
    }
}
