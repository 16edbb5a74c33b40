package org.bitnetj.kernels.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import org.bitnetj.kernels.Format;
import org.bitnetj.kernels.Inputs;
import org.bitnetj.kernels.PackedMatrix;
import org.bitnetj.kernels.Shape;
import org.bitnetj.kernels.TernaryMatrix;
import org.bitnetj.kernels.pack.I2sLayout;
import org.bitnetj.kernels.pack.Layout;
import org.bitnetj.kernels.pack.Packing;
import org.bitnetj.kernels.pack.Tl1Layout;
import org.bitnetj.kernels.pack.Tl2Layout;
import org.bitnetj.kernels.pack.Tq1Layout;
import org.bitnetj.kernels.pack.Tq2Layout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;

class GgufLayoutsTest {
    static final List<Layout> LAYOUTS = List.of(I2sLayout.BLOCK_128, I2sLayout.BLOCK_64, I2sLayout.ROWS_4, new Tl1Layout(64, 64, 64),
            new Tl1Layout(32, 128, 32), new Tl2Layout(32, 96), new Tl2Layout(64, 120), Tq1Layout.BLOCK_256, Tq2Layout.BLOCK_256);

    private static final Shape SHAPE = new Shape(64, 512);

    @TempDir
    Path folder;

    private static PackedMatrix pack(Layout layout) {
        return Packing.pack(matrix(), layout);
    }

    private static TernaryMatrix matrix() {
        return Inputs.matrix(SHAPE, Inputs.Weights.RANDOM, 3);
    }

    private GgufFile write(GgufWriter writer) throws IOException {
        Path target = folder.resolve("layouts.gguf");
        writer.writeTo(target);
        return GgufFile.open(target);
    }

    @ParameterizedTest
    @FieldSource("LAYOUTS")
    void aMatrixComesBackInTheLayoutItHad(Layout layout) throws IOException {
        PackedMatrix packed = pack(layout);
        try (GgufFile file = write(new GgufWriter().addTensor("w", packed))) {
            PackedMatrix read = GgufLayouts.read(file, "w");
            assertThat(read.layout()).isEqualTo(layout);
            assertThat(read.bytes().mismatch(packed.bytes())).isEqualTo(-1);
            assertThat(Packing.unpack(read)).isEqualTo(matrix());
            assertThat(GgufLayouts.recorded(file.metadata(), layout.format(), SHAPE)).contains(layout);
            assertThat(file.tensor("w").type().name()).isEqualTo(layout.format().name());
        }
    }

    @Test
    void theKeysAreThese() throws IOException {
        GgufWriter writer = new GgufWriter().addTensor("a", pack(I2sLayout.BLOCK_128)).addTensor("b", pack(new Tl1Layout(64, 128, 32)))
                .addTensor("c", pack(new Tl2Layout(64, 96))).addTensor("d", pack(Tq1Layout.BLOCK_256))
                .addTensor("e", pack(I2sLayout.BLOCK_128));
        try (GgufFile file = write(writer)) {
            assertThat(file.metadata().keys()).containsExactly("bitnetj.i2s.layout", "bitnetj.tl1.tiles.64x512",
                    "bitnetj.tl2.tiles.64x512");
            assertThat(file.metadata().getString("bitnetj.i2s.layout")).isEqualTo("block_128");
            assertThat(file.metadata().getInts("bitnetj.tl1.tiles.64x512")).containsExactly(64, 128, 32);
            assertThat(file.metadata().getInts("bitnetj.tl2.tiles.64x512")).containsExactly(64, 96);
            assertThat(file.tensor("a").shape()).containsExactly(512, 64);
        }
    }

    @Test
    void matricesOfOneFileShareALayout() {
        GgufWriter writer = new GgufWriter().addTensor("a", pack(I2sLayout.BLOCK_128)).addTensor("b", pack(new Tl2Layout(64, 96)));
        assertThatThrownBy(() -> writer.addTensor("c", pack(I2sLayout.ROWS_4))).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("tensor 'c' has the layout I2_S (four rows a byte)")
                .hasMessageContaining("'bitnetj.i2s.layout' records another");
        assertThatThrownBy(() -> writer.addTensor("c", pack(new Tl2Layout(32, 96)))).hasMessageContaining("TL2 (BM=32, BK=96)")
                .hasMessageContaining("all 64x512 matrices of TL2");
        // A refused tensor has left nothing behind.
        writer.addTensor("c", pack(I2sLayout.BLOCK_128));
    }

