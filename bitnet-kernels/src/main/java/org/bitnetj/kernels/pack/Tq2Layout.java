package org.bitnetj.kernels.pack;

import org.bitnetj.kernels.Format;
import org.bitnetj.kernels.Shape;

/** The order of TQ2_0's bytes; there is one. Drawn in {@link Tq2Codec}. Source: llama.cpp's {@code block_tq2_0}. */
public enum Tq2Layout implements Layout {
    /** Runs of 256 weights of a row in 66 bytes. Needs k % 256 == 0. */
    BLOCK_256;

    /** Bytes of one block: 64 of four codes, and the scale. */
    public static final int BLOCK_BYTES = 66;

    @Override
    public Format format() {
        return Format.TQ2_0;
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
        return "TQ2_0 (blocks of 256)";
    }
}
