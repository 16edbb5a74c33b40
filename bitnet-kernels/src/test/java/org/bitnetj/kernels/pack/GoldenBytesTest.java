package org.bitnetj.kernels.pack;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.stream.Stream;

import org.bitnetj.kernels.Golden;
import org.bitnetj.kernels.PackedMatrix;
import org.bitnetj.kernels.Shape;
import org.bitnetj.kernels.TernaryMatrix;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every layout against the bytes of the reference, both ways. */
class GoldenBytesTest {
    private static final Shape SMALL = new Shape(128, 256);
    private static final Shape LARGE = new Shape(256, 1280);

    static Stream<Arguments> files() {
        return Stream.of(SMALL, LARGE).flatMap(shape -> Stream.concat(
                Stream.of(Arguments.of(shape, "i2s_x86.bin", I2sLayout.BLOCK_128), Arguments.of(shape, "i2s_arm.bin", I2sLayout.BLOCK_64),
                        Arguments.of(shape, "i2s_x86_1x4.bin", I2sLayout.ROWS_4), Arguments.of(shape, "tq1_0.bin", Tq1Layout.BLOCK_256),
                        Arguments.of(shape, "tq2_0.bin", Tq2Layout.BLOCK_256)),
                shape.equals(SMALL)
                        ? Stream.of(Arguments.of(shape, "tl1_bm64_bk64_bmm32.bin", new Tl1Layout(64, 64, 32)),
                                Arguments.of(shape, "tl2_bm64_bk96.bin", new Tl2Layout(64, 96)))
                        : Stream.of(Arguments.of(shape, "tl1_bm128_bk128_bmm64.bin", new Tl1Layout(128, 128, 64)),
                                Arguments.of(shape, "tl2_bm128_bk96.bin", new Tl2Layout(128, 96)))));
    }

    @ParameterizedTest
    @MethodSource("files")
    void writesTheBytesOfTheReference(Shape shape, String file, Layout layout) {
        Golden golden = new Golden(shape);
        PackedMatrix packed = Packing.pack(golden.weights(), layout);
        assertThat(Layouts.bytes(packed)).isEqualTo(tensor(golden, file, layout));
        assertThat(packed.scale()).isEqualTo(Golden.SCALE);
        assertThat(packed.layout()).isEqualTo(layout);
    }

    @ParameterizedTest
    @MethodSource("files")
    void readsTheBytesOfTheReference(Shape shape, String file, Layout layout) {
        Golden golden = new Golden(shape);
        PackedMatrix wrapped = Packing.wrap(MemorySegment.ofArray(tensor(golden, file, layout)), shape, layout);
        assertThat(wrapped.scale()).isEqualTo(Golden.SCALE);
        TernaryMatrix unpacked = Packing.unpack(wrapped);
        assertThat(unpacked).isEqualTo(golden.weights());
    }

    /** The tensor of a file. Those of TL1 and TL2 have no scale: it is appended as a GGUF tensor has it. */
    private static byte[] tensor(Golden golden, String file, Layout layout) {
        byte[] bytes = golden.bytes(file);
        if (!(layout instanceof Tl1Layout || layout instanceof Tl2Layout)) {
            return bytes;
        }
        int scaleAt = bytes.length + 31 & -32;
        byte[] tensor = Arrays.copyOf(bytes, scaleAt + 32);
        ByteBuffer.wrap(tensor).order(ByteOrder.LITTLE_ENDIAN).putFloat(scaleAt, Golden.SCALE);
        return tensor;
    }

    @ParameterizedTest
    @MethodSource("files")
    void readsThemFromUnalignedOffHeapMemoryToo(Shape shape, String file, Layout layout) {
        Golden golden = new Golden(shape);
        byte[] tensor = tensor(golden, file, layout);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment odd = arena.allocate(tensor.length + 1L).asSlice(1);
            MemorySegment.copy(tensor, 0, odd, ValueLayout.JAVA_BYTE, 0, tensor.length);
            assertThat(Packing.unpack(Packing.wrap(odd, shape, layout))).isEqualTo(golden.weights());
        }
    }
}
