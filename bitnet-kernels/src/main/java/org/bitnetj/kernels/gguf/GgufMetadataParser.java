package org.bitnetj.kernels.gguf;

import java.util.LinkedHashMap;
import java.util.Map;

/** Walks over the metadata entries and checks all that a getter later relies on. */
final class GgufMetadataParser {
    private static final String LENGTH = " length";

    private final GgufCursor cursor;

    GgufMetadataParser(GgufCursor cursor) {
        this.cursor = cursor;
    }

    Map<String, GgufEntry> parse(long count) throws GgufFormatException {
        Map<String, GgufEntry> entries = new LinkedHashMap<>();
        for (long i = 0; i < count; i++) {
            long start = cursor.position();
            String key = cursor.key("key of metadata entry " + i);
            String field = "metadata " + GgufCursor.quote(key);
            GgufEntry entry = entry(field);
            GgufEntry earlier = entries.putIfAbsent(key, entry);
            if (earlier != null) {
                throw cursor.fail(start, "key of metadata entry " + i, "a second " + GgufCursor.quote(key),
                        "each key once (its first value is at offset 0x%x)".formatted(earlier.start()));
            }
        }
        return entries;
    }

    private GgufEntry entry(String field) throws GgufFormatException {
        GgufValueType type = valueType(field + " type");
        long start = cursor.position();
        if (type != GgufValueType.ARRAY) {
            skipScalar(type, field);
            return new GgufEntry(type, start, cursor.position(), null, 0);
        }
        GgufValueType element = valueType(field + " element type");
        int count = arrayLength(element, field);
        skipElements(element, count, field, 1);
        return new GgufEntry(type, start, cursor.position(), element, count);
    }

    private GgufValueType valueType(String field) throws GgufFormatException {
        long start = cursor.position();
        int id = cursor.int32(field);
        return GgufValueType.ofId(id).orElseThrow(() -> cursor.fail(start, field, Integer.toUnsignedString(id),
                "a value type from 0 (UINT8) to 12 (FLOAT64)"));
    }

    private void skipScalar(GgufValueType type, String field) throws GgufFormatException {
        switch (type) {
            case STRING -> cursor.skipString(field + LENGTH);
            case BOOL -> skipBool(field);
            default -> cursor.skip(type.byteSize(), field);
        }
    }

    private void skipBool(String field) throws GgufFormatException {
        long start = cursor.position();
        int found = cursor.uint8(field);
        if (found > 1) {
            throw cursor.fail(start, field, Integer.toString(found), "a bool, 0 or 1");
        }
    }

    private int arrayLength(GgufValueType element, String field) throws GgufFormatException {
        long minimumBytes = switch (element) {
            case STRING -> Long.BYTES;
            case ARRAY -> GgufEntry.ARRAY_HEADER;
            default -> element.byteSize();
        };
        return (int) cursor.count(field + " array length", minimumBytes, cursor.limits().maxArrayElements());
    }

    private void skipElements(GgufValueType element, int count, String field, int depth) throws GgufFormatException {
        switch (element) {
            case ARRAY -> skipArrays(count, field, depth + 1);
            case STRING -> {
                // Joined once: a vocabulary has a hundred thousand strings.
                String lengthField = field + LENGTH;
                for (int i = 0; i < count; i++) {
                    cursor.skipString(lengthField);
                }
            }
            case BOOL -> {
                for (int i = 0; i < count; i++) {
                    skipBool(field);
                }
            }
            default -> cursor.skip((long) count * element.byteSize(), field);
        }
    }

    private void skipArrays(int count, String field, int depth) throws GgufFormatException {
        if (depth > cursor.limits().maxArrayDepth()) {
            throw cursor.fail(cursor.position(), field, "arrays nested " + depth + " deep",
                    "at most " + cursor.limits().maxArrayDepth() + ", the limit of this reader");
        }
        for (int i = 0; i < count; i++) {
            GgufValueType element = valueType(field + " element type");
            skipElements(element, arrayLength(element, field), field, depth);
        }
    }

    /** The alignment that the metadata state, or the format's default of 32. */
    static long alignment(Map<String, GgufEntry> entries, GgufMapping mapping, GgufCursor cursor)
            throws GgufFormatException {
        GgufEntry entry = entries.get(GgufFile.ALIGNMENT_KEY);
        if (entry == null) {
            return GgufFile.DEFAULT_ALIGNMENT;
        }
        String field = "metadata " + GgufCursor.quote(GgufFile.ALIGNMENT_KEY);
        if (entry.type() != GgufValueType.UINT32) {
            throw cursor.fail(entry.start(), field, entry.describe(), "type UINT32");
        }
        long alignment = Integer.toUnsignedLong(mapping.bytes().get(GgufMapping.INT, entry.start()));
        if (Long.bitCount(alignment) != 1) {
            throw cursor.fail(entry.start(), field, Long.toString(alignment), "a power of two");
        }
        return alignment;
    }
}
