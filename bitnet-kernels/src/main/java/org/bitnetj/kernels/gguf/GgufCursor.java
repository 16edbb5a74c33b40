package org.bitnetj.kernels.gguf;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Reads the header from front to back. Every read is checked against the bytes that are left, before it is made. */
final class GgufCursor {
    private static final int QUOTED_CHARACTERS = 80;

    private final Path file;
    private final MemorySegment bytes;
    private final GgufLimits limits;
    private long position;

    GgufCursor(GgufMapping mapping, GgufLimits limits) {
        this.file = mapping.file();
        this.bytes = mapping.bytes();
        this.limits = limits;
    }

    GgufLimits limits() {
        return limits;
    }

    long position() {
        return position;
    }

    long size() {
        return bytes.byteSize();
    }

    long remaining() {
        return bytes.byteSize() - position;
    }

    /** Moves over {@code count} bytes and returns where they start. */
    long skip(long count, String field) throws GgufFormatException {
        if (count > remaining()) {
            throw fail(position, field, "the end of the file after " + remaining() + " bytes", count + " bytes");
        }
        long start = position;
        position += count;
        return start;
    }

    int uint8(String field) throws GgufFormatException {
        return Byte.toUnsignedInt(bytes.get(ValueLayout.JAVA_BYTE, skip(1, field)));
    }

    int int32(String field) throws GgufFormatException {
        return bytes.get(GgufMapping.INT, skip(4, field));
    }

    long int64(String field) throws GgufFormatException {
        return bytes.get(GgufMapping.LONG, skip(8, field));
    }

    /** A uint64 that counts things of at least {@code minimumBytes} each: no more than the file still has room for. */
    long count(String field, long minimumBytes, long limit) throws GgufFormatException {
        long start = position;
        long count = int64(field);
        long room = remaining() / minimumBytes;
        if (count < 0 || count > room) {
            throw fail(start, field, Long.toUnsignedString(count), "at most " + room + ", as the " + remaining()
                    + " bytes that follow have room for no more of at least " + minimumBytes + " bytes each");
        }
        if (count > limit) {
            throw fail(start, field, Long.toString(count), "at most " + limit + ", the limit of this reader");
        }
        return count;
    }

    /** Moves over a string value; its content is any sequence of bytes. */
    void skipString(String lengthField) throws GgufFormatException {
        // In two steps: += would add to the position from before the length was read.
        long length = count(lengthField, 1, limits.maxStringBytes());
        position += length;
    }

    /** A metadata key: printable ASCII. */
    String key(String field) throws GgufFormatException {
        byte[] name = name(field);
        for (int i = 0; i < name.length; i++) {
            if (name[i] < 0x20 || name[i] > 0x7e) {
                throw fail(position - name.length + i, field, "byte 0x%02x in it".formatted(name[i]),
                        "printable ASCII (0x20 to 0x7e)");
            }
        }
        return new String(name, StandardCharsets.US_ASCII);
    }

    /** The name of a tensor: well-formed UTF-8, as two malformed names could become one when they are decoded. */
    String tensorName(String field) throws GgufFormatException {
        byte[] name = name(field);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(name)).toString();
        } catch (CharacterCodingException e) {
            GgufFormatException failure = fail(position - name.length, field, "bytes that are not UTF-8: "
                    + quote(new String(name, StandardCharsets.UTF_8)), "well-formed UTF-8");
            failure.initCause(e);
            throw failure;
        }
    }

    private byte[] name(String field) throws GgufFormatException {
        long start = position;
        long length = count(field + " length", 1, limits.maxNameBytes());
        if (length == 0) {
            throw fail(start, field + " length", "0", "at least 1");
        }
        long from = skip(length, field);
        return bytes.asSlice(from, length).toArray(ValueLayout.JAVA_BYTE);
    }

    GgufFormatException fail(long offset, String field, String found, String expected) {
        return new GgufFormatException(file, offset, field, found, expected);
    }

    /** Text from the file as it may stand in a message: control characters escaped, no longer than one can read. */
    static String quote(String text) {
        StringBuilder quoted = new StringBuilder("'");
        for (int i = 0; i < Math.min(text.length(), QUOTED_CHARACTERS); i++) {
            char c = text.charAt(i);
            if (Character.isISOControl(c) || Character.isSurrogate(c) || Character.getType(c) == Character.FORMAT) {
                quoted.append("\\u%04x".formatted((int) c));
            } else {
                quoted.append(c);
            }
        }
        quoted.append('\'');
        return text.length() <= QUOTED_CHARACTERS
                ? quoted.toString()
                : quoted.append(" (and ").append(text.length() - QUOTED_CHARACTERS).append(" more)").toString();
    }
}
