package org.bitnetj.kernels.pack;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Objects;

import org.bitnetj.kernels.PackedMatrix;
import org.bitnetj.kernels.Shape;
import org.bitnetj.kernels.TernaryMatrix;

/** What all codecs do with a tensor's bytes as a whole: allocate, measure, copy, and the scale field of I2_S, TL1 and TL2. */
final class PackedBytes {
    /** Bytes of the field that holds the scale: a float32, then zeros. */
    static final int SCALE_FIELD = 32;

    private static final ValueLayout.OfFloat SCALE = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private PackedBytes() {}

    /** Zeros, as many as the matrix takes; checks that it fits. No layout takes more than 3 bits a weight, so one array is enough. */
    static byte[] allocate(TernaryMatrix matrix, Layout layout) {
        Objects.requireNonNull(matrix, "matrix");
        Objects.requireNonNull(layout, "layout");
        layout.requireFits(matrix.shape());
        return new byte[Math.toIntExact(layout.byteSize(matrix.shape()))];
    }

    /** Puts the scale into the field that ends the bytes. */
    static PackedMatrix withScale(byte[] bytes, TernaryMatrix matrix, Layout layout) {
        MemorySegment segment = MemorySegment.ofArray(bytes);
        segment.set(SCALE, bytes.length - SCALE_FIELD, matrix.scale());
        return new PackedMatrix(layout, matrix.shape(), matrix.scale(), segment);
    }

    /** The scale from the field that ends the bytes. */
    static PackedMatrix wrapWithScale(MemorySegment tensor, Shape shape, Layout layout) {
        requireLength(tensor, shape, layout);
        return new PackedMatrix(layout, shape, tensor.get(SCALE, tensor.byteSize() - SCALE_FIELD), tensor);
    }

    static void requireLength(MemorySegment tensor, Shape shape, Layout layout) {
        Objects.requireNonNull(tensor, "tensor");
        Objects.requireNonNull(shape, "shape");
        Objects.requireNonNull(layout, "layout");
        layout.requireFits(shape);
        if (tensor.byteSize() != layout.byteSize(shape)) {
            throw new IllegalArgumentException("a " + shape + " tensor in " + layout + " takes " + layout.byteSize(shape)
                    + " bytes, scale and padding included, not " + tensor.byteSize());
        }
    }

    /** The layout of a matrix, if it is of the codec's type. */
    static <L extends Layout> L requireLayout(PackedMatrix packed, Class<L> type, String format) {
        if (!type.isInstance(packed.layout())) {
            throw new IllegalArgumentException((format.startsWith("I") ? "not an " : "not a ") + format + " matrix: " + packed.layout());
        }
        return type.cast(packed.layout());
    }

    /** The first bytes of a matrix in an array, where loops over them are fast whatever memory they came from. */
    static byte[] copy(PackedMatrix packed, long count) {
        return packed.bytes().asSlice(0, count).toArray(ValueLayout.JAVA_BYTE);
    }

    /** How messages write a byte. */
    static String hex(int value) {
        return "0x%02x".formatted(value & 0xff);
    }
}
