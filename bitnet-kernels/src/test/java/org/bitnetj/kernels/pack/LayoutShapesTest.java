package org.bitnetj.kernels.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;

import org.bitnetj.kernels.Format;
import org.bitnetj.kernels.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

/** Which layout holds which shape, and which tile sizes are proposed. */
class LayoutShapesTest {
    static final List<Arguments> MISFITS = List.of(
            Arguments.of(I2sLayout.BLOCK_128, new Shape(4, 192), "k to be a multiple of 128; k=192 leaves 64 weights of each row over"),
            Arguments.of(I2sLayout.BLOCK_64, new Shape(4, 96), "k to be a multiple of 64; k=96 leaves 32 weights of each row over"),
            Arguments.of(I2sLayout.BLOCK_64, new Shape(4, 96), "zeros to k=128"),
            Arguments.of(I2sLayout.ROWS_4, new Shape(6, 128), "m to be a multiple of 4; m=6 leaves 2 rows over"),
            Arguments.of(I2sLayout.ROWS_4, new Shape(6, 128), "zeros to m=8"),
            Arguments.of(new Tl1Layout(64, 64, 32), new Shape(96, 64), "TL1 (BM=64, BK=64, bm=32) needs m to be a multiple of bm=64; m=96"),
            Arguments.of(new Tl1Layout(64, 64, 32), new Shape(64, 96), "needs k to be a multiple of bk=64; k=96 leaves 32 over"),
            Arguments.of(new Tl2Layout(64, 96), new Shape(96, 256), "TL2 (BM=64, BK=96) needs m to be a multiple of bm=64; m=96"),
            Arguments.of(new Tl2Layout(32, 96), new Shape(32, 224), "needs k to be 256 or more, not k=224"),
            Arguments.of(new Tl2Layout(32, 96), new Shape(32, 296), "bk=96 to be a multiple of 32; k=296 leaves 8"),
            Arguments.of(new Tl2Layout(32, 480), new Shape(32, 768), "at most 256 columns after the last tile of bk=480; k=768 leaves 288"),
            Arguments.of(Tq1Layout.BLOCK_256, new Shape(2, 128), "TQ1_0 needs k to be a multiple of 256; k=128 leaves 128"),
            Arguments.of(Tq2Layout.BLOCK_256, new Shape(2, 257), "TQ2_0 needs k to be a multiple of 256; k=257 leaves 1 "),
            Arguments.of(Tq2Layout.BLOCK_256, new Shape(2, 257), "zeros to k=512"));

