package org.bitnetj.kernels.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.bitnetj.kernels.PackedMatrix;
import org.bitnetj.kernels.Shape;
import org.bitnetj.kernels.TernaryMatrix;
import org.bitnetj.kernels.pack.I2sLayout;
import org.bitnetj.kernels.pack.Packing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GgufWriterTest {
    @TempDir
    Path folder;

    private Path target() {
        return folder.resolve("written.gguf");
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static MemorySegment bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return MemorySegment.ofArray(bytes);
    }

    @Test
    void theTinyModelComesOutByteForByte() throws IOException {
        try (GgufFile model = GgufFile.open(TinyBitnet.model())) {
            GgufWriter.copyOf(model).writeTo(target());
        }
        assertThat(Files.readAllBytes(target())).isEqualTo(TinyBitnet.modelBytes());
        assertThat(files()).containsExactly("written.gguf");
    }

    @Test
    void metadataCanBeTakenInPart() throws IOException {
        try (GgufFile model = GgufFile.open(TinyBitnet.model())) {
            new GgufWriter().putAll(model.metadata(), key -> key.startsWith("general.") && !key.equals("general.file_type"))
                    .writeTo(target());
        }
        try (GgufFile part = GgufFile.open(target())) {
            assertThat(part.metadata().keys()).containsExactly("general.architecture", "general.name", "general.quantization_version");
            assertThat(part.metadata().getString("general.name")).isEqualTo("tiny-bitnet");
        }
    }

    @Test
    void aCopyCanHaveMore() throws IOException {
        try (GgufFile model = GgufFile.open(TinyBitnet.model())) {
            GgufWriter.copyOf(model).putString("note", "copied").addTensor("more", GgufType.I8, new long[]{3}, bytes(1, 2, 3))
                    .writeTo(target());
            try (GgufFile copy = GgufFile.open(target())) {
                assertThat(copy.metadata().keys()).containsAll(model.metadata().keys()).hasSize(model.metadata().keys().size() + 1);
                for (String key : model.metadata().keys()) {
                    assertThat(copy.metadata().type(key)).isEqualTo(model.metadata().type(key));
                    assertThat(copy.metadata().encoded(key).mismatch(model.metadata().encoded(key))).as(key).isEqualTo(-1);
                }
                for (GgufTensor tensor : model.tensors()) {
                    GgufTensor copied = copy.tensor(tensor.name());
                    assertThat(copied.type()).isEqualTo(tensor.type());
                    assertThat(copied.shape()).isEqualTo(tensor.shape());
                    assertThat(copied.data().mismatch(tensor.data())).as(tensor.name()).isEqualTo(-1);
                }
                assertThat(copy.metadata().getString("note")).isEqualTo("copied");
                assertThat(copy.tensor("more").data().toArray(ValueLayout.JAVA_BYTE)).containsExactly(1, 2, 3);
            }
        }
    }

    @Test
    void writesTheFieldsThatTheFormatDescribes() throws IOException {
        new GgufWriter().putString("a.s", "\u00e4").putInteger("a.i", GgufValueType.INT16, -2)
                .putIntegers("a.u", GgufValueType.UINT8, 1, 255)
                .addTensor("t", GgufType.F32, new long[]{2, 1}, MemorySegment.ofArray(new float[]{1, -0.5f}))
                .addTensor("\u00fc", GgufType.I8, new long[]{1}, bytes(7)).writeTo(target());
        byte[] expected = GgufBytes.header(2, 3).entry("a.s", GgufValueType.STRING).string("\u00e4").entry("a.i", GgufValueType.INT16)
                .u16(-2)
                .array("a.u", GgufValueType.UINT8, 2).u8(1).u8(255).info("t", GgufType.F32, 2, 1).u64(0).info("\u00fc", GgufType.I8, 1)
                .u64(32)
                .pad(32).f32(1, -0.5f).pad(32).u8(7).pad(32).toBytes();
        assertThat(Files.readAllBytes(target())).isEqualTo(expected);
    }

    @Test
    void everyTypeOfValueComesBack() throws IOException {
        new GgufWriter().putInteger("u8", GgufValueType.UINT8, 255).putInteger("i8", GgufValueType.INT8, -128)
                .putInteger("u16", GgufValueType.UINT16, 65_535).putInteger("i16", GgufValueType.INT16, Short.MIN_VALUE)
                .putInteger("u32", GgufValueType.UINT32, 0xffff_ffffL).putInteger("i32", GgufValueType.INT32, Integer.MIN_VALUE)
                .putInteger("u64", GgufValueType.UINT64, Long.MAX_VALUE).putInteger("i64", GgufValueType.INT64, Long.MIN_VALUE)
                .putFloat("f", Float.NEGATIVE_INFINITY).putDouble("d", 0.1).putBool("yes", true).putBool("no", false)
                .putString("s", "Stra\u00dfe \ud83d\ude00").putString("empty", "").putStrings("ss", List.of("", "a", "\u4e2d"))
                .putIntegers("is", GgufValueType.INT64, Integer.MIN_VALUE, 0, Integer.MAX_VALUE).putFloats("fs", 1.5f, Float.MIN_VALUE)
                .putBools("bs", true, false, true).putStrings("none", List.of()).writeTo(target());
        try (GgufFile file = GgufFile.open(target())) {
            GgufMetadata read = file.metadata();
            assertThat(read.keys()).containsExactly("u8", "i8", "u16", "i16", "u32", "i32", "u64", "i64", "f", "d", "yes", "no", "s",
                    "empty",
                    "ss", "is", "fs", "bs", "none");
            assertThat(Stream.of("u8", "i8", "u16", "i16", "u32", "i32", "u64", "i64").map(key -> integer(read, key))).containsExactly(255L,
                    -128L, 65_535L, -32_768L, 0xffff_ffffL, (long) Integer.MIN_VALUE, Long.MAX_VALUE, Long.MIN_VALUE);
            assertThat(read.type("u16")).isEqualTo(GgufValueType.UINT16);
            assertThat(read.elementType("is")).isEqualTo(GgufValueType.INT64);
            assertThat(read.getFloat("f")).isEqualTo(Float.NEGATIVE_INFINITY);
            assertThat(read.type("f")).isEqualTo(GgufValueType.FLOAT32);
            assertThat(read.getDouble("d")).isEqualTo(0.1);
            assertThat(read.type("d")).isEqualTo(GgufValueType.FLOAT64);
            assertThat(read.getBool("yes")).isTrue();
            assertThat(read.getBool("no")).isFalse();
            assertThat(read.getString("s")).isEqualTo("Stra\u00dfe \ud83d\ude00");
            assertThat(read.getString("empty")).isEmpty();
            assertThat(read.getStrings("ss")).containsExactly("", "a", "\u4e2d");
            assertThat(read.getInts("is")).containsExactly(Integer.MIN_VALUE, 0, Integer.MAX_VALUE);
            assertThat(read.getFloats("fs")).containsExactly(1.5f, Float.MIN_VALUE);
            assertThat(read.getBools("bs")).containsExactly(true, false, true);
            assertThat(read.getStrings("none")).isEmpty();
        }
    }

    private static long integer(GgufMetadata metadata, String key) {
        try {
            return metadata.getLong(key);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void nestedArraysAreCopied() throws IOException {
        byte[] nested = GgufBytes.header(0, 1).array("n", GgufValueType.ARRAY, 1).u32(GgufValueType.UINT8.id()).u64(2).u8(3).u8(4)
                .toBytes();
        Path source = folder.resolve("source.gguf");
        Files.write(source, nested);
        try (GgufFile file = GgufFile.open(source)) {
            new GgufWriter().putAll(file.metadata()).writeTo(target());
        }
        assertThat(Files.readAllBytes(target())).startsWith(nested).hasSize((nested.length + 31) / 32 * 32);
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 32, 64, 4096, 4 << 20})
    void tensorsAreAligned(int alignment) throws IOException {
        new GgufWriter().alignment(alignment).addTensor("a", GgufType.I8, new long[]{5}, bytes(1, 2, 3, 4, 5))
                .addTensor("b", GgufType.I8, new long[]{1}, bytes(6)).writeTo(target());
        try (GgufFile file = GgufFile.open(target())) {
            assertThat(file.alignment()).isEqualTo(alignment);
            assertThat(file.tensor("a").offset() % alignment).isZero();
            assertThat(file.tensor("b").offset()).isEqualTo(file.tensor("a").offset() + alignment);
            assertThat(file.tensor("b").data().toArray(ValueLayout.JAVA_BYTE)).containsExactly(6);
            assertThat(file.size() % alignment).isZero();
        }
    }

    @Test
    void longTensorsOfEveryKindOfMemoryAreWrittenInPieces() throws IOException {
        float[] heap = new float[(5 << 20) / 4 + 3];
        for (int i = 0; i < heap.length; i++) {
            heap[i] = i;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment direct = arena.allocateFrom(ValueLayout.JAVA_FLOAT, heap);
            new GgufWriter().addTensor("heap", GgufType.F32, new long[]{heap.length}, MemorySegment.ofArray(heap))
                    .addTensor("direct", GgufType.F32, new long[]{heap.length}, direct).writeTo(target());
        }
        try (GgufFile file = GgufFile.open(target())) {
            assertThat(file.tensor("heap").toFloats()).isEqualTo(heap);
            assertThat(file.tensor("direct").toFloats()).isEqualTo(heap);
        }
    }

    @Test
    void aFileIsReplacedWhileItIsRead() throws IOException {
        new GgufWriter().addTensor("t", GgufType.I8, new long[]{2}, bytes(1, 2)).writeTo(target());
        try (GgufFile file = GgufFile.open(target())) {
            GgufWriter.copyOf(file).putBool("again", true).writeTo(target());
            assertThat(file.tensor("t").data().toArray(ValueLayout.JAVA_BYTE)).containsExactly(1, 2);
        }
        try (GgufFile file = GgufFile.open(target())) {
            assertThat(file.metadata().getBool("again")).isTrue();
            assertThat(file.tensor("t").data().toArray(ValueLayout.JAVA_BYTE)).containsExactly(1, 2);
        }
    }

    @Test
    void aMatrixIsMadeWhenItsTurnComes() throws IOException {
        Shape shape = new Shape(4, 128);
        PackedMatrix matrix = Packing.pack(TernaryMatrix.of(shape, new byte[512], 0.5f), I2sLayout.BLOCK_128);
        List<String> made = new ArrayList<>();
        GgufWriter writer = new GgufWriter();
        for (String name : List.of("a", "b")) {
            writer.addTensor(name, matrix.layout(), shape, () -> {
                made.add(name);
                return matrix;
            });
        }
        assertThat(made).isEmpty();
        writer.writeTo(target());
        assertThat(made).containsExactly("a", "b");
        byte[] late = Files.readAllBytes(target());
        new GgufWriter().addTensor("a", matrix).addTensor("b", matrix).writeTo(target());
        assertThat(late).isEqualTo(Files.readAllBytes(target()));
    }

    @Test
    void aMatrixThatCannotBeMadeOrIsAnotherLeavesTheTargetAsItWas() throws IOException {
        Files.writeString(target(), "before");
        Shape shape = new Shape(4, 128);
        GgufWriter failing = new GgufWriter().addTensor("a", I2sLayout.BLOCK_128, shape, () -> {
            throw new IOException("no room");
        });
        assertThatThrownBy(() -> failing.writeTo(target())).isInstanceOf(IOException.class).hasMessage("no room");
        PackedMatrix other = Packing.pack(TernaryMatrix.of(new Shape(2, 256), new byte[512], 1), I2sLayout.BLOCK_128);
        GgufWriter lying = new GgufWriter().addTensor("a", I2sLayout.BLOCK_128, shape, () -> other);
        assertThatThrownBy(() -> lying.writeTo(target())).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("tensor 'a' was announced as " + shape).hasMessageContaining("is " + other.shape());
        assertThat(files()).containsExactly("written.gguf");
        assertThat(Files.readString(target())).isEqualTo("before");
    }

    @Test
    void aFailureLeavesTheTargetAsItWasAndNothingElse() throws IOException {
        Files.write(target(), "what was there".getBytes(StandardCharsets.US_ASCII));
        GgufWriter writer = new GgufWriter().addTensor("good", GgufType.I8, new long[]{1}, bytes(1));
        try (Arena arena = Arena.ofConfined()) {
            writer.addTensor("gone", GgufType.I8, new long[]{4}, arena.allocate(4));
        }
        assertThatThrownBy(() -> writer.writeTo(target())).isInstanceOf(IllegalStateException.class);
        assertThat(Files.readString(target())).isEqualTo("what was there");
        assertThat(files()).containsExactly("written.gguf");
    }

    @Test
    void namesTargetsThatCannotBeFiles() throws IOException {
        GgufWriter writer = new GgufWriter();
        assertThatThrownBy(() -> writer.writeTo(folder)).isInstanceOf(IOException.class).hasMessageContaining(folder.toString())
                .hasMessageContaining("it is a directory");
        Path nowhere = folder.resolve("no").resolve("such.gguf");
        assertThatThrownBy(() -> writer.writeTo(nowhere)).isInstanceOf(IOException.class).hasMessageContaining(nowhere.toString())
                .hasMessageContaining("there is no folder " + nowhere.getParent());
        assertThat(files()).isEmpty();
    }

    @Test
    void aLinkKeepsLeadingToTheFile() throws IOException {
        Path link = folder.resolve("link.gguf");
        Files.write(target(), new byte[3]);
        Files.createSymbolicLink(link, target());
        new GgufWriter().putBool("linked", true).writeTo(link);
        assertThat(link).isSymbolicLink();
        try (GgufFile file = GgufFile.open(target())) {
            assertThat(file.metadata().getBool("linked")).isTrue();
        }
    }
}
