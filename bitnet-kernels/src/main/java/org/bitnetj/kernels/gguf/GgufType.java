package org.bitnetj.kernels.gguf;

/**
 * The element types of tensors, by the ids of ggml and bitnet.cpp.
 *
 * <p>Ids 36, 38 and 39 are read as bitnet.cpp means them (I2_S, TL1, TL2). Upstream ggml has withdrawn its own 36 and 38
 * and has given 39 to another type (MXFP4); a file does not say whose ids it uses.
 *
 * <p>The two byte orders of I2_S (blocks of 128 and of 64 weights) share one id and one size, so the container cannot
 * tell them apart.
 */
public enum GgufType {
    /** IEEE 754 single precision. */
    F32(0, 1, 4),
    /** IEEE 754 half precision. */
    F16(1, 1, 2),
    /** 4 bits, one half-precision scale. */
    Q4_0(2, 32, 18),
    /** 4 bits, scale and minimum. */
    Q4_1(3, 32, 20),
    /** 5 bits, one half-precision scale. */
    Q5_0(6, 32, 22),
    /** 5 bits, scale and minimum. */
    Q5_1(7, 32, 24),
    /** 8 bits, one half-precision scale: 2 + 32 bytes. */
    Q8_0(8, 32, 34),
    /** 8 bits, scale and sum. */
    Q8_1(9, 32, 36),
    /** 2 bits in blocks of 256. */
    Q2_K(10, 256, 84),
    /** 3 bits in blocks of 256. */
    Q3_K(11, 256, 110),
    /** 4 bits in blocks of 256. */
    Q4_K(12, 256, 144),
    /** 5 bits in blocks of 256. */
    Q5_K(13, 256, 176),
    /** 6 bits in blocks of 256: 128 + 64 bytes of weights, 16 scales, one half-precision scale. */
    Q6_K(14, 256, 210),
    /** 8 bits in blocks of 256. */
    Q8_K(15, 256, 292),
    /** 2.06 bits a weight. */
    IQ2_XXS(16, 256, 66),
    /** 2.31 bits a weight. */
    IQ2_XS(17, 256, 74),
    /** 3.06 bits a weight. */
    IQ3_XXS(18, 256, 98),
    /** 1.56 bits a weight. */
    IQ1_S(19, 256, 50),
    /** 4 bits, non-linear. */
    IQ4_NL(20, 32, 18),
    /** 3.44 bits a weight. */
    IQ3_S(21, 256, 110),
    /** 2.56 bits a weight. */
    IQ2_S(22, 256, 82),
    /** 4.25 bits a weight. */
    IQ4_XS(23, 256, 136),
    /** 8-bit signed integers. */
    I8(24, 1, 1),
    /** 16-bit signed integers. */
    I16(25, 1, 2),
    /** 32-bit signed integers. */
    I32(26, 1, 4),
    /** 64-bit signed integers. */
    I64(27, 1, 8),
    /** IEEE 754 double precision. */
    F64(28, 1, 8),
    /** 1.75 bits a weight. */
    IQ1_M(29, 256, 56),
    /** The upper half of an IEEE 754 single. */
    BF16(30, 1, 2),
    /** Ternary, five trits a byte: 48 + 4 bytes and a half-precision scale. */
    TQ1_0(34, 256, 54),
    /** Ternary, 2 bits a weight: 64 bytes and a half-precision scale. */
    TQ2_0(35, 256, 66),
    /** Ternary, 2 bits a weight, four weights a byte, then one float32 scale for the tensor in a field of 32 bytes. */
    I2_S(36, 4, 1),
    /** Ternary, pairs as 4-bit indices, four weights a byte, padded to 32 bytes, then the scale in 32 bytes. */
    TL1(38, 4, 1),
    /** Ternary, triples and pairs as indices with separate signs; no blocks, see {@link #byteSize(long, long)}. */
    TL2(39, 0, 0),
    /** An id that is not in this list: the tensor's name, shape and offset can be read, its bytes cannot. */
    UNKNOWN(-1, 0, 0);

    private static final int SCALE_FIELD = 32;
    // The columns that TL2 stores as pairs, whatever the shape, when it reserves space.
    private static final int TL2_PAIR_COLUMNS = 256;

