package org.bitnetj.kernels.pack;

import org.bitnetj.kernels.Format;
import org.bitnetj.kernels.Shape;

/** The exact order of bits in which a format stores a matrix; named by what it is, never by the machine that uses it. Immutable. */
public sealed interface Layout permits I2sLayout, Tl1Layout, Tl2Layout, Tq1Layout, Tq2Layout {
    /**
     * {@return the format of which this is one order}
     */
    Format format();

    /**
     * Checks that this layout can hold a shape.
     *
     * @param shape rows and columns
     * @throws IllegalArgumentException if it cannot; the message says which size must be a multiple of what
     */
    void requireFits(Shape shape);

    /**
     * {@return the bytes that a matrix takes, scale and padding included: what a GGUF tensor of the format takes}
     *
     * @param shape rows and columns that fit
     */
    long byteSize(Shape shape);
}