    @Test
    void tensorsOfOtherWritersHaveTheDefaultOrAreGivenOne() throws IOException {
        GgufWriter writer = new GgufWriter();
        for (Format format : Format.values()) {
            writer.addTensor(format.name(), GgufType.valueOf(format.name()), new long[]{512, 64},
                    pack(Packing.layoutFor(format, SHAPE)).bytes());
        }
        writer.addTensor("floats", GgufType.F32, new long[]{1}, MemorySegment.ofArray(new float[1]));
        try (GgufFile file = write(writer)) {
            for (Format format : Format.values()) {
                Layout layout = Packing.layoutFor(format, SHAPE);
                assertThat(Packing.unpack(GgufLayouts.read(file.tensor(format.name()), layout))).isEqualTo(matrix());
            }
            assertThat(GgufLayouts.recorded(file.metadata(), Format.I2_S, SHAPE)).isEmpty();
            assertThat(GgufLayouts.read(file, "I2_S").layout()).isEqualTo(I2sLayout.BLOCK_128);
            assertThat(GgufLayouts.read(file, "TQ1_0").layout()).isEqualTo(Tq1Layout.BLOCK_256);
            assertThat(GgufLayouts.recorded(file.metadata(), Format.TL1, SHAPE)).isEmpty();
            assertThatThrownBy(() -> GgufLayouts.read(file, "TL2")).isInstanceOf(GgufFormatException.class)
                    .hasMessageContaining("metadata 'bitnetj.tl2.tiles.64x512': found no such key")
                    .hasMessageContaining("the tile sizes of tensor 'TL2'");
            assertThatThrownBy(() -> GgufLayouts.read(file, "floats")).isInstanceOf(GgufFormatException.class)
                    .hasMessageContaining("tensor 'floats': found type F32, expected a ternary type: one of [I2_S, TL1");
            assertThatThrownBy(() -> GgufLayouts.read(file.tensor("TL1"), I2sLayout.BLOCK_64)).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("tensor 'TL1' has type TL1, but I2_S (blocks of 64) is a layout of I2_S");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"I2_S", "TQ1_0", "TQ2_0"})
    void onlyTl1AndTl2HaveTiles(Format format) {
        assertThatThrownBy(() -> GgufLayouts.tilesKey(format, SHAPE)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(format + " has no tiles");
    }

    @Test
    void anUnknownNameIsNamed() throws IOException {
        try (GgufFile file = write(new GgufWriter().putString(GgufLayouts.I2S_KEY, "block_96"))) {
            assertThatThrownBy(() -> GgufLayouts.recorded(file.metadata(), Format.I2_S, SHAPE)).isInstanceOf(GgufFormatException.class)
                    .hasMessageContaining("found 'block_96', expected one of [block_128, block_64, rows_4]");
        }
    }

    @ParameterizedTest
    @CsvSource({"TL1, '64,64', found 2 tile sizes, 3 tile sizes", "TL2, '64,96,32', found 3 tile sizes, 2 tile sizes",
        "TL1, '64,64,16', 'found [64, 64, 16]', 'blockRows (bm of TL1) is 32 or 64, not 16'",
        "TL2, '64,100', 'found [64, 100]', 'positive multiple of 24'"})
    void tileSizesThatCannotBeAreNamed(Format format, String sizes, String found, String expected) throws IOException {
        long[] values = Arrays.stream(sizes.split(",", -1)).mapToLong(Long::parseLong).toArray();
        try (GgufFile file = write(new GgufWriter().putIntegers(GgufLayouts.tilesKey(format, SHAPE), GgufValueType.UINT32, values))) {
            assertThatThrownBy(() -> GgufLayouts.recorded(file.metadata(), format, SHAPE)).isInstanceOf(GgufFormatException.class)
                    .hasMessageContaining(found).hasMessageContaining(expected);
        }
    }
}
