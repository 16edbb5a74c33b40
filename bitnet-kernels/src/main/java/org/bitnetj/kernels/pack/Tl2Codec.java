package org.bitnetj.kernels.pack;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

import org.bitnetj.kernels.PackedMatrix;
import org.bitnetj.kernels.Shape;
import org.bitnetj.kernels.TernaryMatrix;

/**
 * TL2: three trits make a number {@code v = 9*w0 + 3*w1 + w2}, stored as an index of four bits, {@code |v|} from 0 to 13, and a sign bit
 * apart. The columns that do not fill a tile of BK are stored as pairs, {@code 3*w0 + w1 + 4} from 0 to 8. Larger indices never occur and
 * are refused, and so is a sign bit on index 0: it would be a second way to write three zeros, and no writer makes it.
 *
 * <p>Three planes follow each other. With K3 the columns of triples, {@code floor(k / BK) * BK}, and K2 the rest:
 *
 * <pre>
 *   +-------------------+--------------+------------------+--------+---------------+----------+
 *   | indices of triples| signs        | indices of pairs | zeros  | float32 scale | 28 zeros |
 *   | m*K3/6 bytes      | m*K3/24      | m*K2/4           |        |               |          |
 *   +-------------------+--------------+------------------+--------+---------------+----------+
 *   0                                                              Z               Z + 4
 *
 *   Z = (k-256)*m/3*5/8 + 256*m/2*4/8 (integer division, left to right), rounded up to 32: the reference reserves for K2 = 256
 * </pre>
 *
 * <p>A vector of indices is 32 bytes: 32 rows, one a byte, and two groups of columns, one in each half of the byte. The four groups of
 * eight rows lie in the order 0, 2, 1, 3:
 *
 * <pre>
 *   bit       7  6  5  4         3  2  1  0                byte p      0..7   8..15   16..23   24..31
 *           +------------------+------------------+        row r + ..  0..7   16..23   8..15   24..31
 *   byte p  | triple (pair) g  | triple (pair) g+1|
 *           +------------------+------------------+
 * </pre>
 *
 * <p>A vector of signs is 16 little-endian numbers of 16 bits. Number j has the signs (1 is negative) of eight triples g to g+7 of rows
 * r+j (a) and r+16+j (b):
 *
 * <pre>
 *   bit      15   14   13   12   11   10    9    8    7    6    5    4    3    2    1    0
 *          +----+----+----+----+----+----+----+----+----+----+----+----+----+----+----+----+
 *          | a  | b  | a  | b  | a  | b  | a  | b  | a  | b  | a  | b  | a  | b  | a  | b  |
 *          +----+----+----+----+----+----+----+----+----+----+----+----+----+----+----+----+
 *   triple    g         g+1       g+2       g+3       g+4       g+5       g+6       g+7
 * </pre>
 *
 * <p>The order of the vectors, in the notation of the source:
 *
 * <pre>
 *   for each tile of BM rows           m / BM      the same for all planes
 *     for each tile of columns         K3 / BK for indices of triples and signs, K2 / 32 for pairs
 *       for each 32 rows               BM / 32
 *         for each vector              BK / 6 of indices of triples, BK / 24 of signs, 8 of pairs
 * </pre>
 *
 * <p>A GGUF tensor of type 39 is these bytes. The tile sizes are not in the file; see {@link org.bitnetj.kernels.gguf.GgufLayouts}.
 *
 * <p>Stateless and thread-safe. Source: bitnet.cpp's {@code preprocess_weights_tl2} and {@code codegen_tl2.py}; everything but the scale
 * field is checked byte for byte against what they wrote.
 */
public final class Tl2Codec {
    private Tl2Codec() {}

    /**
     * Packs a matrix into newly allocated heap memory.
     *
     * @param matrix the trits
     * @param layout the order to write
     * @return the packed matrix
     * @throws IllegalArgumentException if the layout cannot hold the shape
     */
    public static PackedMatrix pack(TernaryMatrix matrix, Tl2Layout layout) {
        byte[] bytes = PackedBytes.allocate(matrix, layout);
        byte[] trits = matrix.toArray();
        Shape shape = matrix.shape();
        int k = shape.k();
        layout.forEachTripleBlock(shape,
                (row, column, indices, signs) -> Tl2Blocks.packTriples(trits, row * k + column, k, bytes, indices, signs));
        layout.forEachPairBlock(shape, (row, column, indices, none) -> Tl2Blocks.packPairs(trits, row * k + column, k, bytes, indices));
        return PackedBytes.withScale(bytes, matrix, layout);
    }

