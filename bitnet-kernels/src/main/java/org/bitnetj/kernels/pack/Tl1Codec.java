package org.bitnetj.kernels.pack;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

import org.bitnetj.kernels.PackedMatrix;
import org.bitnetj.kernels.Shape;
import org.bitnetj.kernels.TernaryMatrix;

/**
 * TL1: two trits make an index of four bits, {@code 3*w0 + w1 + 4}, so 0 to 8; 9 to 15 never occur and are refused. A kernel looks the sum
 * of two activations up by it.
 *
 * <p>A vector of 16 bytes covers 16 rows and 4 columns, one row a byte:
 *
 * <pre>
 *   bit       7  6  5  4        3  2  1  0
 *           +-----------------+-----------------+
 *   byte p  | w[r+p, c..c+1]  | w[r+p, c+2..c+3]|    p = 0..15
 *           +-----------------+-----------------+
 *           index of a pair     index of the next
 * </pre>
 *
 * <p>The vectors follow each other in the order of nested tiles (the sizes are those of {@link Tl1Layout}, in the notation of its source):
 *
 * <pre>
 *   for each tile of BM rows                     m / BM
 *     for each tile of BK columns                k / BK
 *       for each block of bm rows                BM / bm       bm = 32 or 64
 *         for each block of by columns           BK / by       by = 256 / bm
 *           for each 16 rows                     bm / 16
 *             for each 4 columns                 by / 4
 *               16 bytes
 *
 *   +------------------------------+-----------------+----------+
 *   | indices, m*k/4 bytes         | float32 scale   | 28 zeros |
 *   +------------------------------+-----------------+----------+
 *   0                              m*k/4             m*k/4 + 4
 * </pre>
 *
 * <p>In a GGUF tensor (type 38) the indices are padded to 32 bytes, which m % 32 == 0 makes no padding at all, and the scale field of 32
 * bytes comes right after them, without an entry of its own. The tile sizes are not in the file; see
 * {@link org.bitnetj.kernels.gguf.GgufLayouts}.
 *
 * <p>Stateless and thread-safe. Source: bitnet.cpp's {@code preprocess_weights_tl1} and {@code codegen_tl1.py}; the indices are checked byte
 * for byte against what they wrote.
 */
public final class Tl1Codec {
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    /** The four trits of each byte, the first in the lowest eight bits. */
    private static final int[] FOUR_TRITS = fourTrits();

    private Tl1Codec() {}

    private static int[] fourTrits() {
        int[] fours = new int[256];
        for (int code = 0; code < fours.length; code++) {
            fours[code] = twoTrits(code >> 4) | twoTrits(code & 15) << 16;
        }
        return fours;
    }

    /** The two trits of an index; the digits of indices that are refused do not matter. */
    static int twoTrits(int index) {
        return ((index / 3 - 1) & 0xff) | ((index % 3 - 1) & 0xff) << 8;
    }

    /**
     * Packs a matrix into newly allocated heap memory.
     *
     * @param matrix the trits
     * @param layout the order to write
     * @return the packed matrix
     * @throws IllegalArgumentException if the layout cannot hold the shape
     */
    public static PackedMatrix pack(TernaryMatrix matrix, Tl1Layout layout) {
        byte[] bytes = PackedBytes.allocate(matrix, layout);
        byte[] trits = matrix.toArray();
        int k = matrix.shape().k();
        layout.forEachVector(matrix.shape(), (row, column, at) -> packVector(trits, row * k + column, k, bytes, at));
        return PackedBytes.withScale(bytes, matrix, layout);
    }

    private static void packVector(byte[] trits, int first, int k, byte[] bytes, int at) {
        for (int p = 0; p < Tl1Layout.VECTOR_ROWS; p++) {
            bytes[at + p] = twoPairs((int) INTS.get(trits, first + p * k));
        }
    }

    /** The indices of four trits, the first in the lowest eight bits. */
    static byte twoPairs(int trits) {
        // Each trit plus 1, without a carry out of -1; then 48, 16, 3 and 1 times these digits meet in the highest byte.
        int digits = ((trits ^ 0x80808080) + 0x01010101) & 0x03030303;
        return (byte) ((digits * 0x30100301) >>> 24);
    }

    /**
     * Unpacks a matrix.
     *
     * @param packed a matrix in a TL1 layout
     * @return its trits and scale
     * @throws IllegalArgumentException if the format is another one, or an index is over 8 (the byte is named)
     */
    public static TernaryMatrix unpack(PackedMatrix packed) {
        Tl1Layout layout = PackedBytes.requireLayout(packed, Tl1Layout.class, "TL1");
        requireCodes(packed);
        Shape shape = packed.shape();
        byte[] codes = PackedBytes.copy(packed, Tl1Layout.codeBytes(shape));
        byte[] trits = new byte[shape.weights()];
        int k = shape.k();
        layout.forEachVector(shape, (row, column, at) -> unpackVector(codes, at, trits, row * k + column, k));
        return TernaryMatrix.of(shape, trits, packed.scale());
    }

    private static void unpackVector(byte[] codes, int at, byte[] trits, int first, int k) {
        for (int p = 0; p < Tl1Layout.VECTOR_ROWS; p++) {
            INTS.set(trits, first + p * k, FOUR_TRITS[codes[at + p] & 0xff]);
        }
    }

    /**
     * Refers to a TL1 tensor where it lies, in a mapped GGUF file for example; nothing is copied.
     *
     * @param tensor the tensor's bytes: indices, then a field of 32 bytes that begins with the scale
     * @param shape rows and columns
     * @param layout the order in which the indices were written
     * @return the packed matrix
     * @throws IllegalArgumentException if the layout cannot hold the shape, the bytes are not as many as it takes, or the scale is not finite
     */
    public static PackedMatrix wrap(MemorySegment tensor, Shape shape, Tl1Layout layout) {
        return PackedBytes.wrapWithScale(tensor, shape, layout);
    }

    /**
     * Checks that every index is 0 to 8, at memory speed.
     *
     * @param packed a matrix in a TL1 layout
     * @throws IllegalArgumentException if the format is another one, or an index is over 8; the first such byte is named with its place
     */
    public static void requireCodes(PackedMatrix packed) {
        Tl1Layout layout = PackedBytes.requireLayout(packed, Tl1Layout.class, "TL1");
        long bad = NibbleIndices.firstBadPair(packed.bytes(), 0, Tl1Layout.codeBytes(packed.shape()));
        if (bad < 0) {
            return;
        }
        int code = packed.bytes().get(ValueLayout.JAVA_BYTE, bad);
        layout.forEachVector(packed.shape(), (row, column, at) -> {
            if (bad - at < Tl1Layout.VECTOR_ROWS) {
                throw new IllegalArgumentException("byte " + bad + " (" + PackedBytes.hex(code) + ", row " + (row + bad - at) + ", columns "
                        + column + " to " + (column + 3) + ") of the " + packed.shape() + " matrix in " + layout + " holds "
                        + NibbleIndices.describe(code, NibbleIndices.MAX_PAIR)
                        + "; indices of pairs are 0 to 8. Is the data TL1 of these tile sizes, and uncorrupted?");
            }
        });
    }
}
