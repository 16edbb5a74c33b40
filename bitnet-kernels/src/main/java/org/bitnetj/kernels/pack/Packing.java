package org.bitnetj.kernels.pack;

import java.lang.foreign.MemorySegment;
import java.util.Objects;
import java.util.Optional;

import org.bitnetj.kernels.Format;
import org.bitnetj.kernels.PackedMatrix;
import org.bitnetj.kernels.Shape;
import org.bitnetj.kernels.TernaryMatrix;

/**
 * All codecs behind one face, chosen by the layout: packs, unpacks, wraps and converts between any two formats.
 *
 * <pre>{@code
 * PackedMatrix i2s = Packing.wrap(tensor, shape, I2sLayout.BLOCK_128);
 * PackedMatrix tl2 = Packing.convert(i2s, Packing.layoutFor(Format.TL2, shape));
 * }</pre>
 *
 * <p>Stateless and thread-safe.
 */
public final class Packing {
    private Packing() {}

    /**
     * Packs a matrix into newly allocated heap memory.
     *
     * @param matrix the trits
     * @param layout the order to write
     * @return the packed matrix; TQ1_0 and TQ2_0 round its scale to half precision
     * @throws IllegalArgumentException if the layout cannot hold the shape, or the format the scale
     */
    public static PackedMatrix pack(TernaryMatrix matrix, Layout layout) {
        Objects.requireNonNull(layout, "layout");
        return switch (layout) {
            case I2sLayout i2s -> I2sCodec.pack(matrix, i2s);
            case Tl1Layout tl1 -> Tl1Codec.pack(matrix, tl1);
            case Tl2Layout tl2 -> Tl2Codec.pack(matrix, tl2);
            case Tq1Layout tq1 -> Tq1Codec.pack(matrix, tq1);
            case Tq2Layout tq2 -> Tq2Codec.pack(matrix, tq2);
        };
    }

    /**
     * Unpacks a matrix.
     *
     * @param packed a matrix in any layout
     * @return its trits and scale
     * @throws IllegalArgumentException if the bytes hold something that the format does not have; the byte or block is named
     */
    public static TernaryMatrix unpack(PackedMatrix packed) {
        Objects.requireNonNull(packed, "packed");
        return switch (packed.layout()) {
            case I2sLayout i2s -> I2sCodec.unpack(packed);
            case Tl1Layout tl1 -> Tl1Codec.unpack(packed);
            case Tl2Layout tl2 -> Tl2Codec.unpack(packed);
            case Tq1Layout tq1 -> Tq1Codec.unpack(packed);
            case Tq2Layout tq2 -> Tq2Codec.unpack(packed);
        };
    }

    /**
     * Packs a packed matrix in another layout, by way of its trits; the trits stay what they are.
     *
     * @param packed a matrix in any layout
     * @param layout the order to write
     * @return the packed matrix in newly allocated heap memory, or the same one if it has this layout already (then nothing is checked)
     * @throws IllegalArgumentException if the layout cannot hold the shape, or the bytes hold something that their format does not have
     */
    public static PackedMatrix convert(PackedMatrix packed, Layout layout) {
        Objects.requireNonNull(packed, "packed");
        Objects.requireNonNull(layout, "layout");
        layout.requireFits(packed.shape());
        return packed.layout().equals(layout) ? packed : pack(unpack(packed), layout);
    }

    /**
     * Refers to a tensor's bytes where they lie, in a mapped GGUF file for example; nothing is copied, and only scales are read.
     *
     * @param tensor the tensor's bytes
     * @param shape rows and columns
     * @param layout the order in which they were written
     * @return the packed matrix
     * @throws IllegalArgumentException if the layout cannot hold the shape, the bytes are not as many as it takes, or they do not hold one
     *         finite scale
     */
    public static PackedMatrix wrap(MemorySegment tensor, Shape shape, Layout layout) {
        Objects.requireNonNull(layout, "layout");
        return switch (layout) {
            case I2sLayout i2s -> I2sCodec.wrap(tensor, shape, i2s);
            case Tl1Layout tl1 -> Tl1Codec.wrap(tensor, shape, tl1);
            case Tl2Layout tl2 -> Tl2Codec.wrap(tensor, shape, tl2);
            case Tq1Layout tq1 -> Tq1Codec.wrap(tensor, shape, tq1);
            case Tq2Layout tq2 -> Tq2Codec.wrap(tensor, shape, tq2);
        };
    }

    /**
     * Checks that the bytes hold nothing that the format does not have, without unpacking them.
     *
     * @param packed a matrix in any layout
     * @throws IllegalArgumentException if they do; the byte or block is named
     */
    public static void requireCodes(PackedMatrix packed) {
        Objects.requireNonNull(packed, "packed");
        switch (packed.layout()) {
            case I2sLayout i2s -> I2sCodec.requireCodes(packed);
            case Tl1Layout tl1 -> Tl1Codec.requireCodes(packed);
            case Tl2Layout tl2 -> Tl2Codec.requireCodes(packed);
            case Tq1Layout tq1 -> Tq1Codec.requireCodes(packed);
            case Tq2Layout tq2 -> Tq2Codec.requireCodes(packed);
        }
    }

    /**
     * {@return the layout of files that do not say more than the format: {@link I2sLayout#BLOCK_128}, {@link Tq1Layout#BLOCK_256} and
     * {@link Tq2Layout#BLOCK_256}; empty for TL1 and TL2, which cannot be read without tile sizes}
     *
     * @param format the format
     */
    public static Optional<Layout> defaultLayout(Format format) {
        return switch (format) {
            case I2_S -> Optional.of(I2sLayout.BLOCK_128);
            case TL1, TL2 -> Optional.empty();
            case TQ1_0 -> Optional.of(Tq1Layout.BLOCK_256);
            case TQ2_0 -> Optional.of(Tq2Layout.BLOCK_256);
        };
    }

    /**
     * Chooses a layout to pack a shape in: the format's default, or the tile sizes that {@link Tl1Layout#forShape(Shape)} and
     * {@link Tl2Layout#forShape(Shape)} propose. The same format and shape always give the same layout.
     *
     * @param format the format
     * @param shape rows and columns
     * @return a layout that fits
     * @throws IllegalArgumentException if the format cannot hold the shape
     */
    public static Layout layoutFor(Format format, Shape shape) {
        Layout layout = switch (format) {
            case TL1 -> Tl1Layout.forShape(shape);
            case TL2 -> Tl2Layout.forShape(shape);
            default -> defaultLayout(format).orElseThrow();
        };
        layout.requireFits(shape);
        return layout;
    }
}
