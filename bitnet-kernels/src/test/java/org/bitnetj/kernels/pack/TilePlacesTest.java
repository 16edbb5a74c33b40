package org.bitnetj.kernels.pack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;

import org.bitnetj.kernels.Inputs;
import org.bitnetj.kernels.Shape;
import org.bitnetj.kernels.TernaryMatrix;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TL1 and TL2 with tile sizes that no golden file has: the place of each index by a formula instead of by counting. */
class TilePlacesTest {
    @ParameterizedTest
    @ValueSource(ints = {32, 64})
    void tl1PutsEachPairWhereItsDigitsSay(int blockRows) {
        for (long seed = 1; seed <= 10; seed++) {
            Layouts.Drawn drawn = Layouts.draw(new Tl1Layout(blockRows, 8, blockRows), new SplittableRandom(seed));
            Tl1Layout layout = (Tl1Layout) drawn.layout();
            Shape shape = drawn.shape();
            TernaryMatrix matrix = Inputs.matrix(shape, Inputs.Weights.RANDOM, seed);
            byte[] bytes = Layouts.bytes(Packing.pack(matrix, layout));
            int by = 256 / blockRows;
            for (int r = 0; r < shape.m(); r++) {
                int[] written = new int[shape.k() / 2];
                int[] expected = new int[shape.k() / 2];
                for (int c = 0; c < shape.k(); c += 2) {
                    int vector = (r / layout.bm() * (shape.k() / layout.bk()) + c / layout.bk()) * (layout.bm() / blockRows)
                            + r % layout.bm() / blockRows;
                    vector = (vector * (layout.bk() / by) + c % layout.bk() / by) * (blockRows / 16) + r % blockRows / 16;
                    vector = vector * (by / 4) + c % by / 4;
                    written[c / 2] = bytes[16 * vector + r % 16] >> (c % 4 == 0 ? 4 : 0) & 15;
                    expected[c / 2] = 3 * matrix.trit(r, c) + matrix.trit(r, c + 1) + 4;
                }
                assertThat(written).as("seed %d, %s, row %d", seed, drawn, r).isEqualTo(expected);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void tl2PutsEachTripleSignAndPairWhereItsDigitsSay(long seed) {
        Layouts.Drawn drawn = Layouts.draw(new Tl2Layout(32, 24), new SplittableRandom(seed));
        TernaryMatrix matrix = Inputs.matrix(drawn.shape(), Inputs.Weights.RANDOM, seed);
        Tl2Layout layout = (Tl2Layout) drawn.layout();
        byte[] bytes = Layouts.bytes(Packing.pack(matrix, layout));
        int triples = layout.tripleColumns(drawn.shape().k());
        for (int r = 0; r < drawn.shape().m(); r++) {
            // By column, zero where no group begins.
            int[] written = new int[drawn.shape().k()];
            int[] expected = new int[drawn.shape().k()];
            for (int c = 0; c < triples; c += 3) {
                written[c] = triple(bytes, drawn.shape(), layout, r, c);
                expected[c] = 9 * matrix.trit(r, c) + 3 * matrix.trit(r, c + 1) + matrix.trit(r, c + 2);
            }
            for (int c = triples; c < drawn.shape().k(); c += 2) {
                written[c] = pair(bytes, drawn.shape(), layout, r, c);
                expected[c] = 3 * matrix.trit(r, c) + matrix.trit(r, c + 1) + 4;
            }
            assertThat(written).as("seed %d, %s, row %d", seed, drawn, r).isEqualTo(expected);
        }
    }

    private static final int[] GROUPS = {0, 2, 1, 3};

    private static int place(int row) {
        return 8 * GROUPS[row % 32 / 8] + row % 8;
    }

    private static int triple(byte[] bytes, Shape shape, Tl2Layout layout, int r, int c) {
        int triples = layout.tripleColumns(shape.k());
        int block = (r / layout.bm() * (triples / layout.bk()) + c / layout.bk()) * (layout.bm() / 32) + r % layout.bm() / 32;
        int vector = block * (layout.bk() / 6) + c % layout.bk() / 6;
        int index = bytes[32 * vector + place(r)] >> (c % 6 == 0 ? 4 : 0) & 15;
        int signVector = shape.m() * triples / 6 + 32 * (block * (layout.bk() / 24) + c % layout.bk() / 24);
        int lane = (bytes[signVector + 2 * (r % 16)] & 0xff) | (bytes[signVector + 2 * (r % 16) + 1] & 0xff) << 8;
        int sign = lane >> ((r % 32 < 16 ? 15 : 14) - 2 * (c % 24 / 3)) & 1;
        return sign == 1 ? -index : index;
    }

    private static int pair(byte[] bytes, Shape shape, Tl2Layout layout, int r, int c) {
        int triples = layout.tripleColumns(shape.k());
        int pairs = shape.k() - triples;
        int column = c - triples;
        int vector = ((r / layout.bm() * (pairs / 32) + column / 32) * (layout.bm() / 32) + r % layout.bm() / 32) * 8 + column % 32 / 4;
        return bytes[shape.m() * triples / 6 + shape.m() * triples / 24 + 32 * vector + place(r)] >> (c % 4 == triples % 4 ? 4 : 0) & 15;
    }
}
