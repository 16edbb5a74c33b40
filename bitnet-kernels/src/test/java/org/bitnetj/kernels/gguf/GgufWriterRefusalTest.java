package org.bitnetj.kernels.gguf;

import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a writer does not take, and what it says. */
class GgufWriterRefusalTest {
    private static final MemorySegment FOUR_BYTES = MemorySegment.ofArray(new byte[4]);

    private final GgufWriter writer = new GgufWriter();

    @Test
    void keysAndNamesStandOnce() {
        writer.putBool("k", true).addTensor("t", GgufType.I8, new long[]{4}, FOUR_BYTES);
        assertThatThrownBy(() -> writer.putString("k", "v")).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("metadata 'k' is there already; each key stands once in a file");
        assertThatThrownBy(() -> writer.addTensor("t", GgufType.F32, new long[]{1}, FOUR_BYTES))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("tensor 't' is there already; each name stands once in a file");
    }

    @ParameterizedTest
    @CsvSource({"'', '1 to 65535 bytes, not 0'", "'a\tb', 'character 1 of the metadata key'", "'\u00e4', 'character 0'",
        "'a\u007f', 'printable ASCII'"})
    void badKeysAreNamed(String key, String message) {
        assertThatThrownBy(() -> writer.putBool(key, true)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(message);
    }

    @Test
    void keysAndNamesHaveALongestLength() {
        writer.putBool("k".repeat(65_535), true).addTensor("n".repeat(63), GgufType.I8, new long[]{4}, FOUR_BYTES);
        assertThatThrownBy(() -> writer.putBool("k".repeat(65_536), true)).hasMessageContaining("1 to 65535 bytes, not 65536");
        assertThatThrownBy(() -> writer.addTensor("n".repeat(64), GgufType.I8, new long[]{4}, FOUR_BYTES))
                .hasMessageContaining("1 to 63 bytes, not 64");
        assertThatThrownBy(() -> writer.addTensor("\u00e4".repeat(32), GgufType.I8, new long[]{4}, FOUR_BYTES))
                .hasMessageContaining("not 64");
        assertThatThrownBy(() -> writer.addTensor("", GgufType.I8, new long[]{4}, FOUR_BYTES)).hasMessageContaining("not 0");
    }

    @Test
    void textThatUtf8CannotHoldIsNamed() {
        assertThatThrownBy(() -> writer.putString("k", "a\ud800b")).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("metadata 'k': 'a\\ud800b' holds half a surrogate pair");
        assertThatThrownBy(() -> writer.putStrings("k", List.of("", "\udc00"))).hasMessageContaining("metadata 'k': '\\udc00'");
        assertThatThrownBy(() -> writer.addTensor("\udfff", GgufType.I8, new long[]{4}, FOUR_BYTES))
                .hasMessageContaining("half a surrogate");
        // What failed has left nothing behind.
        writer.putString("k", "ab");
    }

    @ParameterizedTest
    @CsvSource({"UINT8, 256, 0 to 255", "UINT8, -1, 0 to 255", "INT8, 128, -128 to 127", "INT8, -129, -128 to 127",
        "UINT16, 65536, 0 to 65535",
        "INT16, 32768, -32768 to 32767", "UINT32, 4294967296, 0 to 4294967295", "UINT32, -1, 0 to", "INT32, 2147483648, to 2147483647",
        "INT32, -2147483649, -2147483648 to", "UINT64, -1, 0 to 9223372036854775807"})
    void integersMustFitTheirType(GgufValueType type, long value, String range) {
        assertThatThrownBy(() -> writer.putInteger("k", type, value)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("metadata 'k': " + value + " is no " + type).hasMessageContaining(range);
        assertThatThrownBy(() -> writer.putIntegers("k", type, 0, value)).hasMessageContaining(value + " is no " + type);
    }

    @ParameterizedTest
    @ValueSource(strings = {"FLOAT32", "FLOAT64", "BOOL", "STRING", "ARRAY"})
    void integersNeedATypeOfIntegers(GgufValueType type) {
        assertThatThrownBy(() -> writer.putInteger("k", type, 1)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("metadata 'k': " + type + " is no type of integers");
        assertThatThrownBy(() -> writer.putIntegers("k", type)).hasMessageContaining("is no type of integers");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4, 24, 33})
    void theAlignmentIsAPowerOfTwo(int alignment) {
        assertThatThrownBy(() -> writer.alignment(alignment)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'general.alignment' is a power of two, 8 or more, not " + alignment);
    }

    @Test
    void theAlignmentHasOneTypeAndIsSetOnce() {
        assertThatThrownBy(() -> writer.putInteger(GgufFile.ALIGNMENT_KEY, GgufValueType.UINT64, 32))
                .hasMessageContaining("a UINT32, not type UINT64");
        assertThatThrownBy(() -> writer.alignment(-32)).hasMessageContaining("-32 is no UINT32");
        writer.alignment(64);
        assertThatThrownBy(() -> writer.alignment(64)).hasMessageContaining("'general.alignment' is there already");
    }

    @ParameterizedTest
    @CsvSource({"F32, 1, '[2] takes 8 bytes, not 4'", "I8, 1, '[2] takes 2 bytes, not 4'", "TQ2_0, 64, 'TQ2_0 needs a multiple of 256'",
        "I2_S, 1, 'cannot have the shape [2]'", "UNKNOWN, 1, 'type is unknown'"})
    void tensorsHaveTheSizeOfTheirTypeAndShape(GgufType type, int half, String message) {
        assertThatThrownBy(() -> writer.addTensor("t", type, new long[]{2L * half}, FOUR_BYTES))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("tensor 't'").hasMessageContaining(message);
    }

    @Test
    void shapesAreOneToFourPositiveNumbers() {
        for (long[] shape : List.of(new long[]{}, new long[]{1, 1, 1, 1, 4})) {
            assertThatThrownBy(() -> writer.addTensor("t", GgufType.I8, shape, FOUR_BYTES)).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("1 to 4 dimensions, not " + shape.length);
        }
        for (long[] shape : List.of(new long[]{0}, new long[]{-4}, new long[]{4, 0}, new long[]{1, -2, -2}, new long[]{4, 1, -1, 1},
                new long[]{4, -1, 1, 1}, new long[]{Long.MAX_VALUE, 2}, new long[]{1, Long.MAX_VALUE, Long.MAX_VALUE})) {
            assertThatThrownBy(() -> writer.addTensor("t", GgufType.I8, shape, FOUR_BYTES)).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("cannot have the shape " + Arrays.toString(shape));
        }
    }

    @Test
    void aTensorOfUnknownTypeIsNotCopied(@TempDir Path folder) throws IOException {
        try (GgufFile file = GgufBytes.header(1, 0).info("odd", 4711, 1).u64(0).pad(32).zeros(32).open(folder)) {
            assertThatThrownBy(() -> GgufWriter.copyOf(file)).isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageContaining("'odd'")
                    .hasMessageContaining("4711");
        }
    }

    @Test
    void nullIsRefused() {
        assertThatNullPointerException().isThrownBy(() -> writer.putBool(null, true));
        assertThatNullPointerException().isThrownBy(() -> writer.putString("k", null));
        assertThatNullPointerException().isThrownBy(() -> writer.addTensor(null, GgufType.I8, new long[]{4}, FOUR_BYTES));
        assertThatNullPointerException().isThrownBy(() -> writer.addTensor("t", GgufType.I8, new long[]{4}, null));
        assertThatNullPointerException().isThrownBy(() -> writer.addTensor("t", null));
        assertThatNullPointerException().isThrownBy(() -> writer.writeTo(null));
        assertThatNullPointerException().isThrownBy(() -> GgufWriter.copyOf(null));
    }
}