    private final int id;
    private final int blockSize;
    private final int bytesPerBlock;

    GgufType(int id, int blockSize, int bytesPerBlock) {
        this.id = id;
        this.blockSize = blockSize;
        this.bytesPerBlock = bytesPerBlock;
    }

    /**
     * The type's number in a file.
     *
     * @return the id, -1 for {@link #UNKNOWN}
     */
    public int id() {
        return id;
    }

    /**
     * Elements in a block. Blocks do not straddle rows, except those of I2_S and TL1.
     *
     * @return elements, 0 for {@link #TL2} and {@link #UNKNOWN}, which have no blocks
     */
    public int blockSize() {
        return blockSize;
    }

    /**
     * Bytes of a block, without what a tensor has once (the scale field of I2_S, TL1 and TL2).
     *
     * @return bytes, 0 for {@link #TL2} and {@link #UNKNOWN}
     */
    public int bytesPerBlock() {
        return bytesPerBlock;
    }

    /**
     * Finds a type by its id.
     *
     * @param id the number in the file
     * @return the type, {@link #UNKNOWN} if there is none
     */
    public static GgufType ofId(int id) {
        for (GgufType type : values()) {
            if (type.id == id && type != UNKNOWN) {
                return type;
            }
        }
        return UNKNOWN;
    }

    /**
     * The bytes that a tensor takes in a file, scale field included, padding after it not.
     *
     * <p>With n = rows * columns: I2_S n/4 + 32; TL1 n/4 rounded up to 32, + 32; TL2 ((columns - 256) * rows / 3 * 5 / 8
     * + 256 * rows / 2 * 4 / 8) rounded up to 32, + 32 (integer arithmetic, left to right); all others
     * n / {@link #blockSize()} * {@link #bytesPerBlock()}.
     *
     * @param columns length of a row, ne[0]
     * @param rows    number of rows, the product of the other dimensions
     * @return bytes
     * @throws IllegalArgumentException      if a dimension is not positive or the type cannot hold the shape
     * @throws ArithmeticException           if the size is 2^63 bytes or more
     * @throws UnsupportedOperationException for {@link #UNKNOWN}
     */
    public long byteSize(long columns, long rows) {
        if (columns <= 0 || rows <= 0) {
            throw new IllegalArgumentException(rows + " rows of " + columns + " columns");
        }
        long elements = Math.multiplyExact(columns, rows);
        return switch (this) {
            case UNKNOWN -> throw new UnsupportedOperationException("the size of a tensor of unknown type");
            case I2_S -> Math.addExact(quarter(elements), SCALE_FIELD);
            case TL1 -> Math.addExact(roundUp32(quarter(elements)), SCALE_FIELD);
            case TL2 -> tl2Size(columns, rows);
            default -> blocksSize(columns, elements);
        };
    }

    private long quarter(long elements) {
        if (elements % 4 != 0) {
            throw new IllegalArgumentException(
                    elements + " weights, but " + this + " needs a multiple of 4, four a byte");
        }
        return elements / 4;
    }

    private static long tl2Size(long columns, long rows) {
        if (columns < TL2_PAIR_COLUMNS) {
            throw new IllegalArgumentException(
                    "rows of " + columns + " columns, but TL2 needs at least " + TL2_PAIR_COLUMNS);
        }
        long triples = Math.multiplyExact(Math.multiplyExact(columns - TL2_PAIR_COLUMNS, rows) / 3, 5L) / 8;
        long pairs = Math.multiplyExact(Math.multiplyExact((long) TL2_PAIR_COLUMNS, rows) / 2, 4L) / 8;
        return Math.addExact(roundUp32(Math.addExact(triples, pairs)), SCALE_FIELD);
    }

    private long blocksSize(long columns, long elements) {
        if (columns % blockSize != 0) {
            throw new IllegalArgumentException(
                    "rows of " + columns + " columns, but " + this + " needs a multiple of " + blockSize);
        }
        return Math.multiplyExact(elements / blockSize, bytesPerBlock);
    }

    private static long roundUp32(long bytes) {
        return Math.addExact(bytes, 31) & -32L;
    }
}
