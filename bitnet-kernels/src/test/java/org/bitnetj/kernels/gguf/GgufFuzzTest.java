package org.bitnetj.kernels.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tiny model, cut short everywhere and with bits flipped: it is read or refused, and nothing else happens. */
class GgufFuzzTest {
    private static final long SEED = 20_261_121;
    private static final int FLIPS = 20_000;

    @TempDir
    Path directory;

    @Test
    void everyPrefixIsRefused() throws IOException {
        byte[] model = TinyBitnet.modelBytes();
        int headerBytes = TinyBitnet.expected().get("headerBytes").asInt();
        // Every byte of the header, then steps through the data, then the last bytes.
        int refused = 0;
        for (int length = 0; length < model.length;) {
            int prefix = length;
            assertThatThrownBy(() -> GgufBytes.parse(model, prefix)).as("prefix of %d bytes", prefix)
                    .isInstanceOf(GgufFormatException.class);
            refused++;
            length += length < headerBytes + 64 || length >= model.length - 64 ? 1 : Math.min(997, model.length - 64 - length);
        }
        assertThat(refused).isGreaterThan(headerBytes + 1_000);
        assertThat(GgufBytes.parse(model, model.length).tensors()).hasSize(68);
    }

    @Test
    void aPrefixThatLacksOnlyPaddingIsRead() throws IOException {
        byte[] bytes = GgufBytes.header(1, 0).info("t", GgufType.F32, 3).u64(0).pad(32).f32(1, 2, 3).pad(32).toBytes();
        int needed = bytes.length - 20;
        assertThat(GgufBytes.parse(bytes, needed).tensors().getFirst().toFloats()).containsExactly(1, 2, 3);
        assertThatThrownBy(() -> GgufBytes.parse(bytes, needed - 1)).isInstanceOf(GgufFormatException.class);
    }

    @Test
    void prefixesOnDiskAreRefused() throws IOException {
        byte[] model = TinyBitnet.modelBytes();
        Path file = directory.resolve("prefix.gguf");
        for (int length : new int[]{0, 1, 4, 8, 16, 24, 25, 1_000, 17_969, 17_970, 17_984, 280_128, model.length - 1}) {
            Files.write(file, Arrays.copyOf(model, length));
            assertThatThrownBy(() -> GgufFile.open(file).close()).as("prefix of %d bytes", length)
                    .isInstanceOf(GgufFormatException.class).hasMessageStartingWith(file + ": at offset 0x");
        }
    }

    @Test
    void flippedBitsAreReadOrRefused() throws IOException {
        byte[] model = TinyBitnet.modelBytes();
        int headerBytes = TinyBitnet.expected().get("headerBytes").asInt();
        Random random = new Random(SEED);
        int read = 0;
        for (int i = 0; i < FLIPS; i++) {
            // The vocabulary is most of the header: half of the flips go to the two ends, where the structure is.
            int place = i % 4 == 0
                    ? random.nextInt(1_000)
                    : i % 4 == 1 ? headerBytes - 1 - random.nextInt(5_000) : random.nextInt(headerBytes);
            int bit = 1 << random.nextInt(8);
            model[place] ^= (byte) bit;
            if (isRead(model, "seed %d, flip %d: bit 0x%02x of byte %d".formatted(SEED, i, bit, place))) {
                read++;
            }
            model[place] ^= (byte) bit;
        }
        assertThat(read).as("flips that are read, of %d", FLIPS).isBetween(FLIPS / 10, FLIPS - FLIPS / 10);
        assertThat(isRead(model, "all flips taken back")).isTrue();
    }

    @Test
    void randomBytesInPlaceOfFieldsAreReadOrRefused() throws IOException {
        byte[] model = TinyBitnet.modelBytes();
        int headerBytes = TinyBitnet.expected().get("headerBytes").asInt();
        Random random = new Random(SEED + 1);
        int refused = 0;
        for (int i = 0; i < 2_000; i++) {
            int place = random.nextInt(headerBytes - 8);
            byte[] original = Arrays.copyOfRange(model, place, place + 8);
            byte[] replacement = new byte[8];
            random.nextBytes(replacement);
            System.arraycopy(replacement, 0, model, place, 8);
            if (!isRead(model, "seed %d, replacement %d at byte %d".formatted(SEED + 1, i, place))) {
                refused++;
            }
            System.arraycopy(original, 0, model, place, 8);
        }
        assertThat(refused).isGreaterThan(100);
    }

    /** Whether the bytes are read; if so, all that the header promises is touched. Only a refusal may be thrown. */
    private static boolean isRead(byte[] model, String what) {
        GgufHeader header;
        try {
            header = GgufBytes.parse(model, model.length);
        } catch (GgufFormatException e) {
            assertThat(e).as(what).hasMessageContaining("memory.gguf: at offset 0x").hasMessageContaining(": found ");
            return false;
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            throw new AssertionError(what, e);
        }
        try {
            touch(header);
        } catch (RuntimeException | GgufFormatException e) {
            throw new AssertionError(what, e);
        }
        return true;
    }

    /** Reads what the header promises, with plain checks: this runs once a flip. */
    private static void touch(GgufHeader header) throws GgufFormatException {
        GgufMetadata metadata = header.metadata();
        for (String key : metadata.keys()) {
            check(metadata.encoded(key).byteSize() > 0, key);
            if (metadata.type(key) == GgufValueType.STRING) {
                check(metadata.encoded(key).byteSize() >= 8 + metadata.getString(key).length(), key);
            } else if (metadata.type(key) == GgufValueType.ARRAY
                    && metadata.elementType(key) == GgufValueType.STRING) {
                check(metadata.getStrings(key).size() == metadata.arrayLength(key), key);
            }
        }
        for (GgufTensor tensor : header.tensors()) {
            if (tensor.type() != GgufType.UNKNOWN) {
                MemorySegment data = tensor.data();
                // Reading both ends proves that they are inside the file; any value may stand there.
                check(data.byteSize() == tensor.byteSize(), tensor.name());
                int ends = data.get(ValueLayout.JAVA_BYTE, 0) + data.get(ValueLayout.JAVA_BYTE, data.byteSize() - 1);
                check(ends >= 2 * Byte.MIN_VALUE, tensor.name());
            }
        }
    }

    private static void check(boolean kept, String where) {
        if (!kept) {
            throw new IllegalStateException(where);
        }
    }
}
