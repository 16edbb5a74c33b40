package org.bitnetj.kernels;

import java.lang.foreign.MemorySegment;
import java.util.Objects;

import org.bitnetj.kernels.pack.Layout;

/**
 * Ternary weights in the bytes of a storage format, as a codec of {@link org.bitnetj.kernels.pack} wrote or a file holds them.
 *
 * <p>The bytes are referred to, not copied: they may be a mapped file, and must stay reachable and unchanged until
 * {@link Kernels#prepare(PackedMatrix)} has returned. Immutable otherwise; as thread-safe as its segment.
 *
 * @param layout the order of the bits
 * @param shape rows and columns
 * @param scale the tensor's scale: a real weight is {@code scale * trit}
 * @param bytes the tensor's bytes, exactly {@link Layout#byteSize(Shape)} of them
 */
public record PackedMatrix(Layout layout, Shape shape, float scale, MemorySegment bytes) {
    /**
     * Checks that the bytes can hold the shape in this layout. Their content is checked where it is read: by
     * {@link Kernels#prepare(PackedMatrix)} and by a codec's {@code unpack}.
     *
     * @throws IllegalArgumentException if the layout cannot hold the shape, the number of bytes is wrong, or the scale is not finite
     */
    public PackedMatrix {
        Objects.requireNonNull(layout, "layout");
        Objects.requireNonNull(shape, "shape");
        Objects.requireNonNull(bytes, "bytes");
        layout.requireFits(shape);
        TernaryMatrix.requireFinite(scale);
        if (bytes.byteSize() != layout.byteSize(shape)) {
            throw new IllegalArgumentException("a " + shape + " matrix in " + layout + " takes " + layout.byteSize(shape) + " bytes, not "
                    + bytes.byteSize());
        }
        bytes = bytes.asReadOnly();
    }

    /**
     * {@return the storage format}
     */
    public Format format() {
        return layout.format();
    }

    /**
     * {@return the bits of storage that one weight takes, padding and scale included}
     */
    public double bitsPerWeight() {
        return 8.0 * bytes.byteSize() / shape.weights();
    }
}
