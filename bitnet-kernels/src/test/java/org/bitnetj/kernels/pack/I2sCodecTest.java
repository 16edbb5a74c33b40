package org.bitnetj.kernels.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;

import org.bitnetj.kernels.Golden;
import org.bitnetj.kernels.Inputs;
import org.bitnetj.kernels.Kernels;
import org.bitnetj.kernels.PackedMatrix;
import org.bitnetj.kernels.Shape;
import org.bitnetj.kernels.TernaryMatrix;
import org.bitnetj.kernels.quantize.TernaryQuantizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class I2sCodecTest {
    @ParameterizedTest
    @CsvSource({"128, 256", "256, 1280"})
    void writesTheBytesOfTheReference(int m, int k) {
        Golden golden = new Golden(new Shape(m, k));
        PackedMatrix packed = I2sCodec.pack(golden.weights(), I2sLayout.BLOCK_128);
        assertThat(packed.bytes().toArray(ValueLayout.JAVA_BYTE)).isEqualTo(golden.bytes("i2s_x86.bin"));
    }

    @ParameterizedTest
    @CsvSource({"128, 256", "256, 1280"})
    void readsTheBytesOfTheReference(int m, int k) {
        Golden golden = new Golden(new Shape(m, k));
        PackedMatrix wrapped = I2sCodec.wrap(MemorySegment.ofArray(golden.bytes("i2s_x86.bin")), golden.shape(), I2sLayout.BLOCK_128);
        assertThat(wrapped.scale()).isEqualTo(Golden.SCALE);
        assertThat(I2sCodec.unpack(wrapped)).isEqualTo(golden.weights());
    }

    @Test
    void packsTheFloatsThatTheReferencePacked() {
        Golden golden = new Golden(new Shape(128, 256));
        TernaryMatrix matrix = TernaryQuantizer.sign(golden.floats("w.f32"), golden.shape());
        assertThat(I2sCodec.pack(matrix, I2sLayout.BLOCK_128).bytes().toArray(ValueLayout.JAVA_BYTE))
                .isEqualTo(golden.bytes("i2s_x86.bin"));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void returnsEveryTritOfRandomShapes(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Shape shape = new Shape(random.nextInt(1, 70), 128 * random.nextInt(1, 20));
        TernaryMatrix matrix = Inputs.matrix(shape, Inputs.Weights.RANDOM, seed);
        PackedMatrix packed = I2sCodec.pack(matrix, I2sLayout.BLOCK_128);
        assertThat(I2sCodec.unpack(packed)).as("seed %d, %s", seed, shape).isEqualTo(matrix);
        assertThat(packed.bytes().byteSize()).isEqualTo(shape.weights() / 4 + 32);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 127, 129, 8640})
    void refusesColumnsThatAreNoWholeBlocks(int k) {
        TernaryMatrix matrix = Inputs.matrix(new Shape(2, k), Inputs.Weights.RANDOM, 1);
        assertThatThrownBy(() -> I2sCodec.pack(matrix, I2sLayout.BLOCK_128)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("multiple of 128").hasMessageContaining("k=" + k);
    }

    @Test
    void namesTheFirstCodeThatIsThree() {
        PackedMatrix good = I2sCodec.pack(Inputs.matrix(new Shape(3, 256), Inputs.Weights.RANDOM, 1), I2sLayout.BLOCK_128);
        byte[] bytes = good.bytes().toArray(ValueLayout.JAVA_BYTE);
        bytes[70] |= 0x0c;
        bytes[71] |= 0x0c;
        PackedMatrix bad = I2sCodec.wrap(MemorySegment.ofArray(bytes), good.shape(), I2sLayout.BLOCK_128);
        assertThatThrownBy(() -> I2sCodec.unpack(bad)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("byte 70 ")
                .hasMessageContaining("row 1)").hasMessageContaining("code 3");
        try (Kernels kernels = Kernels.open()) {
            assertThatThrownBy(() -> kernels.prepare(bad)).hasMessageContaining("byte 70 ");
        }
    }

    @Test
    void refusesBytesOfAnotherLength() {
        MemorySegment tooShort = MemorySegment.ofArray(new byte[128 * 2 / 4 + 31]);
        assertThatThrownBy(() -> I2sCodec.wrap(tooShort, new Shape(2, 128), I2sLayout.BLOCK_128)).hasMessageContaining("takes 96 bytes")
                .hasMessageContaining("not 95");
    }
}
