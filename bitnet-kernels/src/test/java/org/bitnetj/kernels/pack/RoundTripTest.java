package org.bitnetj.kernels.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.List;
import java.util.SplittableRandom;

import org.bitnetj.kernels.Inputs;
import org.bitnetj.kernels.PackedMatrix;
import org.bitnetj.kernels.TernaryMatrix;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;

class RoundTripTest {
    static final List<Layout> LAYOUTS = Layouts.ALL;

    @ParameterizedTest
    @FieldSource("LAYOUTS")
    void everyTritOfRandomShapesComesBack(Layout kind) {
        for (long seed = 1; seed <= 25; seed++) {
            Layouts.Drawn drawn = Layouts.draw(kind, new SplittableRandom(seed));
            TernaryMatrix matrix = Inputs.matrix(drawn.shape(), Inputs.Weights.RANDOM, seed);
            PackedMatrix packed = Packing.pack(matrix, drawn.layout());
            assertThat(Packing.unpack(packed)).as("seed %d, %s", seed, drawn).satisfies(back -> sameTrits(back, matrix));
            assertThat(packed.bytes().byteSize()).as("seed %d, %s", seed, drawn).isEqualTo(drawn.layout().byteSize(drawn.shape()));
            assertThatCode(() -> Packing.requireCodes(packed)).as("seed %d, %s", seed, drawn).doesNotThrowAnyException();
        }
    }

    @ParameterizedTest
    @EnumSource(Inputs.Weights.class)
    void theExtremesComeBack(Inputs.Weights kind) {
        TernaryMatrix matrix = Inputs.matrix(Layouts.COMMON, kind, 9);
        for (Layout layout : Layouts.ALL) {
            PackedMatrix packed = Packing.pack(matrix, layout);
            assertThat(Packing.unpack(packed)).as("%s", layout).satisfies(back -> sameTrits(back, matrix));
        }
    }

    /** From any layout by way of any other to any third: the bytes are those of packing at once. */
    @ParameterizedTest
    @FieldSource("LAYOUTS")
    void conversionsCommute(Layout first) {
        TernaryMatrix matrix = Inputs.matrix(Layouts.COMMON, Inputs.Weights.RANDOM, 4);
        PackedMatrix start = Packing.pack(matrix, first);
        for (Layout second : Layouts.ALL) {
            PackedMatrix middle = Packing.convert(start, second);
            assertThat(middle.layout()).isEqualTo(second);
            for (Layout third : Layouts.ALL) {
                PackedMatrix end = Packing.convert(middle, third);
                assertThat(Layouts.bytes(end)).as("%s to %s to %s", first, second, third)
                        .isEqualTo(Layouts.bytes(Packing.pack(matrix, third)));
                assertThat(Packing.unpack(end)).isEqualTo(matrix);
            }
        }
    }

    @ParameterizedTest
    @FieldSource("LAYOUTS")
    void convertingToTheSameLayoutCopiesNothing(Layout layout) {
        PackedMatrix packed = Packing.pack(Inputs.matrix(Layouts.COMMON, Inputs.Weights.RANDOM, 4), layout);
        assertThat(Packing.convert(packed, layout)).isSameAs(packed);
    }

    /** Not the scale: a matrix of zeros has none in TQ1_0 and TQ2_0. */
    private static void sameTrits(TernaryMatrix actual, TernaryMatrix expected) {
        assertThat(actual.shape()).isEqualTo(expected.shape());
        assertThat(actual.toArray()).isEqualTo(expected.toArray());
    }
}
