package org.bitnetj.kernels.gguf;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Decodes one metadata value, whose place and lengths were checked when the file was opened. */
final class GgufDecoder {
    /** Bytes of an array of strings that are copied: more than any vocabulary has. */
    static final long MOST_AT_ONCE = 64L << 20;

    private final GgufMapping mapping;
    private final MemorySegment bytes;
    private final String key;
    private final GgufEntry entry;

    GgufDecoder(GgufMapping mapping, String key, GgufEntry entry) {
        this.mapping = mapping;
        this.bytes = mapping.open();
        this.key = key;
        this.entry = entry;
    }

    String string() throws GgufFormatException {
        if (entry.type() != GgufValueType.STRING) {
            throw wrongType("type STRING");
        }
        return stringAt(entry.start());
    }

    long integer(long least, long most) throws GgufFormatException {
        if (!entry.type().isInteger()) {
            throw wrongType("an integer");
        }
        return integerAt(entry.type(), entry.start(), least, most);
    }

    double floating() throws GgufFormatException {
        if (!entry.type().isFloat()) {
            throw wrongType("type FLOAT32 or FLOAT64");
        }
        return floatingAt(entry.type(), entry.start());
    }

    boolean bool() throws GgufFormatException {
        if (entry.type() != GgufValueType.BOOL) {
            throw wrongType("type BOOL");
        }
        return bytes.get(ValueLayout.JAVA_BYTE, entry.start()) != 0;
    }

    List<String> strings(long mostAtOnce) throws GgufFormatException {
        if (entry.element() != GgufValueType.STRING) {
            throw wrongType("an array of STRING");
        }
        long size = entry.end() - entry.elements();
        return Collections.unmodifiableList(size <= mostAtOnce ? stringsAtOnce((int) size) : stringsOneByOne());
    }

    /** Copies the bytes first: a vocabulary and its merges have 400,000 strings, and a look into mapped memory for each takes a JVM that has just begun long. */
    private List<String> stringsAtOnce(int size) {
        byte[] copy = bytes.asSlice(entry.elements(), size).toArray(ValueLayout.JAVA_BYTE);
        ByteBuffer lengths = ByteBuffer.wrap(copy).order(ByteOrder.LITTLE_ENDIAN);
        List<String> strings = new ArrayList<>(entry.count());
        int at = 0;
        for (int i = 0; i < entry.count(); i++) {
            int length = (int) lengths.getLong(at);
            strings.add(new String(copy, at + Long.BYTES, length, StandardCharsets.UTF_8));
            at += Long.BYTES + length;
        }
        return strings;
    }

    private List<String> stringsOneByOne() {
        List<String> strings = new ArrayList<>(entry.count());
        long at = entry.elements();
        for (int i = 0; i < entry.count(); i++) {
            strings.add(stringAt(at));
            at += Long.BYTES + bytes.get(GgufMapping.LONG, at);
        }
        return strings;
    }

    int[] ints() throws GgufFormatException {
        if (!entry.element().isInteger()) {
            throw wrongType("an array of integers");
        }
        int[] ints = new int[entry.count()];
        for (int i = 0; i < ints.length; i++) {
            ints[i] = (int) integerAt(entry.element(), elementAt(i), Integer.MIN_VALUE, Integer.MAX_VALUE);
        }
        return ints;
    }

    float[] floats() throws GgufFormatException {
        if (!entry.element().isFloat()) {
            throw wrongType("an array of FLOAT32 or FLOAT64");
        }
        float[] floats = new float[entry.count()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) floatingAt(entry.element(), elementAt(i));
        }
        return floats;
    }

    boolean[] bools() throws GgufFormatException {
        if (entry.element() != GgufValueType.BOOL) {
            throw wrongType("an array of BOOL");
        }
        boolean[] bools = new boolean[entry.count()];
        for (int i = 0; i < bools.length; i++) {
            bools[i] = bytes.get(ValueLayout.JAVA_BYTE, elementAt(i)) != 0;
        }
        return bools;
    }

    private long elementAt(int index) {
        return entry.elements() + (long) index * entry.element().byteSize();
    }

    private String stringAt(long offset) {
        long length = bytes.get(GgufMapping.LONG, offset);
        byte[] utf8 = bytes.asSlice(offset + Long.BYTES, length).toArray(ValueLayout.JAVA_BYTE);
        return new String(utf8, StandardCharsets.UTF_8);
    }

    private double floatingAt(GgufValueType type, long offset) {
        return type == GgufValueType.FLOAT32
                ? bytes.get(GgufMapping.FLOAT, offset)
                : bytes.get(GgufMapping.DOUBLE, offset);
    }

    private long integerAt(GgufValueType type, long offset, long least, long most) throws GgufFormatException {
        long value = switch (type) {
            case UINT8 -> Byte.toUnsignedLong(bytes.get(ValueLayout.JAVA_BYTE, offset));
            case INT8 -> bytes.get(ValueLayout.JAVA_BYTE, offset);
            case UINT16 -> Short.toUnsignedLong(bytes.get(GgufMapping.SHORT, offset));
            case INT16 -> bytes.get(GgufMapping.SHORT, offset);
            case UINT32 -> Integer.toUnsignedLong(bytes.get(GgufMapping.INT, offset));
            case INT32 -> bytes.get(GgufMapping.INT, offset);
            case UINT64, INT64 -> bytes.get(GgufMapping.LONG, offset);
            default -> throw new AssertionError(type);
        };
        boolean beyondLong = type == GgufValueType.UINT64 && value < 0;
        if (beyondLong || value < least || value > most) {
            throw fail(offset, type + " " + (beyondLong ? Long.toUnsignedString(value) : Long.toString(value)),
                    least + " to " + most);
        }
        return value;
    }

    private GgufFormatException wrongType(String expected) {
        return fail(entry.start(), entry.type() == GgufValueType.ARRAY ? entry.describe() : "type " + entry.type(),
                expected);
    }

    private GgufFormatException fail(long offset, String found, String expected) {
        return new GgufFormatException(mapping.file(), offset, "metadata " + GgufCursor.quote(key), found, expected);
    }
}
