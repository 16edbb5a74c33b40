package org.bitnetj.kernels.gguf;

/**
 * Where a metadata value lies. Values are decoded when they are asked for, so a vocabulary costs nothing until then.
 *
 * @param type    the value's type
 * @param start   the offset of the value's first byte in the file
 * @param end     the offset after its last byte
 * @param element the type of an array's elements, null if the value is no array
 * @param count   an array's length in elements, 0 if the value is no array
 */
record GgufEntry(GgufValueType type, long start, long end, GgufValueType element, int count) {
    /** Bytes before an array's first element: its element type and its count. */
    static final int ARRAY_HEADER = Integer.BYTES + Long.BYTES;

    /** The offset of an array's first element. */
    long elements() {
        return start + ARRAY_HEADER;
    }

    /** The type as messages name it. */
    String describe() {
        return type == GgufValueType.ARRAY ? "ARRAY of " + count + " " + element : type.toString();
    }
}
