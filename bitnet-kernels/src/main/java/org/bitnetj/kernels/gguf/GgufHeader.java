package org.bitnetj.kernels.gguf;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** All that opening a file learns: everything before the data section. */
record GgufHeader(int version, long alignment, GgufMetadata metadata, List<GgufTensor> tensors,
        Map<String, GgufTensor> tensorsByName) {
    private static final int MAGIC = 0x46554747;
    // The shortest that each can be: a one-letter key and a one-byte value, a one-letter name and one dimension.
    private static final int MIN_ENTRY_BYTES = 8 + 1 + 4 + 1;
    private static final int MIN_TENSOR_BYTES = 8 + 1 + 4 + 8 + 4 + 8;

    static GgufHeader parse(GgufMapping mapping, GgufLimits limits) throws GgufFormatException {
        GgufCursor cursor = new GgufCursor(mapping, limits);
        checkMagic(mapping, cursor);
        int version = version(cursor);
        long tensorCount = cursor.count("tensor_count", MIN_TENSOR_BYTES, limits.maxTensors());
        long entryCount = cursor.count("entry_count", MIN_ENTRY_BYTES, limits.maxMetadataEntries());
        Map<String, GgufEntry> entries = new GgufMetadataParser(cursor).parse(entryCount);
        long alignment = GgufMetadataParser.alignment(entries, mapping, cursor);
        List<GgufTensor> tensors = new GgufTensorParser(mapping, cursor).parse(tensorCount, alignment);
        Map<String, GgufTensor> byName = new HashMap<>();
        for (GgufTensor tensor : tensors) {
            byName.put(tensor.name(), tensor);
        }
        return new GgufHeader(version, alignment, new GgufMetadata(mapping, Collections.unmodifiableMap(entries)),
                tensors, Collections.unmodifiableMap(byName));
    }

    private static void checkMagic(GgufMapping mapping, GgufCursor cursor) throws GgufFormatException {
        if (cursor.size() == 0) {
            throw cursor.fail(0, "magic", "an empty file", "'GGUF'");
        }
        MemorySegment bytes = mapping.bytes();
        if (cursor.int32("magic") != MAGIC) {
            byte[] found = bytes.asSlice(0, Integer.BYTES).toArray(ValueLayout.JAVA_BYTE);
            throw cursor.fail(0, "magic", "%02x %02x %02x %02x, ".formatted(found[0], found[1], found[2], found[3])
                    + GgufCursor.quote(new String(found, StandardCharsets.ISO_8859_1)), "'GGUF', 47 47 55 46");
        }
    }

    private static int version(GgufCursor cursor) throws GgufFormatException {
        int version = cursor.int32("version");
        if (version == 2 || version == 3) {
            return version;
        }
        String found = Integer.toUnsignedString(version);
        // A small version whose bytes stand in the other order: only big-endian writers produce that.
        int swapped = Integer.reverseBytes(version);
        if (swapped > 0 && swapped < 1 << 16) {
            found = swapped + " in big-endian byte order, so a big-endian file";
        } else if (version == 1) {
            found = "1, the first version, whose lengths have 32 bits";
        }
        throw cursor.fail(4, "version", found, "2 or 3 in little-endian byte order");
    }
}
