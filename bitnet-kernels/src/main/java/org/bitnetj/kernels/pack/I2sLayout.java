package org.bitnetj.kernels.pack;

import org.bitnetj.kernels.Format;
import org.bitnetj.kernels.Shape;

/**
 * The orders in which I2_S stores its two-bit codes. All share GGUF tensor type 36 with no version mark, so a reader has to be told.
 *
 * <p>Source: the x86 build of bitnet.cpp.
 */
public enum I2sLayout implements Layout {
    /** Runs of 128 weights of a row in 32 bytes; what bitnet.cpp's converter writes. Drawn in {@link I2sCodec}. Needs k % 128 == 0. */
    BLOCK_128;

    /** Weights in one block. */
    public static final int BLOCK_WEIGHTS = 128;

    /** Bytes of one block. */
    public static final int BLOCK_BYTES = 32;

    /** Bytes after the codes: the scale as a little-endian float32, then zeros. */
    public static final int TRAILER_BYTES = 32;

    @Override
    public Format format() {
        return Format.I2_S;
    }

    @Override
    public void requireFits(Shape shape) {
        if (shape.k() % BLOCK_WEIGHTS != 0) {
            throw new IllegalArgumentException("I2_S in blocks of 128 needs k to be a multiple of 128; k=" + shape.k() + " leaves "
                    + shape.k() % BLOCK_WEIGHTS + " weights of each row over. Pad the columns with zeros to k="
                    + (shape.k() / BLOCK_WEIGHTS + 1) * BLOCK_WEIGHTS + ", or prepare the TernaryMatrix itself");
        }
    }

    @Override
    public long byteSize(Shape shape) {
        return codeBytes(shape) + TRAILER_BYTES;
    }

    /**
     * {@return the bytes of the codes alone; the scale follows them}
     *
     * @param shape rows and columns that fit
     */
    public static long codeBytes(Shape shape) {
        return shape.weights() / 4L;
    }

    @Override
    public String toString() {
        return "I2_S (blocks of 128)";
    }
}
