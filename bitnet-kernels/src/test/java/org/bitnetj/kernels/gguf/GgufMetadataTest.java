package org.bitnetj.kernels.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GgufMetadataTest {
    @TempDir
    Path directory;

    private GgufFile file;
    private GgufMetadata metadata;

    @BeforeEach
    void open() throws IOException {
        GgufBytes bytes = GgufBytes.header(0, 24);
        bytes.entry("u8", GgufValueType.UINT8).u8(200).entry("i8", GgufValueType.INT8).u8(-100);
        bytes.entry("u16", GgufValueType.UINT16).u16(60_000).entry("i16", GgufValueType.INT16).u16(-30_000);
        bytes.entry("u32", GgufValueType.UINT32).u32(4_000_000_000L).entry("i32", GgufValueType.INT32).u32(-7);
        bytes.entry("u64", GgufValueType.UINT64).u64(-1).entry("i64", GgufValueType.INT64).u64(1L << 40);
        bytes.entry("f32", GgufValueType.FLOAT32).f32(0.1f).entry("f64", GgufValueType.FLOAT64).f64(0.1);
        bytes.entry("yes", GgufValueType.BOOL).u8(1).entry("no", GgufValueType.BOOL).u8(0);
        bytes.entry("text", GgufValueType.STRING).string("零 λόγος 🙂\0end");
        bytes.entry("empty", GgufValueType.STRING).string("");
        bytes.entry("malformed", GgufValueType.STRING).u64(4).raw((byte) 'a', (byte) 0xff, (byte) 0xc3, (byte) 'b');
        bytes.array("strings", GgufValueType.STRING, 3).string("a").string("").string("Ġb");
        bytes.array("u8s", GgufValueType.UINT8, 3).u8(0).u8(127).u8(255);
        bytes.array("u32s", GgufValueType.UINT32, 2).u32(5).u32(4_000_000_000L);
        bytes.array("i64s", GgufValueType.INT64, 2).u64(-5).u64(Integer.MAX_VALUE);
        bytes.array("f32s", GgufValueType.FLOAT32, 2).f32(1.5f, Float.NaN);
        bytes.array("f64s", GgufValueType.FLOAT64, 2).f64(0.1, 1e300);
        bytes.array("bools", GgufValueType.BOOL, 3).u8(1).u8(0).u8(1);
        bytes.array("none", GgufValueType.INT32, 0);
        bytes.array("nested", GgufValueType.ARRAY, 2).u32(GgufValueType.UINT8.id()).u64(1).u8(9)
                .u32(GgufValueType.STRING.id()).u64(1).string("x");
        file = bytes.open(directory);
        metadata = file.metadata();
    }

    @AfterEach
    void close() {
        file.close();
    }

    @Test
    void everyIntegerTypeIsReadWithItsSign() throws IOException {
        assertThat(metadata.getInt("u8")).isEqualTo(200);
        assertThat(metadata.getInt("i8")).isEqualTo(-100);
        assertThat(metadata.getInt("u16")).isEqualTo(60_000);
        assertThat(metadata.getInt("i16")).isEqualTo(-30_000);
        assertThat(metadata.getLong("u32")).isEqualTo(4_000_000_000L);
        assertThat(metadata.getInt("i32")).isEqualTo(-7);
        assertThat(metadata.getLong("i64")).isEqualTo(1L << 40);
    }

    @Test
    void integersThatDoNotFitAreErrors() {
        assertMessage(() -> metadata.getInt("u32"), "metadata 'u32'", "UINT32 4000000000",
                "-2147483648 to 2147483647");
        assertMessage(() -> metadata.getInt("i64"), "INT64 1099511627776");
        assertMessage(() -> metadata.getLong("u64"), "UINT64 18446744073709551615", "to 9223372036854775807");
        assertMessage(() -> metadata.getInts("u32s"), "metadata 'u32s'", "UINT32 4000000000");
    }

    @Test
    void floatsAndBoolsAndStrings() throws IOException {
        assertThat(metadata.getFloat("f32")).isEqualTo(0.1f);
        assertThat(metadata.getDouble("f32")).isEqualTo(0.1f);
        assertThat(metadata.getDouble("f64")).isEqualTo(0.1);
        assertThat(metadata.getFloat("f64")).isEqualTo(0.1f);
        assertThat(metadata.getBool("yes")).isTrue();
        assertThat(metadata.getBool("no")).isFalse();
        assertThat(metadata.getString("text")).isEqualTo("零 λόγος 🙂\0end");
        assertThat(metadata.getString("empty")).isEmpty();
    }

    @Test
    void malformedUtf8IsReplacedAndItsBytesCanStillBeRead() throws IOException {
        assertThat(metadata.getString("malformed")).isEqualTo("a\ufffd\ufffdb");
        assertThat(metadata.encoded("malformed").asSlice(8).toArray(ValueLayout.JAVA_BYTE))
                .containsExactly('a', 0xff, 0xc3, 'b');
    }

    @Test
    void arrays() throws IOException {
        assertThat(metadata.getStrings("strings")).containsExactly("a", "", "Ġb");
        assertThat(metadata.getStrings("strings", 3 * Long.BYTES + 3)).as("one by one").containsExactly("a", "", "Ġb");
        assertThat(metadata.getInts("u8s")).containsExactly(0, 127, 255);
        assertThat(metadata.getInts("i64s")).containsExactly(-5, Integer.MAX_VALUE);
        assertThat(metadata.getFloats("f32s")).containsExactly(1.5f, Float.NaN);
        assertThat(metadata.getFloats("f64s")).containsExactly(0.1f, Float.POSITIVE_INFINITY);
        assertThat(metadata.getBools("bools")).containsExactly(true, false, true);
        assertThat(metadata.getInts("none")).isEmpty();
        assertThat(metadata.arrayLength("nested")).isEqualTo(2);
        assertThat(metadata.elementType("nested")).isEqualTo(GgufValueType.ARRAY);
    }

    @Test
    void encodedIsTheValueInPlaceAndReadOnly() throws IOException {
        assertThat(metadata.encoded("bools").toArray(ValueLayout.JAVA_BYTE))
                .containsExactly(7, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1);
        assertThat(metadata.encoded("nested").byteSize()).isEqualTo(12 + 12 + 1 + 12 + 9);
        assertThat(metadata.encoded("u16").toArray(ValueLayout.JAVA_BYTE)).containsExactly(0x60, 0xea);
        assertThat(metadata.encoded("u16").isReadOnly()).isTrue();
    }

    @Test
    void wrongTypesNameTheKeyTheTypeFoundAndTheTypeExpected() {
        assertMessage(() -> metadata.getString("u8"), "metadata 'u8'", "found type UINT8", "expected type STRING");
        assertMessage(() -> metadata.getInt("text"), "metadata 'text'", "found type STRING", "expected an integer");
        assertMessage(() -> metadata.getInt("yes"), "found type BOOL", "expected an integer");
        assertMessage(() -> metadata.getFloat("i32"), "found type INT32", "expected type FLOAT32 or FLOAT64");
        assertMessage(() -> metadata.getBool("u8"), "found type UINT8", "expected type BOOL");
        assertMessage(() -> metadata.getString("strings"), "found ARRAY of 3 STRING", "expected type STRING");
        assertMessage(() -> metadata.getStrings("text"), "found type STRING", "expected an array of STRING");
        assertMessage(() -> metadata.getStrings("u8s"), "found ARRAY of 3 UINT8", "expected an array of STRING");
        assertMessage(() -> metadata.getInts("f32s"), "found ARRAY of 2 FLOAT32", "expected an array of integers");
        assertMessage(() -> metadata.getFloats("u8s"), "expected an array of FLOAT32 or FLOAT64");
        assertMessage(() -> metadata.getBools("u8s"), "expected an array of BOOL");
        assertMessage(() -> metadata.getInts("nested"), "found ARRAY of 2 ARRAY");
        assertMessage(() -> metadata.arrayLength("i32"), "found type INT32", "expected an array");
    }

    @Test
    void absentKeysAreNamed() {
        assertMessage(() -> metadata.getString("gone"), "metadata 'gone'", "no such key");
        assertMessage(() -> metadata.getInts("gone"), "metadata 'gone'", "no such key");
        assertMessage(() -> metadata.type("a\nb"), "metadata 'a\\u000ab'", "no such key");
        assertThat(metadata.contains("gone")).isFalse();
    }

    @Test
    void optionalsAreEmptyForAbsentKeysAndStrictForOthers() throws IOException {
        assertThat(metadata.optionalString("gone")).isEmpty();
        assertThat(metadata.optionalString("empty")).isEqualTo(Optional.of(""));
        assertThat(metadata.optionalInt("gone")).isEqualTo(OptionalInt.empty());
        assertThat(metadata.optionalInt("u8")).isEqualTo(OptionalInt.of(200));
        assertThat(metadata.optionalLong("gone")).isEqualTo(OptionalLong.empty());
        assertThat(metadata.optionalLong("u32")).isEqualTo(OptionalLong.of(4_000_000_000L));
        assertThat(metadata.optionalFloat("gone")).isEqualTo(OptionalDouble.empty());
        assertThat(metadata.optionalFloat("f64")).isEqualTo(OptionalDouble.of(0.1));
        assertThat(metadata.optionalBool("gone")).isEmpty();
        assertThat(metadata.optionalBool("no")).isEqualTo(Optional.of(false));
        assertThat(metadata.optionalStrings("gone")).isEmpty();
        assertThat(metadata.optionalStrings("strings").orElseThrow()).hasSize(3);
        assertMessage(() -> metadata.optionalInt("text"), "found type STRING", "expected an integer");
    }

    @Test
    void keysKeepTheirOrderAndCannotBeRemoved() {
        assertThat(metadata.keys()).startsWith("u8", "i8", "u16").endsWith("none", "nested").hasSize(24);
        assertThatThrownBy(() -> metadata.keys().remove("u8")).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> metadata.getStrings("strings").set(0, "b"))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void valuesAreGoneAfterCloseWhileKeysStay() throws IOException {
        file.close();
        assertThat(metadata.keys()).contains("u8");
        assertThat(metadata.type("u8")).isEqualTo(GgufValueType.UINT8);
        for (ThrowingCallable read : Arrays.<ThrowingCallable>asList(() -> metadata.getInt("u8"),
                () -> metadata.getString("text"), () -> metadata.getStrings("strings"), () -> metadata.encoded("u8"))) {
            assertThatThrownBy(read).isInstanceOf(IllegalStateException.class).hasMessageContaining(".gguf is closed");
        }
    }

    private void assertMessage(ThrowingCallable read, String... parts) {
        assertThatThrownBy(read).isInstanceOf(GgufFormatException.class).hasMessageContaining(file.path().toString())
                .hasMessageContainingAll(parts);
    }
}