    /**
     * Unpacks a matrix.
     *
     * @param packed a matrix in a TL2 layout
     * @return its trits and scale
     * @throws IllegalArgumentException if the format is another one, an index is too large, or index 0 has a sign (the byte is named)
     */
    public static TernaryMatrix unpack(PackedMatrix packed) {
        Tl2Layout layout = PackedBytes.requireLayout(packed, Tl2Layout.class, "TL2");
        requireIndices(packed, layout);
        Shape shape = packed.shape();
        byte[] codes = PackedBytes.copy(packed, layout.codeEnd(shape));
        byte[] trits = new byte[shape.weights()];
        int k = shape.k();
        layout.forEachTripleBlock(shape, (row, column, indices, signs) -> {
            if (!Tl2Blocks.unpackTriples(codes, indices, signs, trits, row * k + column, k)) {
                throw signedZero(packed, codes, row, column, indices, signs);
            }
        });
        layout.forEachPairBlock(shape, (row, column, indices, none) -> Tl2Blocks.unpackPairs(codes, indices, trits, row * k + column, k));
        return TernaryMatrix.of(shape, trits, packed.scale());
    }

    /**
     * Refers to a TL2 tensor where it lies, in a mapped GGUF file for example; nothing is copied.
     *
     * @param tensor the tensor's bytes: three planes, zeros, then a field of 32 bytes that begins with the scale
     * @param shape rows and columns
     * @param layout the order in which they were written
     * @return the packed matrix
     * @throws IllegalArgumentException if the layout cannot hold the shape, the bytes are not as many as it takes, or the scale is not finite
     */
    public static PackedMatrix wrap(MemorySegment tensor, Shape shape, Tl2Layout layout) {
        return PackedBytes.wrapWithScale(tensor, shape, layout);
    }

    /**
     * Checks that every index is one that the format has, and that no index 0 has a sign.
     *
     * @param packed a matrix in a TL2 layout
     * @throws IllegalArgumentException if the format is another one, or if not; the first such byte of the first such plane is named
     */
    public static void requireCodes(PackedMatrix packed) {
        Tl2Layout layout = PackedBytes.requireLayout(packed, Tl2Layout.class, "TL2");
        requireIndices(packed, layout);
        byte[] codes = PackedBytes.copy(packed, layout.codeEnd(packed.shape()));
        byte[] scratch = new byte[Tl2Layout.VECTOR_ROWS * Tl2Layout.TRIPLE_COLUMNS];
        layout.forEachTripleBlock(packed.shape(), (row, column, indices, signs) -> {
            if (!Tl2Blocks.unpackTriples(codes, indices, signs, scratch, 0, Tl2Layout.TRIPLE_COLUMNS)) {
                throw signedZero(packed, codes, row, column, indices, signs);
            }
        });
    }

    private static void requireIndices(PackedMatrix packed, Tl2Layout layout) {
        Shape shape = packed.shape();
        long badTriple = NibbleIndices.firstBadTriple(packed.bytes(), 0, layout.signStart(shape));
        if (badTriple >= 0) {
            layout.forEachTripleBlock(shape, (row, column, indices, signs) -> {
                if (badTriple < indices + Tl2Blocks.TRIPLE_BYTES) {
                    throw badIndex(packed, badTriple, row, column + (int) (badTriple - indices) / Tl2Layout.VECTOR_ROWS * 6, true);
                }
            });
        }
        long badPair = NibbleIndices.firstBadPair(packed.bytes(), layout.pairStart(shape), layout.codeEnd(shape));
        if (badPair >= 0) {
            layout.forEachPairBlock(shape, (row, column, indices, none) -> {
                if (badPair < indices + Tl2Blocks.PAIR_BYTES) {
                    throw badIndex(packed, badPair, row, column + (int) (badPair - indices) / Tl2Layout.VECTOR_ROWS * 4, false);
                }
            });
        }
    }

    private static IllegalArgumentException badIndex(PackedMatrix packed, long at, int firstRow, int column, boolean triple) {
        int code = packed.bytes().get(ValueLayout.JAVA_BYTE, at);
        // Vectors begin at multiples of 32 bytes in every plane.
        int row = firstRow + Tl2Blocks.swapMiddle((int) (at % Tl2Layout.VECTOR_ROWS));
        int max = triple ? NibbleIndices.MAX_TRIPLE : NibbleIndices.MAX_PAIR;
        return new IllegalArgumentException("byte " + at + " (" + PackedBytes.hex(code) + ", row " + row + ", columns " + column + " to "
                + (column + (triple ? 5 : 3)) + ") of the " + packed.shape() + " matrix in " + packed.layout() + " holds "
                + NibbleIndices.describe(code, max) + "; indices of " + (triple ? "triples are 0 to 13" : "pairs are 0 to 8")
                + ". Is the data TL2 of these tile sizes, and uncorrupted?");
    }

    private static IllegalArgumentException signedZero(PackedMatrix packed, byte[] codes, int row, int column, int indices, int signs) {
        int place = Tl2Blocks.firstSignedZero(codes, indices, signs);
        int at = signs + Tl2Blocks.signByte(place / 8, place % 8);
        return new IllegalArgumentException("byte " + at + " (" + PackedBytes.hex(codes[at]) + ", row " + (row + place / 8) + ", columns "
                + (column + place % 8 * 3) + " to " + (column + place % 8 * 3 + 2) + ") of the " + packed.shape() + " matrix in "
                + packed.layout()
                + " holds a sign for index 0; three zeros have none. Is the data TL2 of these tile sizes, and uncorrupted?");
    }
}
