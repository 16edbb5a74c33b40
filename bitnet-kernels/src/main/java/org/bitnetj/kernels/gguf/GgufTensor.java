package org.bitnetj.kernels.gguf;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * A tensor of an open {@link GgufFile}: what the file says about it, and its bytes in place.
 *
 * <p>Immutable and safe for use by several threads. Name, type, shape, offset and size stay readable after the file is
 * closed; {@link #data()} and the conversions then throw {@link IllegalStateException}.
 */
public final class GgufTensor {
    static final long UNKNOWN_SIZE = -1;
    // What the JDK's own collections take for the longest array that any VM allocates.
    private static final int MAX_ARRAY = Integer.MAX_VALUE - 8;

    private final GgufMapping mapping;
    private final String name;
    private final int typeId;
    private final GgufType type;
    private final long[] shape;
    private final long offset;
    private final long byteSize;

    GgufTensor(GgufMapping mapping, String name, int typeId, long[] shape, long offset, long byteSize) {
        this.mapping = mapping;
        this.name = name;
        this.typeId = typeId;
        this.type = GgufType.ofId(typeId);
        this.shape = shape.clone();
        this.offset = offset;
        this.byteSize = byteSize;
    }

    static long rows(long[] shape) {
        long rows = 1;
        for (int d = 1; d < shape.length; d++) {
            rows *= shape[d];
        }
        return rows;
    }

    /**
     * The tensor's name, unique in its file.
     *
     * @return for example {@code blk.0.attn_q.weight}
     */
    public String name() {
        return name;
    }

    /**
     * The type of the elements.
     *
     * @return the type; {@link GgufType#UNKNOWN} if the id is none that this library knows
     */
    public GgufType type() {
        return type;
    }

    /**
     * The type's id as it stands in the file, known or not.
     *
     * @return a uint32; ids over 2^31 come out negative
     */
    public int typeId() {
        return typeId;
    }

    /**
     * The dimensions in the file's order: ne[0] is the length of a row (the index that varies fastest).
     *
     * @return 1 to 4 positive numbers, a fresh array
     */
    public long[] shape() {
        return shape.clone();
    }

    /**
     * The length of a row, ne[0]: the inputs k of a weight matrix.
     *
     * @return columns
     */
    public long columns() {
        return shape[0];
    }

    /**
     * The number of rows, the product of all dimensions but the first: the outputs m of a weight matrix, 1 for a vector.
     *
     * @return rows
     */
    public long rows() {
        return rows(shape);
    }

    /**
     * The number of elements, rows times columns.
     *
     * @return elements, less than 2^63
     */
    public long elements() {
        return rows() * columns();
    }

    /**
     * Where the data start, from the start of the file.
     *
     * @return bytes; a multiple of the file's alignment
     */
    public long offset() {
        return offset;
    }

    /**
     * How long the data are, scale field included, padding after them not; see {@link GgufType#byteSize(long, long)}.
     *
     * @return bytes
     * @throws UnsupportedOperationException if the type is unknown
     */
    public long byteSize() {
        requireKnownType();
        return byteSize;
    }

    /** The size, or the least that a tensor of unknown type can have: one byte. */
    long leastSize() {
        return Math.max(1, byteSize);
    }

    /** The same tensor, at another offset. */
    GgufTensor at(long otherOffset) {
        return new GgufTensor(mapping, name, typeId, shape, otherOffset, byteSize);
    }

    /**
     * The data in place: a slice of the memory map, {@link #byteSize()} bytes, not copied. Its numbers are little-endian.
     *
     * @return a read-only segment, valid until the file is closed, accessible to all threads
     * @throws UnsupportedOperationException if the type is unknown
     * @throws IllegalStateException         if the file is closed
     */
    public MemorySegment data() {
        requireKnownType();
        return mapping.open().asSlice(offset, byteSize);
    }

    /**
     * Decodes the whole tensor, row after row.
     *
     * @return {@link #elements()} floats, exact for all three types (a NaN stays a NaN)
     * @throws UnsupportedOperationException if the type is not F32, F16 or BF16, or if there are more elements than an
     *                                       array holds (use {@link #readFloats})
     * @throws IllegalStateException         if the file is closed
     */
    public float[] toFloats() {
        requireFloatType();
        if (elements() > MAX_ARRAY) {
            throw new UnsupportedOperationException("tensor " + GgufCursor.quote(name) + " of " + mapping.file() + " has "
                    + elements() + " elements, more than an array holds; read it in parts");
        }
        mapping.open();
        float[] floats = new float[(int) elements()];
        readFloats(0, floats);
        return floats;
    }

    /**
     * Decodes {@code target.length} elements, for example one row of an embedding.
     *
     * @param first  index of the first element, row * {@link #columns()} + column
     * @param target where they go
     * @throws UnsupportedOperationException if the type is not F32, F16 or BF16
     * @throws IndexOutOfBoundsException     if the tensor does not have these elements
     * @throws IllegalStateException         if the file is closed
     */
    public void readFloats(long first, float[] target) {
        requireFloatType();
        if (first < 0 || first > elements() - target.length) {
            throw new IndexOutOfBoundsException("elements " + first + " to " + first + " + " + target.length
                    + " of tensor " + GgufCursor.quote(name) + ", which has " + elements());
        }
        MemorySegment bytes = data();
        long from = first * type.bytesPerBlock();
        switch (type) {
            case F32 -> MemorySegment.copy(bytes, GgufMapping.FLOAT, from, target, 0, target.length);
            case F16 -> {
                for (int i = 0; i < target.length; i++) {
                    target[i] = Float.float16ToFloat(bytes.get(GgufMapping.SHORT, from + 2L * i));
                }
            }
            default -> {
                for (int i = 0; i < target.length; i++) {
                    target[i] = Float.intBitsToFloat(bytes.get(GgufMapping.SHORT, from + 2L * i) << 16);
                }
            }
        }
    }

    private void requireKnownType() {
        if (type == GgufType.UNKNOWN) {
            throw new UnsupportedOperationException("tensor " + GgufCursor.quote(name) + " of " + mapping.file()
                    + " has type id " + Integer.toUnsignedString(typeId) + ", which is unknown: its bytes cannot be read");
        }
    }

    private void requireFloatType() {
        requireKnownType();
        if (type != GgufType.F32 && type != GgufType.F16 && type != GgufType.BF16) {
            throw new UnsupportedOperationException("tensor " + GgufCursor.quote(name) + " of " + mapping.file()
                    + " has type " + type + "; floats are decoded from F32, F16 and BF16");
        }
    }

    /**
     * Name, type and shape, for people.
     *
     * @return for example {@code blk.0.attn_q.weight I2_S [2560, 2560]}
     */
    @Override
    public String toString() {
        return name + " " + (type == GgufType.UNKNOWN ? "type " + Integer.toUnsignedString(typeId) : type) + " "
                + Arrays.toString(shape);
    }
}
