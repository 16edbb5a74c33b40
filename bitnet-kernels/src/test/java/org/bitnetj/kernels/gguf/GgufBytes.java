package org.bitnetj.kernels.gguf;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Writes GGUF files field by field, right ones and wrong ones; it checks nothing. */
final class GgufBytes {
    private ByteBuffer bytes = ByteBuffer.allocate(256).order(ByteOrder.LITTLE_ENDIAN);
    private long mark = -1;

    /** A header of version 3 with these counts. */
    static GgufBytes header(long tensorCount, long entryCount) {
        return new GgufBytes().raw("GGUF".getBytes(StandardCharsets.US_ASCII)).u32(3).u64(tensorCount).u64(entryCount);
    }

    /** Remembers the position: the field that follows is the one that a message is expected to name. */
    GgufBytes mark() {
        mark = bytes.position();
        return this;
    }

    long marked() {
        return mark;
    }

    int position() {
        return bytes.position();
    }

    GgufBytes raw(byte... values) {
        room(values.length).put(values);
        return this;
    }

    GgufBytes u8(int value) {
        room(1).put((byte) value);
        return this;
    }

    GgufBytes u16(int value) {
        room(2).putShort((short) value);
        return this;
    }

    GgufBytes u32(long value) {
        room(4).putInt((int) value);
        return this;
    }

    GgufBytes u64(long value) {
        room(8).putLong(value);
        return this;
    }

    GgufBytes f32(float... values) {
        for (float value : values) {
            room(4).putFloat(value);
        }
        return this;
    }

    GgufBytes f64(double... values) {
        for (double value : values) {
            room(8).putDouble(value);
        }
        return this;
    }

    GgufBytes string(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        return u64(utf8.length).raw(utf8);
    }

    /** A metadata entry up to its value. */
    GgufBytes entry(String key, GgufValueType type) {
        return string(key).u32(type.id());
    }

    /** A metadata entry up to an array's elements. */
    GgufBytes array(String key, GgufValueType element, long count) {
        return entry(key, GgufValueType.ARRAY).u32(element.id()).u64(count);
    }

    /** A tensor info up to its offset. */
    GgufBytes info(String name, int typeId, long... shape) {
        string(name).u32(shape.length);
        for (long dimension : shape) {
            u64(dimension);
        }
        return u32(typeId);
    }

    GgufBytes info(String name, GgufType type, long... shape) {
        return info(name, type.id(), shape);
    }

    GgufBytes zeros(int count) {
        return raw(new byte[count]);
    }

    GgufBytes pad(int alignment) {
        return zeros(Math.floorMod(-bytes.position(), alignment));
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes.array(), bytes.position());
    }

    /** Writes the bytes and opens them. */
    GgufFile open(Path directory) throws IOException {
        Path file = Files.createTempFile(directory, "built", ".gguf");
        Files.write(file, toBytes());
        return GgufFile.open(file);
    }

    /** Reads bytes as if they were a file, without one: for tests that read very many. */
    static GgufHeader parse(byte[] content, long length) throws GgufFormatException {
        MemorySegment bytes = MemorySegment.ofArray(content).asReadOnly().asSlice(0, length);
        return GgufHeader.parse(new GgufMapping(Path.of("memory.gguf"), bytes), GgufLimits.DEFAULT);
    }

    private ByteBuffer room(int count) {
        if (bytes.remaining() < count) {
            byte[] longer = Arrays.copyOf(bytes.array(), Math.max(2 * bytes.capacity(), bytes.position() + count));
            bytes = ByteBuffer.wrap(longer).order(ByteOrder.LITTLE_ENDIAN).position(bytes.position());
        }
        return bytes;
    }
}
