package org.bitnetj.kernels.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that lie: each is refused with the offset, the field, what was found and what was expected. */
class GgufHostileTest {
    private static final long HUGE = 1L << 60;

    @TempDir
    Path directory;

    /** A file whose marked field is wrong, and what the message must say. */
    record Lie(String name, GgufBytes bytes, List<String> parts) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Lie lie(String name, GgufBytes bytes, String... parts) {
        return new Lie(name, bytes, List.of(parts));
    }

    static Stream<Lie> lies() {
        return Stream.of(headers(), entries(), arrays(), infos(), places()).flatMap(lies -> lies);
    }

    private static GgufBytes magic(long version) {
        return new GgufBytes().raw("GGUF".getBytes(StandardCharsets.US_ASCII)).mark().u32(version);
    }

    private static Stream<Lie> headers() {
        return Stream.of(lie("empty", new GgufBytes().mark(), "magic: found an empty file"),
                lie("three bytes", new GgufBytes().mark().raw((byte) 'G', (byte) 'G', (byte) 'U'),
                        "magic: found the end of the file after 3 bytes, expected 4 bytes"),
                lie("other magic", new GgufBytes().mark().raw("gg\001t".getBytes(StandardCharsets.US_ASCII)).zeros(60),
                        "magic: found 67 67 01 74, 'gg\\u0001t', expected 'GGUF'"),
                lie("version 0", magic(0).zeros(32), "version: found 0, expected 2 or 3"),
                lie("version 1", magic(1).zeros(32), "version: found 1, the first version"),
                lie("version 4", magic(4).zeros(32), "version: found 4, expected 2 or 3"),
                lie("big-endian", magic(3L << 24).zeros(32), "found 3 in big-endian byte order", "big-endian file"),
                lie("no counts", magic(3).mark().zeros(3), "tensor_count: found the end of the file after 3 bytes"),
                lie("2^60 tensors", magic(3).mark().u64(HUGE).u64(0),
                        "tensor_count: found 1152921504606846976, expected at most 0, as the 8 bytes"),
                lie("-1 tensors", magic(3).mark().u64(-1).u64(0).zeros(64), "found 18446744073709551615"),
                lie("2^60 entries", magic(3).u64(0).mark().u64(HUGE).zeros(28), "entry_count", "at most 2"),
                lie("-1 entries", magic(3).u64(0).mark().u64(-1).zeros(28), "found 18446744073709551615"));
    }

    private static Stream<Lie> entries() {
        return Stream.of(
                lie("key beyond the end", GgufBytes.header(0, 1).mark().u64(HUGE).zeros(32),
                        "key of metadata entry 0 length: found 1152921504606846976, expected at most 32"),
                lie("empty key", GgufBytes.header(0, 1).mark().u64(0).zeros(32), "length: found 0", "at least 1"),
                lie("key over 65535", GgufBytes.header(0, 1).mark().u64(65_536).zeros(70_000), "found 65536",
                        "at most 65535, the limit"),
                lie("key not ASCII", GgufBytes.header(0, 1).u64(3).raw((byte) 'a').mark().raw((byte) 0xc3, (byte) 0xa9)
                        .zeros(32), "found byte 0xc3", "printable ASCII"),
                lie("unknown value type", GgufBytes.header(0, 1).string("k").mark().u32(13).zeros(32),
                        "metadata 'k' type: found 13", "0 (UINT8) to 12 (FLOAT64)"),
                lie("value type 2^32-1", GgufBytes.header(0, 1).string("k").mark().u32(-1).zeros(32),
                        "found 4294967295"),
                lie("bool 2", GgufBytes.header(0, 1).entry("k", GgufValueType.BOOL).mark().u8(2).zeros(8),
                        "metadata 'k': found 2, expected a bool, 0 or 1"),
                lie("bool 2 in an array", GgufBytes.header(0, 1).array("k", GgufValueType.BOOL, 3).u8(1).u8(0).mark()
                        .u8(2), "found 2, expected a bool"),
                lie("value cut", GgufBytes.header(0, 1).entry("k", GgufValueType.FLOAT64).mark().zeros(7),
                        "metadata 'k': found the end of the file after 7 bytes, expected 8 bytes"),
                lie("string beyond the end", GgufBytes.header(0, 1).entry("k", GgufValueType.STRING).mark().u64(17)
                        .zeros(16), "metadata 'k' length: found 17, expected at most 16"),
                lie("string of -1 bytes", GgufBytes.header(0, 1).entry("k", GgufValueType.STRING).mark().u64(-1)
                        .zeros(16), "found 18446744073709551615"),
                lie("second key", GgufBytes.header(0, 2).entry("key", GgufValueType.UINT8).u8(1).mark()
                        .entry("key", GgufValueType.UINT8).u8(1), "key of metadata entry 1: found a second 'key'",
                        "each key once (its first value is at offset 0x27)"),
                lie("alignment 0", alignment(0), "metadata 'general.alignment': found 0, expected a power of two"),
                lie("alignment 48", alignment(48), "found 48, expected a power of two"),
                lie("alignment a string", GgufBytes.header(0, 1).entry("general.alignment", GgufValueType.STRING).mark()
                        .string("32"), "metadata 'general.alignment': found STRING, expected type UINT32"),
                lie("alignment an array", GgufBytes.header(0, 1)
                        .entry("general.alignment", GgufValueType.ARRAY).mark().u32(4).u64(1).u32(32),
                        "found ARRAY of 1 UINT32, expected type UINT32"));
    }

