package org.bitnetj.kernels.internal.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.SplittableRandom;

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
import org.junit.jupiter.params.provider.ValueSource;

/** What the kernel contract cannot see of {@link BucketGemv}: its program, and weights that come from memory. */
@Tag("vectors")
class BucketGemvTest {
    @BeforeEach
    void requireVectors() {
        Expected.open(Backend.VECTOR).close();
    }

    private static byte[] codes(SplittableRandom random, int k, double zeros) {
        byte[] codes = new byte[k];
        for (int i = 0; i < k; i++) {
            codes[i] = random.nextDouble() < zeros ? 0 : (byte) Math.clamp(Math.round(random.nextGaussian() * 36), -128, 127);
        }
        return codes;
    }

    /** Every column counts as often as its activation says, once chunks and corrections are multiplied and added. */
    @ParameterizedTest
    @ValueSource(ints = {1, 6, 7, 8, 500, 4095, 4096, 9000})
    void theProgramAddsUpToTheActivations(int k) {
        SplittableRandom random = new SplittableRandom(k);
        BucketProgram program = new BucketProgram(k);
        for (double zeros : new double[]{0, 0.5, 0.95, 1}) {
            byte[] codes = codes(random, k, zeros);
            if (zeros == 0) {
                // The widest steps from one activation to the next.
                codes[0] = -128;
                codes[k - 1] = 127;
            }
            byte[] padded = new byte[k + 3];
            System.arraycopy(codes, 0, padded, 3, k);
            program.index(padded, 3);
            int blockColumns = BucketTiles.blockColumns(k);
            int[] seen = new int[k];
            int batch = 0;
            int chunk = 0;
            for (int block = 0; block < BucketTiles.blocks(k); block++) {
                for (; batch < program.blockEnd(block); batch++) {
                    int reach = 0;
                    assertThat(program.batchEnd(batch) - chunk).isBetween(1, BucketProgram.BATCH);
                    for (; chunk < program.batchEnd(batch); chunk++) {
                        int multiplier = program.multipliers()[chunk];
                        reach += Math.abs(multiplier) * 14;
                        for (int i = chunk * 7; i < chunk * 7 + 7; i++) {
                            int column = program.offsets()[i] / BucketTiles.LINE;
                            if (column < blockColumns) {
                                seen[block * blockColumns + column] += multiplier;
                            }
                        }
                    }
                    assertThat(reach).as("what a 16-bit sum must hold").isLessThanOrEqualTo(Short.MAX_VALUE);
                }
            }
            for (int c = 0; c < k; c++) {
                assertThat(seen[c]).as("column %d of %d, zeros %s", c, k, zeros).isEqualTo(codes[c]);
            }
            assertThat(program.columns()).isEqualTo(chunk * 7);
            if (zeros == 1) {
                assertThat(program.columns()).isZero();
            }
        }
    }

    /** Weights that are fetched beforehand, dense and sparse, multiply as those in a cache do; any range of tiles does. */
    @Test
    void coldAndWarmWeightsGiveTheSameSums() {
        SplittableRandom random = new SplittableRandom(9);
        try (ThreadTeam one = new ThreadTeam(1)) {
            for (Shape shape : new Shape[]{new Shape(1, 1), new Shape(124, 300), new Shape(125, 4096), new Shape(630, 5000)}) {
                TernaryMatrix w = Inputs.matrix(shape, Inputs.Weights.RANDOM, 3);
                try (BucketTiles tiles = new BucketTiles(TritSource.of(w), one)) {
                    BucketProgram program = new BucketProgram(shape.k());
                    BucketScratch scratch = new BucketScratch();
                    for (double zeros : new double[]{0, 0.6, 0.97}) {
                        byte[] codes = codes(random, shape.k(), zeros);
                        program.index(codes, 0);
                        int[] sums = new int[shape.m() + 2];
                        Arrays.fill(sums, 77);
                        for (int tile = 0; tile < tiles.tiles(); tile++) {
                            BucketGemv.gemv(tiles, program, sums, 1, tile, tile + 1, true, scratch);
                        }
                        int[] warm = new int[shape.m()];
                        BucketGemv.gemv(tiles, program, warm, 0, 0, tiles.tiles(), false, scratch);
                        for (int r = 0; r < shape.m(); r++) {
                            int sum = 0;
                            for (int c = 0; c < shape.k(); c++) {
                                sum += w.trit(r, c) * codes[c];
                            }
                            assertThat(warm[r]).as("%s row %d", shape, r).isEqualTo(sum);
                            assertThat(sums[1 + r]).isEqualTo(sum);
                        }
                        assertThat(sums[0]).isEqualTo(77);
                        assertThat(sums[shape.m() + 1]).isEqualTo(77);
                    }
                    assertThatThrownBy(() -> BucketGemv.gemv(tiles, new BucketProgram(shape.k() + 1), new int[shape.m()], 0, 0, 1, false,
                            scratch)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(shape.k() + 1 + " activations");
                }
            }
        }
    }
}
