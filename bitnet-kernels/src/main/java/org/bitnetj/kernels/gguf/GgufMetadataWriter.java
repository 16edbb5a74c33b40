package org.bitnetj.kernels.gguf;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Metadata entries in the order in which they were put, each encoded as it will stand in the file. */
final class GgufMetadataWriter {
    private static final int MAX_KEY_BYTES = 65_535;

    private final Map<String, Encoded> entries = new LinkedHashMap<>();

    /** A value's type and bytes. */
    record Encoded(GgufValueType type, MemorySegment value) {}

    Map<String, Encoded> entries() {
        return entries;
    }

    void put(String key, Encoded entry) {
        requireKey(key);
        if (key.equals(GgufFile.ALIGNMENT_KEY)) {
            requireAlignment(entry);
        }
        if (entries.putIfAbsent(key, entry) != null) {
            throw new IllegalArgumentException(field(key) + " is there already; each key stands once in a file");
        }
    }

    void putAll(GgufMetadata metadata, Predicate<String> wanted) throws GgufFormatException {
        for (String key : metadata.keys()) {
            if (wanted.test(key)) {
                byte[] value = metadata.encoded(key).toArray(ValueLayout.JAVA_BYTE);
                put(key, new Encoded(metadata.type(key), MemorySegment.ofArray(value)));
            }
        }
    }

    /** The alignment that the entries state, or the format's default. */
    long alignment() {
        Encoded stated = entries.get(GgufFile.ALIGNMENT_KEY);
        return stated == null
                ? GgufFile.DEFAULT_ALIGNMENT
                : Integer.toUnsignedLong(stated.value().get(GgufMapping.INT, 0));
    }

    private static void requireKey(String key) {
        if (key.isEmpty() || key.length() > MAX_KEY_BYTES) {
            throw new IllegalArgumentException("a metadata key has 1 to " + MAX_KEY_BYTES + " bytes, not " + key.length());
        }
        for (int i = 0; i < key.length(); i++) {
            if (key.charAt(i) < 0x20 || key.charAt(i) > 0x7e) {
                throw new IllegalArgumentException("character " + i + " of the metadata key " + GgufCursor.quote(key)
                        + " is no printable ASCII (0x20 to 0x7e)");
            }
        }
    }

    private static void requireAlignment(Encoded entry) {
        String name = field(GgufFile.ALIGNMENT_KEY) + " is ";
        if (entry.type() != GgufValueType.UINT32) {
            throw new IllegalArgumentException(name + "a UINT32, not type " + entry.type());
        }
        long alignment = Integer.toUnsignedLong(entry.value().get(GgufMapping.INT, 0));
        if (Long.bitCount(alignment) != 1 || alignment < 8) {
            throw new IllegalArgumentException(name + "a power of two, 8 or more, not " + alignment);
        }
    }

    static byte[] encode(String key, String value) {
        return encodeString(field(key), value);
    }

    private static String field(String key) {
        return "metadata " + GgufCursor.quote(key);
    }

    private static byte[] encodeString(String field, String value) {
        byte[] utf8 = utf8(field, value);
        return ByteBuffer.allocate(Long.BYTES + utf8.length).order(ByteOrder.LITTLE_ENDIAN).putLong(utf8.length).put(utf8).array();
    }

    static byte[] encode(String key, List<String> values) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(arrayHeader(GgufValueType.STRING, values.size()));
        String field = field(key);
        for (String value : values) {
            bytes.writeBytes(encodeString(field, value));
        }
        return bytes.toByteArray();
    }

    static byte[] encode(String key, GgufValueType type, long... values) {
        if (!type.isInteger()) {
            throw new IllegalArgumentException(field(key) + ": " + type + " is no type of integers");
        }
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(type.byteSize(), values.length)).order(ByteOrder.LITTLE_ENDIAN);
        for (long value : values) {
            requireRange(key, type, value);
            switch (type.byteSize()) {
                case 1 -> bytes.put((byte) value);
                case 2 -> bytes.putShort((short) value);
                case 4 -> bytes.putInt((int) value);
                default -> bytes.putLong(value);
            }
        }
        return bytes.array();
    }

    static byte[] encodeArray(GgufValueType element, int count, byte[] elements) {
        ByteBuffer bytes = ByteBuffer.allocate(Math.addExact(GgufEntry.ARRAY_HEADER, elements.length));
        return bytes.put(arrayHeader(element, count)).put(elements).array();
    }

    private static byte[] arrayHeader(GgufValueType element, int count) {
        return ByteBuffer.allocate(GgufEntry.ARRAY_HEADER).order(ByteOrder.LITTLE_ENDIAN).putInt(element.id()).putLong(count).array();
    }

    private static void requireRange(String key, GgufValueType type, long value) {
        long least = switch (type) {
            case INT8 -> Byte.MIN_VALUE;
            case INT16 -> Short.MIN_VALUE;
            case INT32 -> Integer.MIN_VALUE;
            case INT64 -> Long.MIN_VALUE;
            default -> 0;
        };
        long most = switch (type) {
            case UINT8 -> 0xff;
            case UINT16 -> 0xffff;
            case UINT32 -> 0xffff_ffffL;
            case UINT64 -> Long.MAX_VALUE;
            default -> ~least;
        };
        if (value < least || value > most) {
            throw new IllegalArgumentException(field(key) + ": " + value + " is no " + type + ", which is " + least
                    + " to " + most);
        }
    }

    /** UTF-8, without the question marks that a lenient encoder puts for half a surrogate pair. */
    static byte[] utf8(String field, String value) {
        try {
            ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(value));
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes;
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(
                    field + ": " + GgufCursor.quote(value) + " holds half a surrogate pair, which UTF-8 has no bytes for",
                    e);
        }
    }
}
