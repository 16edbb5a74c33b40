package org.bitnetj.kernels.pack;

import java.lang.foreign.MemorySegment;

import org.bitnetj.kernels.PackedMatrix;
import org.bitnetj.kernels.Shape;
import org.bitnetj.kernels.TernaryMatrix;

/**
 * TQ2_0: two bits a weight in blocks of 256, each with its own scale. The code of a trit is {@code trit + 1}, so 0, 1 or 2; 3 never occurs
 * and is refused. A block is two runs of 128 weights, in which a byte holds four that lie 32 apart, the first in the lowest bits:
 *
 * <pre>
 *   bit          7   6     5   4     3   2     1   0
 *              +---------+---------+---------+---------+
 *   byte i     | w[96+i] | w[64+i] | w[32+i] | w[i]    |        i = 0..31
 *              +---------+---------+---------+---------+
 *   byte 32+i  | w[224+i]| w[192+i]| w[160+i]| w[128+i]|        i = 0..31
 *              +---------+---------+---------+---------+
 *
 *   +------------------+---------------+
 *   | codes, 64 bytes  | float16 scale |   66 bytes; block b of the matrix starts at byte 66*b, k % 256 == 0
 *   +------------------+---------------+
 *   0                  64
 * </pre>
 *
 * <p>Packing rounds the scale to the nearest half-precision number, ties to even; {@link PackedMatrix#scale()} is what the bytes hold, not
 * what the matrix had. A block of zeros gets scale 0, so a matrix of zeros comes back with scale 0. Reading takes blocks of zeros with
 * scale 0 or with the scale of the others; blocks with different scales are refused, as a {@link TernaryMatrix} has one.
 *
 * <p>Stateless and thread-safe. Source: llama.cpp's {@code quantize_row_tq2_0_ref}; checked byte for byte against what it wrote.
 */
public final class Tq2Codec {
    private static final int CODE_BYTES = Tq2Layout.BLOCK_BYTES - Short.BYTES;
    private static final int RUN = 32;

    private Tq2Codec() {}

    /**
     * Packs a matrix into newly allocated heap memory.
     *
     * @param matrix the trits
     * @param layout the order to write
     * @return the packed matrix; its scale is rounded to half precision, and 0 if all trits are
     * @throws IllegalArgumentException if k is no multiple of 256, or half precision cannot hold the scale
     */
    public static PackedMatrix pack(TernaryMatrix matrix, Tq2Layout layout) {
        byte[] bytes = PackedBytes.allocate(matrix, layout);
        byte[] trits = matrix.toArray();
        short half = ScaledBlocks.round(matrix.scale(), layout.format());
        int out = 0;
        for (int first = 0; first < trits.length; first += ScaledBlocks.WEIGHTS) {
            packRun(trits, first, bytes, out);
            packRun(trits, first + 4 * RUN, bytes, out + RUN);
            out += Tq2Layout.BLOCK_BYTES;
            ScaledBlocks.putScale(bytes, out, half, trits, first);
        }
        return wrap(MemorySegment.ofArray(bytes), matrix.shape(), layout);
    }

    private static void packRun(byte[] trits, int first, byte[] bytes, int out) {
        TwoBitFields.pack(trits, first + 3 * RUN, first + 2 * RUN, first + RUN, first, bytes, out, RUN);
    }

    /**
     * Unpacks a matrix.
     *
     * @param packed a matrix in the TQ2_0 layout
     * @return its trits and scale
     * @throws IllegalArgumentException if the format is another one, a code is 3 (the byte is named), or the blocks do not share one scale
     *         (two blocks and their scales are named)
     */
    public static TernaryMatrix unpack(PackedMatrix packed) {
        requireCodes(packed);
        Shape shape = packed.shape();
        byte[] bytes = PackedBytes.copy(packed, packed.bytes().byteSize());
        byte[] trits = new byte[shape.weights()];
        for (int block = 0; block < ScaledBlocks.count(shape); block++) {
            int from = block * Tq2Layout.BLOCK_BYTES;
            int out = block * ScaledBlocks.WEIGHTS;
            unpackRun(bytes, from, trits, out);
            unpackRun(bytes, from + RUN, trits, out + 4 * RUN);
            ScaledBlocks.requireZerosIfUnscaled(packed, trits, block);
        }
        return TernaryMatrix.of(shape, trits, packed.scale());
    }

    private static void unpackRun(byte[] bytes, int from, byte[] trits, int out) {
        TwoBitFields.unpack(bytes, from, RUN, trits, out + 3 * RUN, out + 2 * RUN, out + RUN, out);
    }

    /**
     * Refers to a TQ2_0 tensor where it lies, in a mapped GGUF file for example; nothing is copied, only the scales are read.
     *
     * @param tensor the tensor's bytes
     * @param shape rows and columns
     * @param layout the order in which they were written
     * @return the packed matrix, with the scale that the blocks share
     * @throws IllegalArgumentException if k is no multiple of 256, the bytes are not as many as the layout takes, or the blocks do not share
     *         one finite scale (two blocks and their scales are named)
     */
    public static PackedMatrix wrap(MemorySegment tensor, Shape shape, Tq2Layout layout) {
        return ScaledBlocks.wrap(tensor, shape, layout);
    }

    /**
     * Checks that every code is 0, 1 or 2, and that the blocks share the matrix's scale.
     *
     * @param packed a matrix in the TQ2_0 layout
     * @throws IllegalArgumentException if the format is another one, or if not; the first such byte, or the block, is named
     */
    public static void requireCodes(PackedMatrix packed) {
        PackedBytes.requireLayout(packed, Tq2Layout.class, "TQ2_0");
        ScaledBlocks.requireScale(packed);
        byte[] bytes = PackedBytes.copy(packed, packed.bytes().byteSize());
        for (int block = 0; block < bytes.length; block += Tq2Layout.BLOCK_BYTES) {
            int threes = 0;
            for (int at = block; at < block + CODE_BYTES; at++) {
                threes |= bytes[at] & bytes[at] >> 1;
            }
            if ((threes & 0x55) != 0) {
                throw badCode(packed, bytes, block);
            }
        }
    }

    private static IllegalArgumentException badCode(PackedMatrix packed, byte[] bytes, int from) {
        int at = from;
        while ((bytes[at] & bytes[at] >> 1 & 0x55) == 0) {
            at++;
        }
        return new IllegalArgumentException("byte " + at + " (" + PackedBytes.hex(bytes[at]) + ") in "
                + ScaledBlocks.place(at / Tq2Layout.BLOCK_BYTES, packed.shape()) + " of the " + packed.shape() + " matrix in "
                + packed.layout() + " holds code 3; codes are 0, 1 and 2. Is the data TQ2_0, and uncorrupted?");
    }
}
