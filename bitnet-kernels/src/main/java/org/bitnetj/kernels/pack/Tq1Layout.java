package org.bitnetj.kernels.pack;

import org.bitnetj.kernels.Format;
import org.bitnetj.kernels.Shape;

/** The order of TQ1_0's bytes; there is one. Drawn in {@link Tq1Codec}. Source: llama.cpp's {@code block_tq1_0}. */
public enum Tq1Layout implements Layout {
    /** Runs of 256 weights of a row in 54 bytes. Needs k % 256 == 0. */
    BLOCK_256;

    /** Bytes of one block: 48 of five trits, 4 of four, and the scale. */
    public static final int BLOCK_BYTES = 54;

    @Override
    public Format format() {
        return Format.TQ1_0;
    }

    @Override
    public void requireFits(Shape shape) {
        ScaledBlocks.requireFits(format(), shape);
    }

    @Override
    public long byteSize(Shape shape) {
        return (long) ScaledBlocks.count(shape) * BLOCK_BYTES;
    }

    @Override
    public String toString() {
        return "TQ1_0 (blocks of 256)";
    }
}
