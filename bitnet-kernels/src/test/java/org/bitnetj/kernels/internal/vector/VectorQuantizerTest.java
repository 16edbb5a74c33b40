package org.bitnetj.kernels.internal.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.Arrays;
import java.util.SplittableRandom;

import org.bitnetj.kernels.Backend;
import org.bitnetj.kernels.Expected;
import org.bitnetj.kernels.quantize.ActivationQuantizer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The quantizer on vectors gives the bits of the one without. */
@Tag("vectors")
class VectorQuantizerTest {
    private static final int ROWS = 10_000;
    private static final int BEFORE = 3;
    private static final int GUARDS = 7;

    /** What makes a row hard. */
    private enum Row {
        GAUSSIAN, SUBNORMAL, ZEROS, TIES, UNIT_SCALE, HUGE, OUTLIER, LARGEST
    }

    @BeforeEach
    void requireVectors() {
        Expected.open(Backend.VECTOR).close();
    }

    private static void fill(Row kind, float[] x, int from, int k, SplittableRandom random) {
        for (int i = from; i < from + k; i++) {
            x[i] = switch (kind) {
                case GAUSSIAN, OUTLIER -> (float) random.nextGaussian();
                case SUBNORMAL -> Float.intBitsToFloat(random.nextInt(0x0080_0000) | (random.nextInt(2) << 31));
                case ZEROS -> random.nextBoolean() ? 0f : -0f;
                case TIES, UNIT_SCALE -> random.nextInt(-253, 254) * 0.5f;
                case HUGE -> (float) (random.nextGaussian() * 1e38 / 6);
                case LARGEST -> (random.nextBoolean() ? 1 : -1) * Float.MAX_VALUE / (1 << random.nextInt(9));
            };
        }
        int one = from + random.nextInt(k);
        switch (kind) {
            case OUTLIER -> x[one] = -1e4f;
            // The scale is then 1, and every half a tie.
            case TIES -> x[one] = random.nextBoolean() ? 127 : -127;
            case UNIT_SCALE -> x[one] = Math.nextDown(127f);
            case HUGE -> x[one] = 1e38f;
            default -> {
            }
        }
    }

    @Test
    void equalsTheReferenceToTheBit() {
        SplittableRandom random = new SplittableRandom(20_25);
        for (int row = 0; row < ROWS; row++) {
            int k = 2 * random.nextInt(100) + 1;
            Row kind = Row.values()[row % Row.values().length];
            float[] x = new float[BEFORE + k + GUARDS];
            // Values around the row that would change its scale if they were read.
            Arrays.fill(x, Float.NaN);
            fill(kind, x, BEFORE, k, random);
            byte[] codes = new byte[BEFORE + k + GUARDS];
            byte[] expected = codes.clone();
            float inverse = VectorQuantizer.quantize(x, BEFORE, k, codes, BEFORE);
            float wanted = ActivationQuantizer.quantize(x, BEFORE, k, expected, BEFORE);
            assertThat(Float.floatToRawIntBits(inverse)).as("%s row %d", kind, row).isEqualTo(Float.floatToRawIntBits(wanted));
            assertThat(codes).as("%s row %d of %d", kind, row, k).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void namesWhatIsNotFiniteAsTheReferenceDoes(float bad) {
        for (int k : new int[]{1, 15, 16, 17, 33, 65}) {
            for (int at = 0; at < k; at++) {
                float[] x = new float[k];
                Arrays.fill(x, 1f);
                x[at] = bad;
                x[k - 1] = bad;
                byte[] codes = new byte[k];
                String wanted = catchThrowable(() -> ActivationQuantizer.quantize(x, 0, k, codes, 0)).getMessage();
                assertThatThrownBy(() -> VectorQuantizer.quantize(x, 0, k, codes, 0)).isInstanceOf(IllegalArgumentException.class)
                        .hasMessage(wanted).hasMessageContaining("activation " + at + " of " + k);
                assertThat(codes).containsOnly(0);
            }
        }
    }
}