    private static GgufBytes alignment(long value) {
        return GgufBytes.header(0, 1).entry("general.alignment", GgufValueType.UINT32).mark().u32(value);
    }

    private static GgufBytes depthBomb() {
        GgufBytes bytes = GgufBytes.header(0, 1).entry("k", GgufValueType.ARRAY);
        for (int level = 1; level < 100_000; level++) {
            bytes.u32(GgufValueType.ARRAY.id()).u64(1);
            if (level == 4) {
                bytes.mark();
            }
        }
        return bytes.u32(GgufValueType.UINT8.id()).u64(0);
    }

    private static Stream<Lie> arrays() {
        return Stream.of(
                lie("2^60 strings", GgufBytes.header(0, 1).entry("k", GgufValueType.ARRAY)
                        .u32(GgufValueType.STRING.id()).mark().u64(HUGE).zeros(80),
                        "metadata 'k' array length: found 1152921504606846976, expected at most 10"),
                lie("2^62 doubles", GgufBytes.header(0, 1).entry("k", GgufValueType.ARRAY)
                        .u32(GgufValueType.FLOAT64.id()).mark().u64(1L << 62).zeros(80), "expected at most 10"),
                lie("-1 bytes", GgufBytes.header(0, 1).entry("k", GgufValueType.ARRAY).u32(0).mark().u64(-1).zeros(80),
                        "found 18446744073709551615, expected at most 80"),
                lie("one element too many", GgufBytes.header(0, 1).entry("k", GgufValueType.ARRAY)
                        .u32(GgufValueType.UINT16.id()).mark().u64(41).zeros(81), "found 41, expected at most 40"),
                lie("more elements than the limit", GgufBytes.header(0, 1).entry("k", GgufValueType.ARRAY).u32(0)
                        .mark().u64((1 << 24) + 1).zeros((1 << 24) + 1), "found 16777217", "the limit"),
                lie("unknown element type", GgufBytes.header(0, 1).entry("k", GgufValueType.ARRAY).mark().u32(99)
                        .u64(0), "metadata 'k' element type: found 99"),
                lie("string in an array beyond the end", GgufBytes.header(0, 1).array("k", GgufValueType.STRING, 2)
                        .string("a").mark().u64(9).zeros(8), "metadata 'k' length: found 9, expected at most 8"),
                lie("depth bomb", depthBomb(), "metadata 'k': found arrays nested 5 deep, expected at most 4"));
    }

