package org.bitnetj.kernels.gguf;

import java.util.Optional;

/** The types of metadata values, in the order of their ids in the file. All values are little-endian. */
public enum GgufValueType {
    /** 8 bits, unsigned. */
    UINT8(0, 1),
    /** 8 bits, signed. */
    INT8(1, 1),
    /** 16 bits, unsigned. */
    UINT16(2, 2),
    /** 16 bits, signed. */
    INT16(3, 2),
    /** 32 bits, unsigned. */
    UINT32(4, 4),
    /** 32 bits, signed. */
    INT32(5, 4),
    /** IEEE 754 single precision. */
    FLOAT32(6, 4),
    /** One byte, 0 or 1. */
    BOOL(7, 1),
    /** A uint64 length in bytes, then UTF-8. */
    STRING(8, 0),
    /** A uint32 element type, a uint64 element count, then the elements. */
    ARRAY(9, 0),
    /** 64 bits, unsigned. */
    UINT64(10, 8),
    /** 64 bits, signed. */
    INT64(11, 8),
    /** IEEE 754 double precision. */
    FLOAT64(12, 8);

    // Declared in the order of the ids, which have no gaps.
    private static final GgufValueType[] BY_ID = values();

    private final int id;
    private final int byteSize;

    GgufValueType(int id, int byteSize) {
        this.id = id;
        this.byteSize = byteSize;
    }

    /**
     * The type's number in a file.
     *
     * @return 0 to 12
     */
    public int id() {
        return id;
    }

    /**
     * The size of a value of fixed size.
     *
     * @return bytes, or 0 for strings and arrays
     */
    public int byteSize() {
        return byteSize;
    }

    /**
     * Whether values of this type are integers (a bool is not).
     *
     * @return true for the eight integer types
     */
    public boolean isInteger() {
        return switch (this) {
            case UINT8, INT8, UINT16, INT16, UINT32, INT32, UINT64, INT64 -> true;
            case FLOAT32, BOOL, STRING, ARRAY, FLOAT64 -> false;
        };
    }

    /**
     * Whether values of this type are floating-point numbers.
     *
     * @return true for {@link #FLOAT32} and {@link #FLOAT64}
     */
    public boolean isFloat() {
        return this == FLOAT32 || this == FLOAT64;
    }

    /**
     * Finds a type by its id.
     *
     * @param id the number in the file
     * @return the type, or empty if no type has this id
     */
    public static Optional<GgufValueType> ofId(int id) {
        return id >= 0 && id < BY_ID.length ? Optional.of(BY_ID[id]) : Optional.empty();
    }
}
