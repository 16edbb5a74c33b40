package org.bitnetj.kernels.pack;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

import org.bitnetj.kernels.PackedMatrix;
import org.bitnetj.kernels.Shape;
import org.bitnetj.kernels.TernaryMatrix;

/**
 * TQ1_0: five trits a byte in blocks of 256 weights, each with its own scale. With the digits {@code d = trit + 1} of five trits,
 * {@code v = 81*d0 + 27*d1 + 9*d2 + 3*d3 + d4} from 0 to 242 is stored as a fraction of 256, {@code ceil(v * 256 / 243)}: multiplied by 3,
 * a byte carries its next digit out at the top. A block has three runs of bytes:
 *
 * <pre>
 *                 d0         d1         d2         d3         d4
 *               +----------+----------+----------+----------+----------+
 *   byte i      | w[i]     | w[32+i]  | w[64+i]  | w[96+i]  | w[128+i] |   i = 0..31
 *               +----------+----------+----------+----------+----------+
 *   byte 32+i   | w[160+i] | w[176+i] | w[192+i] | w[208+i] | w[224+i] |   i = 0..15
 *               +----------+----------+----------+----------+----------+
 *   byte 48+i   | w[240+i] | w[244+i] | w[248+i] | w[252+i] | d4 = 0   |   i = 0..3
 *               +----------+----------+----------+----------+----------+
 *
 *   +--------------------+------------------+---------------+
 *   | 48 bytes of five   | 4 bytes of four  | float16 scale |   54 bytes; block b of the matrix starts at byte 54*b, k % 256 == 0
 *   +--------------------+------------------+---------------+
 *   0                    48                 52
 * </pre>
 *
 * <p>Thirteen values of a byte (and 175 of the last four) stand for no digits and are refused, though a decoder that only multiplies would
 * take them for a neighbour.
 *
 * <p>Packing rounds the scale to the nearest half-precision number, ties to even; {@link PackedMatrix#scale()} is what the bytes hold, not
 * what the matrix had. A block of zeros gets scale 0, so a matrix of zeros comes back with scale 0. Reading takes blocks of zeros with
 * scale 0 or with the scale of the others; blocks with different scales are refused, as a {@link TernaryMatrix} has one.
 *
 * <p>Stateless and thread-safe. Source: llama.cpp's {@code quantize_row_tq1_0_ref}; checked byte for byte against what it wrote.
 */
public final class Tq1Codec {
    /** Bytes of five trits and of four before the scale. */
    private static final int CODE_BYTES = Tq1Layout.BLOCK_BYTES - Short.BYTES;

    /** Where the bytes of four trits begin. */
    private static final int FOURS = 48;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long LOW_BYTES = 0x00ff_00ff_00ff_00ffL;

    /** The byte of each five digits. */
    private static final byte[] BYTE_OF_DIGITS = byteOfDigits();

    /** By value of a byte: 1 if it stands for no five digits. */
    private static final byte[] BAD_FIVES = badBytes(1);

    /** By value of a byte: 1 if it stands for no four digits and a zero. */
    private static final byte[] BAD_FOURS = badBytes(3);

    private Tq1Codec() {}

    private static byte[] byteOfDigits() {
        byte[] bytes = new byte[243];
        for (int v = 0; v < bytes.length; v++) {
            bytes[v] = (byte) ((v * 256 + 242) / 243);
        }
        return bytes;
    }

    private static byte[] badBytes(int step) {
        byte[] bad = new byte[256];
        Arrays.fill(bad, (byte) 1);
        for (int v = 0; v < BYTE_OF_DIGITS.length; v += step) {
            bad[BYTE_OF_DIGITS[v] & 0xff] = 0;
        }
        return bad;
    }

    /**
     * Packs a matrix into newly allocated heap memory.
     *
     * @param matrix the trits
     * @param layout the order to write
     * @return the packed matrix; its scale is rounded to half precision, and 0 if all trits are
     * @throws IllegalArgumentException if k is no multiple of 256, or half precision cannot hold the scale
     */
    public static PackedMatrix pack(TernaryMatrix matrix, Tq1Layout layout) {
        byte[] bytes = PackedBytes.allocate(matrix, layout);
        byte[] trits = matrix.toArray();
        short half = ScaledBlocks.round(matrix.scale(), layout.format());
        int out = 0;
        for (int first = 0; first < trits.length; first += ScaledBlocks.WEIGHTS) {
            packFives(trits, first, 32, bytes, out);
            packFives(trits, first + 160, 16, bytes, out + 32);
            packFours(trits, first + 240, bytes, out + FOURS);
            out += Tq1Layout.BLOCK_BYTES;
            ScaledBlocks.putScale(bytes, out, half, trits, first);
        }
        return wrap(MemorySegment.ofArray(bytes), matrix.shape(), layout);
    }

    private static void packFives(byte[] trits, int first, int run, byte[] bytes, int out) {
        for (int i = 0; i < run; i++) {
            int at = first + i;
            // 121 is five digits of 1, what a trit of 0 stands for.
            int v = 81 * trits[at] + 27 * trits[at + run] + 9 * trits[at + 2 * run] + 3 * trits[at + 3 * run] + trits[at + 4 * run] + 121;
            bytes[out + i] = BYTE_OF_DIGITS[v];
        }
    }