    private static Stream<Lie> infos() {
        return Stream.of(
                lie("name beyond the end", GgufBytes.header(1, 0).mark().u64(HUGE).zeros(64),
                        "name of tensor 0 length: found 1152921504606846976"),
                lie("empty name", GgufBytes.header(1, 0).mark().u64(0).zeros(64), "length: found 0, expected at least"),
                lie("name not UTF-8", GgufBytes.header(1, 0).u64(2).mark().raw((byte) 0xc3, (byte) 'x').zeros(64),
                        "name of tensor 0: found bytes that are not UTF-8", "well-formed UTF-8"),
                lie("n_dims 0", GgufBytes.header(1, 0).string("t").mark().u32(0).zeros(64),
                        "tensor 't' n_dims: found 0, expected 1 to 4"),
                lie("n_dims 5", GgufBytes.header(1, 0).string("t").mark().u32(5).zeros(64), "found 5, expected 1 to 4"),
                lie("n_dims 2^32-1", GgufBytes.header(1, 0).string("t").mark().u32(-1).zeros(64), "found 4294967295"),
                lie("dimension 0", GgufBytes.header(1, 0).string("t").u32(2).u64(4).mark().u64(0).zeros(64),
                        "tensor 't' dimension 1: found 0, expected 1 to 2^63-1"),
                lie("dimension -1", GgufBytes.header(1, 0).string("t").u32(1).mark().u64(-1).zeros(64),
                        "dimension 0: found 18446744073709551615"),
                lie("2^64 elements", GgufBytes.header(1, 0).string("t").u32(2).u64(1L << 32).mark().u64(1L << 32)
                        .zeros(64), "dimension 1: found 4294967296 * 4294967296 elements, expected fewer than 2^63"),
                lie("2^63 bytes", GgufBytes.header(1, 0).string("t").mark().u32(1).u64(HUGE * 2).u32(0).zeros(64),
                        "tensor 't' shape: found 2^63 bytes or more"),
                lie("row cuts a block", GgufBytes.header(1, 0).string("t").mark().u32(2).u64(33).u64(32)
                        .u32(GgufType.Q8_0.id()).zeros(64), "33 columns, but Q8_0 needs a multiple of 32"),
                lie("I2_S of 6 weights", GgufBytes.header(1, 0).string("t").mark().u32(2).u64(3).u64(2)
                        .u32(GgufType.I2_S.id()).zeros(64), "6 weights, but I2_S needs a multiple of 4"),
                lie("TL2 of 128 columns", GgufBytes.header(1, 0).string("t").mark().u32(2).u64(128).u64(64)
                        .u32(GgufType.TL2.id()).zeros(64), "128 columns, but TL2 needs at least 256"),
                lie("second name", GgufBytes.header(2, 0).info("t", GgufType.F32, 8).u64(0).mark()
                        .info("t", GgufType.F32, 8).u64(32).pad(32).zeros(64),
                        "name of tensor 1: found a second 't', expected each name once"),
                lie("info cut", GgufBytes.header(1, 0).info("tt", GgufType.F32, 8).mark().zeros(7),
                        "tensor 'tt' offset: found the end of the file after 7 bytes, expected 8 bytes"));
    }

    private static Stream<Lie> places() {
        return Stream.of(
                lie("misaligned", GgufBytes.header(1, 0).info("t", GgufType.F32, 8).mark().u64(16).pad(32).zeros(64),
                        "tensor 't' offset: found 16, expected a multiple of the alignment, 32"),
                lie("misaligned by the file's own alignment", GgufBytes.header(1, 1)
                        .entry("general.alignment", GgufValueType.UINT32).u32(64).info("t", GgufType.F32, 8).mark()
                        .u64(32).pad(64).zeros(64), "found 32, expected a multiple of the alignment, 64"),
                lie("offset -32", GgufBytes.header(1, 0).info("t", GgufType.F32, 8).mark().u64(-32).pad(32).zeros(64),
                        "found 18446744073709551584, expected fewer than 2^63"),
                lie("offset near 2^63", GgufBytes.header(1, 0).info("t", GgufType.F32, 8).mark()
                        .u64(Long.MAX_VALUE - 31).pad(32).zeros(64), "data that end by the end of the file"),
                lie("one byte beyond the end", GgufBytes.header(1, 0).info("t", GgufType.F32, 8).mark().u64(32).pad(32)
                        .zeros(63), "tensor 't' offset: found 32, so 32 bytes from offset 0x40 + 32",
                        "data that end by the end of the file, 0x7f (127)"),
                lie("no data section", GgufBytes.header(1, 0).info("t", GgufType.F32, 8).mark().u64(0),
                        "data that end by the end of the file"),
                lie("I2_S without its scale field", GgufBytes.header(1, 0).info("t", GgufType.I2_S, 128).mark().u64(0)
                        .pad(32).zeros(63), "so 64 bytes from"),
                lie("alignment 2^31", GgufBytes.header(1, 1).entry("general.alignment", GgufValueType.UINT32)
                        .u32(1L << 31).info("t", GgufType.F32, 8).mark().u64(0).zeros(64), "from offset 0x80000000"),
                lie("overlap", GgufBytes.header(2, 0).info("first", GgufType.F32, 9).u64(0)
                        .info("second", GgufType.F32, 8).mark().u64(32).pad(32).zeros(64),
                        "tensor 'second' offset: found data from 0xa0, inside those of tensor 'first'",
                        "expected data from 0xa4 or later"),
                lie("overlap out of order", GgufBytes.header(2, 0).info("second", GgufType.F32, 8).mark().u64(32)
                        .info("first", GgufType.I2_S, 128).u64(0).pad(32).zeros(64), "inside those of tensor 'first'"),
                lie("same place", GgufBytes.header(2, 0).info("first", GgufType.F32, 8).u64(0)
                        .info("second", 999, 8).mark().u64(0).pad(32).zeros(64), "tensor 'second' offset"),
                lie("unknown type beyond the end", GgufBytes.header(1, 0).info("t", 999, 8).mark().u64(64).pad(32)
                        .zeros(64), "so 1 bytes from"));
    }

