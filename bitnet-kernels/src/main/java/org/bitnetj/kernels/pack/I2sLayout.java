package org.bitnetj.kernels.pack;

import org.bitnetj.kernels.Format;
import org.bitnetj.kernels.Shape;

/**
 * The orders in which I2_S stores its two-bit codes, drawn in {@link I2sCodec}. All share GGUF tensor type 36 with no version mark and the
 * same size, so a reader has to be told.
 *
 * <p>Source: the x86 build of bitnet.cpp for {@link #BLOCK_128} and {@link #ROWS_4}; the C source of its Arm build for {@link #BLOCK_64}.
 */
public enum I2sLayout implements Layout {
    /** Runs of 128 weights of a row in 32 bytes; what bitnet.cpp's converter writes, for every machine. Needs k % 128 == 0. */
    BLOCK_128("I2_S (blocks of 128)", 128),

    /** Runs of 64 weights of a row in 16 bytes; what bitnet.cpp built for Arm quantizes to since November 2025. Needs k % 64 == 0. */
    BLOCK_64("I2_S (blocks of 64)", 64),

    /** Four consecutive rows share a byte; bitnet.cpp's x86 build without {@code ACT_PARALLEL}. Needs m % 4 == 0. */
    ROWS_4("I2_S (four rows a byte)", 1);

    /** Weights in one block of {@link #BLOCK_128}. */
    public static final int BLOCK_WEIGHTS = 128;

    /** Bytes of one block of {@link #BLOCK_128}. */
    public static final int BLOCK_BYTES = 32;

    /** Bytes after the codes: the scale as a little-endian float32, then zeros. */
    public static final int TRAILER_BYTES = PackedBytes.SCALE_FIELD;

    private final String text;
    private final int blockWeights;

    I2sLayout(String text, int blockWeights) {
        this.text = text;
        this.blockWeights = blockWeights;
    }

    /** The weights of a row that one block holds; 1 for {@link #ROWS_4}, which has no blocks. */
    int blockWeights() {
        return blockWeights;
    }

    @Override
    public Format format() {
        return Format.I2_S;
    }

    @Override
    public void requireFits(Shape shape) {
        int over = shape.k() % blockWeights;
        if (over != 0) {
            throw new IllegalArgumentException("I2_S in blocks of " + blockWeights + " needs k to be a multiple of " + blockWeights + "; k="
                    + shape.k() + " leaves " + over + " weights of each row over. Pad the columns with zeros to k="
                    + (shape.k() - over + blockWeights) + ", or prepare the TernaryMatrix itself");
        }
        if (this == ROWS_4 && shape.m() % 4 != 0) {
            throw new IllegalArgumentException("I2_S with four rows a byte needs m to be a multiple of 4; m=" + shape.m() + " leaves "
                    + shape.m() % 4 + " rows over. Pad the rows with zeros to m=" + (shape.m() / 4 + 1) * 4
                    + ", or prepare the TernaryMatrix itself");
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
        return text;
    }
}