    private static void packFours(byte[] trits, int first, byte[] bytes, int out) {
        for (int i = 0; i < 4; i++) {
            int at = first + i;
            int v = 81 * trits[at] + 27 * trits[at + 4] + 9 * trits[at + 8] + 3 * trits[at + 12] + 120;
            bytes[out + i] = BYTE_OF_DIGITS[v];
        }
    }

    /**
     * Unpacks a matrix.
     *
     * @param packed a matrix in the TQ1_0 layout
     * @return its trits and scale
     * @throws IllegalArgumentException if the format is another one, a byte stands for no digits (it is named), or the blocks do not share
     *         one scale (two blocks and their scales are named)
     */
    public static TernaryMatrix unpack(PackedMatrix packed) {
        requireCodes(packed);
        Shape shape = packed.shape();
        byte[] bytes = PackedBytes.copy(packed, packed.bytes().byteSize());
        byte[] trits = new byte[shape.weights()];
        for (int block = 0; block < ScaledBlocks.count(shape); block++) {
            int from = block * Tq1Layout.BLOCK_BYTES;
            int out = block * ScaledBlocks.WEIGHTS;
            unpackFives(bytes, from, 32, trits, out);
            unpackFives(bytes, from + 32, 16, trits, out + 160);
            unpackFours(bytes, from + FOURS, trits, out + 240);
            ScaledBlocks.requireZerosIfUnscaled(packed, trits, block);
        }
        return TernaryMatrix.of(shape, trits, packed.scale());
    }

    /** Eight bytes at a time, as numbers of 16 bits: each times 3 has its next digit above the lower 8 bits. */
    private static void unpackFives(byte[] bytes, int from, int run, byte[] trits, int first) {
        for (int i = 0; i < run; i += Long.BYTES) {
            long code = (long) LONGS.get(bytes, from + i);
            long even = code & LOW_BYTES;
            long odd = code >>> 8 & LOW_BYTES;
            for (int out = first + i; out < first + 5 * run; out += run) {
                even *= 3;
                odd *= 3;
                long digits = (even >>> 8 & LOW_BYTES) | (odd & ~LOW_BYTES);
                LONGS.set(trits, out, TwoBitFields.trits(digits));
                even &= LOW_BYTES;
                odd &= LOW_BYTES;
            }
        }
    }

    private static void unpackFours(byte[] bytes, int from, byte[] trits, int first) {
        for (int i = 0; i < 4; i++) {
            int code = bytes[from + i] & 0xff;
            for (int out = first + i; out < first + 16; out += 4) {
                code *= 3;
                trits[out] = (byte) ((code >> 8) - 1);
                code &= 0xff;
            }
        }
    }

    /**
     * Refers to a TQ1_0 tensor where it lies, in a mapped GGUF file for example; nothing is copied, only the scales are read.
     *
     * @param tensor the tensor's bytes
     * @param shape rows and columns
     * @param layout the order in which they were written
     * @return the packed matrix, with the scale that the blocks share
     * @throws IllegalArgumentException if k is no multiple of 256, the bytes are not as many as the layout takes, or the blocks do not share
     *         one finite scale (two blocks and their scales are named)
     */
    public static PackedMatrix wrap(MemorySegment tensor, Shape shape, Tq1Layout layout) {
        return ScaledBlocks.wrap(tensor, shape, layout);
    }

    /**
     * Checks that every byte stands for digits, and that the blocks share the matrix's scale.
     *
     * @param packed a matrix in the TQ1_0 layout
     * @throws IllegalArgumentException if the format is another one, or if not; the first such byte, or the block, is named
     */
    public static void requireCodes(PackedMatrix packed) {
        PackedBytes.requireLayout(packed, Tq1Layout.class, "TQ1_0");
        ScaledBlocks.requireScale(packed);
        byte[] bytes = PackedBytes.copy(packed, packed.bytes().byteSize());
        for (int block = 0; block < bytes.length; block += Tq1Layout.BLOCK_BYTES) {
            int bad = 0;
            for (int at = 0; at < CODE_BYTES; at++) {
                bad |= isBad(bytes, block, at);
            }
            if (bad != 0) {
                throw badByte(packed, bytes, block);
            }
        }
    }

    private static int isBad(byte[] bytes, int block, int at) {
        int value = bytes[block + at] & 0xff;
        return at < FOURS ? BAD_FIVES[value] : BAD_FOURS[value];
    }

    private static IllegalArgumentException badByte(PackedMatrix packed, byte[] bytes, int block) {
        int at = 0;
        while (isBad(bytes, block, at) == 0) {
            at++;
        }
        return new IllegalArgumentException("byte " + (block + at) + " (" + PackedBytes.hex(bytes[block + at]) + ") in "
                + ScaledBlocks.place(block / Tq1Layout.BLOCK_BYTES, packed.shape()) + " of the " + packed.shape() + " matrix in "
                + packed.layout() + " stands for no " + (at < FOURS ? "five" : "four")
                + " trits; a writer makes ceil(v * 256 / 243) only. Is the data TQ1_0, and uncorrupted?");
    }
}
