package org.bitnetj.kernels.pack;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

import org.bitnetj.kernels.Format;
import org.bitnetj.kernels.PackedMatrix;
import org.bitnetj.kernels.Shape;

/**
 * What TQ1_0 and TQ2_0 share: blocks of 256 weights, each of which ends with its own scale, a little-endian half-precision number. A block
 * of zeros has scale 0; all others must have the same one, as a matrix of trits has one scale.
 */
final class ScaledBlocks {
    /** Weights in one block. */
    static final int WEIGHTS = 256;

    private static final ValueLayout.OfShort HALF = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private ScaledBlocks() {}

    static int count(Shape shape) {
        return shape.weights() / WEIGHTS;
    }

    static void requireFits(Format format, Shape shape) {
        int over = shape.k() % WEIGHTS;
        if (over != 0) {
            throw new IllegalArgumentException(format + " needs k to be a multiple of 256; k=" + shape.k() + " leaves " + over
                    + " weights of each row over. Pad the columns with zeros to k=" + (shape.k() - over + WEIGHTS)
                    + ", or prepare the TernaryMatrix itself");
        }
    }

    /** The nearest half-precision number, ties to even, as llama.cpp rounds; refused if it is not finite, or 0 for a scale that is not. */
    static short round(float scale, Format format) {
        short half = Float.floatToFloat16(scale);
        float stored = Float.float16ToFloat(half);
        if (!Float.isFinite(stored) || (stored == 0 && scale != 0)) {
            throw new IllegalArgumentException(
                    format + " stores the scale as a half-precision number, as which " + scale + " becomes " + stored
                            + "; its magnitude must be from 6e-8 to 65504. Scale the matrix, or choose a format with a float32 scale");
        }
        return half;
    }

    /** Puts a block's scale where the block ends; one without a nonzero trit gets 0, as the reference finds the largest magnitude 0. */
    static void putScale(byte[] bytes, int blockEnd, short half, byte[] trits, int first) {
        int any = 0;
        for (int i = first; i < first + WEIGHTS; i++) {
            any |= trits[i];
        }
        if (any != 0) {
            bytes[blockEnd - 2] = (byte) half;
            bytes[blockEnd - 1] = (byte) (half >> 8);
        }
    }

    /** Refers to a tensor, with the scale that its blocks share. */
    static PackedMatrix wrap(MemorySegment tensor, Shape shape, Layout layout) {
        PackedBytes.requireLength(tensor, shape, layout);
        return new PackedMatrix(layout, shape, sharedScale(tensor, shape, layout), tensor);
    }

    /** The scale of all blocks that have one other than 0; 0 if there is none. */
    private static float sharedScale(MemorySegment tensor, Shape shape, Layout layout) {
        int blocks = count(shape);
        long blockBytes = tensor.byteSize() / blocks;
        float shared = 0;
        int sharedBlock = 0;
        for (int block = 0; block < blocks; block++) {
            float scale = Float.float16ToFloat(tensor.get(HALF, (block + 1) * blockBytes - Short.BYTES));
            if (!Float.isFinite(scale)) {
                throw new IllegalArgumentException(place(block, shape) + " of the " + shape + " matrix in " + layout + " has scale " + scale
                        + "; a scale is finite");
            }
            if (scale != 0 && shared == 0) {
                shared = scale;
                sharedBlock = block;
            } else if (scale != 0 && scale != shared) {
                throw new IllegalArgumentException(place(block, shape) + " of the " + shape + " matrix in " + layout + " has scale " + scale
                        + ", but " + place(sharedBlock, shape) + " has " + shared
                        + "; a ternary matrix has one scale. Requantize the weights with one scale for the tensor");
            }
        }
        return shared;
    }

    /**
     * Checks that the blocks have one scale and that it is the matrix's.
     */
    static void requireScale(PackedMatrix packed) {
        float shared = sharedScale(packed.bytes(), packed.shape(), packed.layout());
        if (shared != packed.scale()) {
            throw new IllegalArgumentException("the " + packed.shape() + " matrix in " + packed.layout() + " is said to have scale "
                    + packed.scale() + ", but its blocks hold " + shared + ". Make it with wrap, which reads the scale");
        }
    }

    /** Checks a block that was unpacked: without a scale it must be all zeros, unless no block has a scale. */
    static void requireZerosIfUnscaled(PackedMatrix packed, byte[] trits, int block) {
        long blockBytes = packed.bytes().byteSize() / count(packed.shape());
        if (packed.scale() == 0 || Float.float16ToFloat(packed.bytes().get(HALF, (block + 1) * blockBytes - Short.BYTES)) != 0) {
            return;
        }
        for (int i = block * WEIGHTS; i < (block + 1) * WEIGHTS; i++) {
            if (trits[i] != 0) {
                throw new IllegalArgumentException(
                        place(block, packed.shape()) + " of the " + packed.shape() + " matrix in " + packed.layout()
                                + " has scale 0.0 and trits that are not zero, while other blocks have scale " + packed.scale()
                                + "; a ternary matrix has one scale. Requantize the weights with one scale for the tensor");
            }
        }
    }

    /** How messages name a block. */
    static String place(int block, Shape shape) {
        int rowBlocks = shape.k() / WEIGHTS;
        int column = block % rowBlocks * WEIGHTS;
        return "block " + block + " (row " + block / rowBlocks + ", columns " + column + " to " + (column + WEIGHTS - 1) + ")";
    }
}