    @ParameterizedTest
    @MethodSource("lies")
    void isRefusedByName(Lie lie) throws IOException {
        Path file = Files.write(directory.resolve("hostile.gguf"), lie.bytes().toBytes());
        GgufFormatException refusal = catchThrowableOfType(GgufFormatException.class, () -> GgufFile.open(file).close());
        long at = lie.bytes().marked();
        assertThat(refusal).isNotNull().hasMessageStartingWith(file + ": at offset 0x%x (%d): ".formatted(at, at))
                .hasMessageContainingAll(lie.parts().toArray(new CharSequence[0]));
        assertThat(refusal.offset()).isEqualTo(at);
        assertThat(refusal.getMessage()).contains(refusal.field() + ": found ");
        // Nothing that stands in a file may make a message unreadable.
        assertThat(refusal.getMessage().length()).isLessThan(400 + file.toString().length());
    }

    @Test
    void limitsAreHeld() throws IOException {
        Path file = Files.write(directory.resolve("limits.gguf"), GgufBytes.header(1, 1)
                .array("key", GgufValueType.STRING, 2).string("four").string("").info("t", GgufType.F32, 8).u64(0)
                .pad(32).zeros(32).toBytes());
        GgufLimits enough = new GgufLimits(1, 1, 3, 4, 2, 1);
        try (GgufFile open = GgufFile.open(file, enough)) {
            assertThat(open.metadata().getStrings("key")).containsExactly("four", "");
        }
        assertRefused(file, new GgufLimits(1, 1, 2, 4, 2, 1), "key of metadata entry 0 length", "at most 2");
        assertRefused(file, new GgufLimits(1, 1, 3, 3, 2, 1), "metadata 'key' length", "at most 3");
        assertRefused(file, new GgufLimits(1, 1, 3, 4, 1, 1), "metadata 'key' array length", "at most 1");
    }

    @Test
    void countsOverTheLimitsAreRefused() throws IOException {
        Path two = Files.write(directory.resolve("two.gguf"), GgufBytes.header(2, 2)
                .entry("a", GgufValueType.UINT8).u8(1).entry("b", GgufValueType.UINT8).u8(1)
                .info("s", GgufType.F32, 8).u64(0).info("t", GgufType.F32, 8).u64(32).pad(32).zeros(64).toBytes());
        GgufFile.open(two, new GgufLimits(2, 2, 1, 1, 1, 1)).close();
        assertRefused(two, new GgufLimits(1, 2, 1, 1, 1, 1), "tensor_count: found 2", "at most 1, the limit");
        assertRefused(two, new GgufLimits(2, 1, 1, 1, 1, 1), "entry_count: found 2", "at most 1, the limit");
    }

    private static void assertRefused(Path file, GgufLimits limits, String... parts) {
        assertThat(catchThrowableOfType(GgufFormatException.class, () -> GgufFile.open(file, limits).close()))
                .isNotNull().hasMessageContainingAll(parts);
    }
}
