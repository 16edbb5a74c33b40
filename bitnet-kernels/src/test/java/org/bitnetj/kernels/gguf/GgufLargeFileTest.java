package org.bitnetj.kernels.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file of more than 4 GiB, most of it a hole. */
class GgufLargeFileTest {
    private static final long COLUMNS = 1L << 16;
    private static final long ROWS = 1L << 15;
    private static final long LARGE_BYTES = 2 * COLUMNS * ROWS;

    @TempDir
    Path directory;

    private Path path;

    @BeforeEach
    void write() throws IOException {
        GgufBytes head = GgufBytes.header(3, 0).info("large", GgufType.F16, COLUMNS, ROWS).u64(0)
                .info("far", GgufType.F32, 4).u64(LARGE_BYTES)
                .info("ternary", GgufType.I2_S, 128).u64(LARGE_BYTES + 32).pad(32);
        long dataStart = head.position();
        path = directory.resolve("large.gguf");
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.SPARSE,
                StandardOpenOption.WRITE)) {
            writeAt(channel, 0, head.toBytes());
            // The last row of the large tensor, at its end: 1, 0, ..., 0, -2 in half precision.
            writeAt(channel, dataStart + LARGE_BYTES - 2 * COLUMNS, (byte) 0x00, (byte) 0x3c);
            writeAt(channel, dataStart + LARGE_BYTES - 2, (byte) 0x00, (byte) 0xc0);
            writeAt(channel, dataStart + LARGE_BYTES, new GgufBytes().f32(1.5f, -2, 3e38f, Float.MIN_VALUE).toBytes());
            writeAt(channel, dataStart + LARGE_BYTES + 32, new GgufBytes().zeros(32).f32(0.25f).zeros(28).toBytes());
        }
    }

    private static void writeAt(FileChannel channel, long position, byte... bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            position += channel.write(buffer, position);
        }
    }

    @Test
    void tensorsBeyondTwoGigabytesAreReadInPlace() throws IOException {
        try (GgufFile file = GgufFile.open(path)) {
            assertThat(file.size()).isGreaterThan(4L << 30);
            GgufTensor far = file.tensor("far");
            assertThat(far.offset()).isGreaterThan(4L << 30);
            assertThat(far.toFloats()).containsExactly(1.5f, -2, 3e38f, Float.MIN_VALUE);
            GgufTensor ternary = file.tensor("ternary");
            assertThat(ternary.byteSize()).isEqualTo(64);
            assertThat(ternary.data().get(GgufMapping.FLOAT, 128 / 4)).isEqualTo(0.25f);
        }
    }

    @Test
    void aTensorLargerThanAnyArrayIsReadInParts() throws IOException {
        try (GgufFile file = GgufFile.open(path)) {
            GgufTensor large = file.tensor("large");
            assertThat(large.elements()).isEqualTo(1L << 31);
            assertThat(large.data().byteSize()).isEqualTo(1L << 32);
            float[] row = new float[(int) COLUMNS];
            large.readFloats((ROWS - 1) * COLUMNS, row);
            assertThat(row[0]).isEqualTo(1);
            assertThat(row[1]).isEqualTo(0);
            assertThat(row[row.length - 1]).isEqualTo(-2);
            assertThatThrownBy(() -> large.readFloats((ROWS - 1) * COLUMNS + 1, row))
                    .isInstanceOf(IndexOutOfBoundsException.class).hasMessageContaining("which has 2147483648");
            assertThatThrownBy(large::toFloats).isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageContainingAll("'large'", "2147483648 elements", "read it in parts");
        }
    }
}
