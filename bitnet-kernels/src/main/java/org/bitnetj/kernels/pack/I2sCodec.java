package org.bitnetj.kernels.pack;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Objects;

import org.bitnetj.kernels.PackedMatrix;
import org.bitnetj.kernels.Shape;
import org.bitnetj.kernels.TernaryMatrix;

/**
 * I2_S: two bits a weight. The code of a trit is {@code trit + 1}, so 0, 1 or 2; 3 never occurs and is refused.
 *
 * <p>{@link I2sLayout#BLOCK_128} cuts each row into blocks of 128 weights, 32 bytes each. Byte {@code i} of a block holds four weights
 * that lie 32 apart:
 *
 * <pre>
 *   bit       7   6     5   4     3   2     1   0
 *           +---------+---------+---------+---------+
 *   byte i  | w[i]    | w[32+i] | w[64+i] | w[96+i] |    i = 0..31
 *           +---------+---------+---------+---------+
 *
 *   row r starts at byte r*k/4                                   k % 128 == 0
 *   +------------------------------+-----------------+----------+
 *   | codes, m*k/4 bytes           | float32 scale   | 28 zeros |
 *   +------------------------------+-----------------+----------+
 *   0                              m*k/4             m*k/4 + 4
 * </pre>
 *
 * <p>Stateless and thread-safe. Source: bitnet.cpp's {@code quantize_i2_s}; checked byte for byte against what its x86 build wrote.
 */
public final class I2sCodec {
    private static final ValueLayout.OfFloat SCALE = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private I2sCodec() {}

    /**
     * Packs a matrix into newly allocated heap memory.
     *
     * @param matrix the trits
     * @param layout the order to write
     * @return the packed matrix
     * @throws IllegalArgumentException if the layout cannot hold the shape
     */
    public static PackedMatrix pack(TernaryMatrix matrix, I2sLayout layout) {
        Shape shape = matrix.shape();
        layout.requireFits(shape);
        long size = layout.byteSize(shape);
        if (size > Integer.MAX_VALUE - 8L) {
            throw new IllegalArgumentException("a packed " + shape + " matrix takes " + size + " bytes, more than one array holds");
        }
        byte[] bytes = new byte[(int) size];
        byte[] row = new byte[shape.k()];
        for (int r = 0; r < shape.m(); r++) {
            matrix.copyRow(r, row, 0);
            packRow(row, bytes, r * (row.length / 4));
        }
        MemorySegment segment = MemorySegment.ofArray(bytes);
        segment.set(SCALE, I2sLayout.codeBytes(shape), matrix.scale());
        return new PackedMatrix(layout, shape, matrix.scale(), segment);
    }

    /**
     * Packs one row in blocks of 128.
     *
     * @param trits whole blocks of trits
     * @param bytes receives a quarter as many bytes
     * @param offset where in {@code bytes} they begin
     */
    public static void packRow(byte[] trits, byte[] bytes, int offset) {
        int out = offset;
        for (int block = 0; block < trits.length; block += I2sLayout.BLOCK_WEIGHTS) {
            for (int i = block; i < block + I2sLayout.BLOCK_BYTES; i++) {
                bytes[out++] = (byte) ((trits[i] + 1) << 6 | (trits[i + 32] + 1) << 4 | (trits[i + 64] + 1) << 2 | (trits[i + 96] + 1));
            }
        }
    }

    /**
     * Unpacks a matrix.
     *
     * @param packed a matrix in an I2_S layout
     * @return its trits and scale
     * @throws IllegalArgumentException if the format is another one, or a code is 3 (the byte is named)
     */
    public static TernaryMatrix unpack(PackedMatrix packed) {
        if (!(packed.layout() instanceof I2sLayout)) {
            throw new IllegalArgumentException("not an I2_S matrix: " + packed.layout());
        }
        Shape shape = packed.shape();
        requireCodes(packed);
        byte[] trits = new byte[shape.weights()];
        byte[] block = new byte[I2sLayout.BLOCK_BYTES];
        for (int out = 0; out < trits.length; out += I2sLayout.BLOCK_WEIGHTS) {
            MemorySegment.copy(packed.bytes(), ValueLayout.JAVA_BYTE, out / 4, block, 0, block.length);
            for (int i = 0; i < block.length; i++) {
                trits[out + i] = (byte) ((block[i] >> 6 & 3) - 1);
                trits[out + 32 + i] = (byte) ((block[i] >> 4 & 3) - 1);
                trits[out + 64 + i] = (byte) ((block[i] >> 2 & 3) - 1);
                trits[out + 96 + i] = (byte) ((block[i] & 3) - 1);
            }
        }
        return TernaryMatrix.of(shape, trits, packed.scale());
    }

    /**
     * Refers to an I2_S tensor where it lies, in a mapped GGUF file for example; nothing is copied.
     *
     * @param tensor the tensor's bytes: codes, then a trailer that begins with the scale
     * @param shape rows and columns
     * @param layout the order in which the codes were written
     * @return the packed matrix
     * @throws IllegalArgumentException if the layout cannot hold the shape, the bytes are not as many as it takes, or the scale is not finite
     */
    public static PackedMatrix wrap(MemorySegment tensor, Shape shape, I2sLayout layout) {
        Objects.requireNonNull(tensor, "tensor");
        layout.requireFits(shape);
        if (tensor.byteSize() != layout.byteSize(shape)) {
            throw new IllegalArgumentException(
                    "an I2_S tensor " + shape + " takes " + layout.byteSize(shape) + " bytes with its scale, not "
                            + tensor.byteSize());
        }
        return new PackedMatrix(layout, shape, tensor.get(SCALE, I2sLayout.codeBytes(shape)), tensor);
    }

    /**
     * Checks that every code is 0, 1 or 2, at memory speed.
     *
     * @param packed a matrix in an I2_S layout
     * @throws IllegalArgumentException if a code is 3; the first such byte is named with its row
     */
    public static void requireCodes(PackedMatrix packed) {
        MemorySegment bytes = packed.bytes();
        long end = I2sLayout.codeBytes(packed.shape());
        for (long at = 0; at < end; at += Long.BYTES) {
            long codes = bytes.get(ValueLayout.JAVA_LONG_UNALIGNED, at);
            if ((codes & codes >>> 1 & 0x5555555555555555L) != 0) {
                throw badCode(packed, at);
            }
        }
    }

    private static IllegalArgumentException badCode(PackedMatrix packed, long from) {
        long at = from;
        while (true) {
            int b = packed.bytes().get(ValueLayout.JAVA_BYTE, at) & 0xff;
            if ((b & b >>> 1 & 0x55) != 0) {
                return new IllegalArgumentException("byte " + at + " (0x" + Integer.toHexString(b) + ", row " + at * 4 / packed.shape().k()
                        + ") of the I2_S matrix " + packed.shape()
                        + " holds code 3; codes are 0, 1 and 2. Is the data I2_S, and uncorrupted?");
            }
            at++;
        }
    }
}