    @ParameterizedTest
    @FieldSource("MISFITS")
    void namesWhatDoesNotFit(Layout layout, Shape shape, String message) {
        assertThatThrownBy(() -> layout.requireFits(shape)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource({"64, 64, 16, 'blockRows (bm of TL1) is 32 or 64, not 16'", "64, 64, 0, 'not 0'", "64, 64, -32, 'not -32'",
        "96, 64, 64, 'bm (BM of TL1) is a positive multiple of 64 (blockRows), not 96'", "0, 64, 32, 'bm (BM of TL1)'",
        "-64, 64, 32, 'not -64'", "64, 12, 32, 'bk (BK of TL1) is a positive multiple of 8 (256 / blockRows), not 12'",
        "64, 6, 64, 'multiple of 4'", "64, 0, 64, 'not 0'"})
    void refusesTl1TilesThatCannotBe(int bm, int bk, int blockRows, String message) {
        assertThatThrownBy(() -> new Tl1Layout(bm, bk, blockRows)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource({"48, 96, 'bm (BM of TL2) is a positive multiple of 32 (the rows of a vector), not 48'", "0, 96, 'not 0'",
        "-32, 96, 'not -32'",
        "32, 64, 'bk (BK of TL2) is a positive multiple of 24 (the columns of a vector of signs), not 64'", "32, 0, 'not 0'",
        "32, -24, 'not -24'"})
    void refusesTl2TilesThatCannotBe(int bm, int bk, String message) {
        assertThatThrownBy(() -> new Tl2Layout(bm, bk)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource({"2560, 2560, 320, 128, 64", "6912, 2560, 256, 128, 64", "2560, 6912, 320, 128, 64", "640, 2560, 320, 128, 64",
        "3200, 8640, 320, 120, 64", "96, 40, 96, 40, 32", "64, 4, 64, 4, 64", "32, 8, 32, 8, 32"})
    void proposesTl1Tiles(int m, int k, int bm, int bk, int blockRows) {
        assertThat(Packing.layoutFor(Format.TL1, new Shape(m, k))).isEqualTo(new Tl1Layout(bm, bk, blockRows));
    }

    @ParameterizedTest
    @CsvSource({"2560, 2560, 320, 96", "6912, 2560, 288, 96", "2560, 6912, 320, 96", "640, 2560, 320, 96", "96, 256, 96, 96",
        "32, 264, 32, 264",
        "32, 312, 32, 216", "32, 280, 32, 216"})
    void proposesTl2Tiles(int m, int k, int bm, int bk) {
        assertThat(Packing.layoutFor(Format.TL2, new Shape(m, k))).isEqualTo(new Tl2Layout(bm, bk));
    }

    @Test
    void saysWhenThereAreNoTilesToPropose() {
        assertThatThrownBy(() -> Tl1Layout.forShape(new Shape(48, 64))).hasMessageContaining("m to be a multiple of 32")
                .hasMessageContaining("48x64");
        assertThatThrownBy(() -> Tl1Layout.forShape(new Shape(32, 12))).hasMessageContaining("k of 8").hasMessageContaining("32x12");
        assertThatThrownBy(() -> Tl2Layout.forShape(new Shape(48, 512))).hasMessageContaining("m=48 leaves 16 rows over");
        assertThatThrownBy(() -> Tl2Layout.forShape(new Shape(32, 257))).hasMessageContaining("k=257 cannot be cut so")
                .hasMessageContaining("k=288");
        assertThatThrownBy(() -> Tl2Layout.forShape(new Shape(32, 64))).hasMessageContaining("k=64 cannot").hasMessageContaining("k=256");
    }

    @Test
    void theFormatsThatSayEnoughHaveADefault() {
        assertThat(Packing.defaultLayout(Format.I2_S)).contains(I2sLayout.BLOCK_128);
        assertThat(Packing.defaultLayout(Format.TQ1_0)).contains(Tq1Layout.BLOCK_256);
        assertThat(Packing.defaultLayout(Format.TQ2_0)).contains(Tq2Layout.BLOCK_256);
        assertThat(Packing.defaultLayout(Format.TL1)).isEmpty();
        assertThat(Packing.defaultLayout(Format.TL2)).isEmpty();
        assertThatThrownBy(() -> Packing.layoutFor(Format.I2_S, new Shape(1, 64))).hasMessageContaining("multiple of 128");
    }

    @Test
    void sizesAreThoseOfTheReference() {
        assertThat(new Tl2Layout(32, 96).byteSize(new Shape(256, 1280))).isEqualTo((70_997 + 31) / 32 * 32 + 32);
        assertThat(new Tl2Layout(32, 96).byteSize(new Shape(128, 256))).isEqualTo(8192 + 32);
        assertThat(new Tl1Layout(32, 64, 32).byteSize(new Shape(128, 256))).isEqualTo(8192 + 32);
        assertThat(Tq1Layout.BLOCK_256.byteSize(new Shape(128, 256))).isEqualTo(6912);
        assertThat(Tq2Layout.BLOCK_256.byteSize(new Shape(128, 256))).isEqualTo(8448);
        // 2^31 - 512 weights: nothing overflows on the way.
        Shape huge = new Shape((1 << 23) - 32, 256);
        assertThat(new Tl2Layout(32, 96).byteSize(huge)).isEqualTo(64L * huge.m() + 32);
        assertThat(Tq2Layout.BLOCK_256.byteSize(huge)).isEqualTo(66L * huge.m());
    }
}
