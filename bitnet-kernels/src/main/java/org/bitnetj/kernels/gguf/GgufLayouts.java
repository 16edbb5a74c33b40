package org.bitnetj.kernels.gguf;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import org.bitnetj.kernels.Format;
import org.bitnetj.kernels.PackedMatrix;
import org.bitnetj.kernels.Shape;
import org.bitnetj.kernels.pack.I2sLayout;
import org.bitnetj.kernels.pack.Layout;
import org.bitnetj.kernels.pack.Packing;
import org.bitnetj.kernels.pack.Tl1Layout;
import org.bitnetj.kernels.pack.Tl2Layout;

/**
 * The layouts of ternary tensors in a GGUF file. The tensor types I2_S, TL1 and TL2 do not say in which order their bytes are, so
 * {@link GgufWriter#addTensor(String, PackedMatrix)} records it in metadata of this library's own, and {@link #read(GgufFile, String)} goes by it:
 *
 * <pre>
 *   bitnetj.i2s.layout          STRING           block_128, block_64 or rows_4; of all I2_S tensors
 *   bitnetj.tl1.tiles.{m}x{k}   ARRAY of UINT32  BM, BK, bm; of all TL1 tensors of m rows and k columns
 *   bitnetj.tl2.tiles.{m}x{k}   ARRAY of UINT32  BM, BK; of all TL2 tensors of m rows and k columns
 * </pre>
 *
 * <p>Other readers pass over these keys. Files of other writers have none: their I2_S is taken for {@link I2sLayout#BLOCK_128}, which is what
 * converters write, and {@link PackedMatrix#layout()} says so; TL1 and TL2 need {@link #read(GgufTensor, Layout)}.
 *
 * <p>Stateless and thread-safe.
 */
public final class GgufLayouts {
    /** The metadata key of the layout of all I2_S tensors, a string: the name of an {@link I2sLayout} in lower case. */
    public static final String I2S_KEY = "bitnetj.i2s.layout";

    private GgufLayouts() {}

    /**
     * {@return the metadata key of the tile sizes of tensors of one shape, an array of integers: BM, BK and, for TL1, bm}
     *
     * @param format {@link Format#TL1} or {@link Format#TL2}
     * @param shape rows and columns
     * @throws IllegalArgumentException if the format is another one
     */
    public static String tilesKey(Format format, Shape shape) {
        if (format != Format.TL1 && format != Format.TL2) {
            throw new IllegalArgumentException(format + " has no tiles; TL1 and TL2 have");
        }
        return "bitnetj." + format.name().toLowerCase(Locale.ROOT) + ".tiles." + shape;
    }

    /**
     * Finds the layout of tensors of a format and shape.
     *
     * @param metadata metadata of an open file
     * @param format the tensors' format
     * @param shape their rows and columns
     * @return the layout that the metadata record; for TQ1_0 and TQ2_0 the only one there is; empty if nothing is recorded
     * @throws GgufFormatException if what is recorded is no layout
     */
    public static Optional<Layout> recorded(GgufMetadata metadata, Format format, Shape shape) throws GgufFormatException {
        return switch (format) {
            case I2_S -> metadata.contains(I2S_KEY) ? Optional.of(i2s(metadata)) : Optional.empty();
            case TL1, TL2 -> {
                String key = tilesKey(format, shape);
                yield metadata.contains(key) ? Optional.of(tiles(metadata, key, format)) : Optional.empty();
            }
            case TQ1_0, TQ2_0 -> Packing.defaultLayout(format);
        };
    }

    private static Layout i2s(GgufMetadata metadata) throws GgufFormatException {
        String name = metadata.getString(I2S_KEY);
        for (I2sLayout layout : I2sLayout.values()) {
            if (name(layout).equals(name)) {
                return layout;
            }
        }
        throw fail(metadata, I2S_KEY, GgufCursor.quote(name),
                "one of " + Arrays.stream(I2sLayout.values()).map(GgufLayouts::name).toList());
    }

    private static Layout tiles(GgufMetadata metadata, String key, Format format) throws GgufFormatException {
        int[] sizes = metadata.getInts(key);
        int count = format == Format.TL1 ? 3 : 2;
        if (sizes.length != count) {
            throw fail(metadata, key, sizes.length + " tile sizes", count + " tile sizes");
        }
        try {
            return format == Format.TL1 ? new Tl1Layout(sizes[0], sizes[1], sizes[2]) : new Tl2Layout(sizes[0], sizes[1]);
        } catch (IllegalArgumentException e) {
            GgufFormatException failure = fail(metadata, key, Arrays.toString(sizes), "tile sizes of " + format + ": " + e.getMessage());
            failure.initCause(e);
            throw failure;
        }
    }

    /**
     * Refers to a ternary tensor where it lies in the mapped file, in the layout that the file records, or the format's default.
     *
     * @param file an open file, which must stay open as long as the matrix's bytes are used
     * @param name the tensor's name
     * @return the packed matrix; it says which layout was taken
     * @throws GgufFormatException      if there is no such tensor, it is not ternary, or it is TL1 or TL2 and the file records no tile sizes
     * @throws IllegalArgumentException if the layout cannot hold its shape, or it does not hold one finite scale
     */
    public static PackedMatrix read(GgufFile file, String name) throws GgufFormatException {
        GgufTensor tensor = file.tensor(name);
        Optional<Format> format = format(tensor.type());
        if (format.isEmpty()) {
            throw new GgufFormatException(file.path(), -1, "tensor " + GgufCursor.quote(name), "type " + tensor.type(),
                    "a ternary type: one of " + Arrays.toString(Format.values()));
        }
        Shape shape = shape(tensor);
        Optional<Layout> layout = recorded(file.metadata(), format.get(), shape).or(() -> Packing.defaultLayout(format.get()));
        if (layout.isEmpty()) {
            throw fail(file.metadata(), tilesKey(format.get(), shape), "no such key",
                    "the tile sizes of tensor " + GgufCursor.quote(name) + "; if you know them, read it with a layout");
        }
        return read(tensor, layout.get());
    }

    /**
     * Refers to a ternary tensor where it lies in the mapped file, in a given layout.
     *
     * @param tensor a tensor of an open file, which must stay open as long as the matrix's bytes are used
     * @param layout the order of its bytes, whatever the file records
     * @return the packed matrix
     * @throws IllegalArgumentException if the tensor has another type than the layout's format, the layout cannot hold its shape, or it does
     *         not hold one finite scale
     */
    public static PackedMatrix read(GgufTensor tensor, Layout layout) {
        if (tensor.type() != type(layout.format())) {
            throw new IllegalArgumentException(
                    "tensor " + GgufCursor.quote(tensor.name()) + " has type " + tensor.type() + ", but " + layout
                            + " is a layout of " + layout.format());
        }
        return Packing.wrap(tensor.data(), shape(tensor), layout);
    }

    /** The tensor type of a format. The names are the same. */
    static GgufType type(Format format) {
        return GgufType.valueOf(format.name());
    }

    /** The entry that records a layout, or null if its format has only one. */
    static Map.Entry<String, GgufMetadataWriter.Encoded> entry(Layout layout, Shape shape) {
        return switch (layout) {
            case I2sLayout i2s -> entry(I2S_KEY, GgufValueType.STRING, GgufMetadataWriter.encode(I2S_KEY, name(i2s)));
            case Tl1Layout tl1 -> tiles(tilesKey(Format.TL1, shape), tl1.bm(), tl1.bk(), tl1.blockRows());
            case Tl2Layout tl2 -> tiles(tilesKey(Format.TL2, shape), tl2.bm(), tl2.bk());
            default -> null;
        };
    }

    static boolean same(GgufMetadataWriter.Encoded one, GgufMetadataWriter.Encoded other) {
        return one.type() == other.type() && one.value().mismatch(other.value()) == -1;
    }

    private static Map.Entry<String, GgufMetadataWriter.Encoded> tiles(String key, long... sizes) {
        byte[] elements = GgufMetadataWriter.encode(key, GgufValueType.UINT32, sizes);
        return entry(key, GgufValueType.ARRAY, GgufMetadataWriter.encodeArray(GgufValueType.UINT32, sizes.length, elements));
    }

    private static Map.Entry<String, GgufMetadataWriter.Encoded> entry(String key, GgufValueType type, byte[] value) {
        return Map.entry(key, new GgufMetadataWriter.Encoded(type, MemorySegment.ofArray(value)));
    }

    private static Optional<Format> format(GgufType type) {
        return Arrays.stream(Format.values()).filter(format -> type(format) == type).findFirst();
    }

    private static String name(I2sLayout layout) {
        return layout.name().toLowerCase(Locale.ROOT);
    }

    private static Shape shape(GgufTensor tensor) {
        if (tensor.columns() > Integer.MAX_VALUE || tensor.rows() > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("tensor " + GgufCursor.quote(tensor.name()) + " has " + tensor.rows() + " rows of "
                    + tensor.columns() + " columns, more than a matrix");
        }
        return new Shape((int) tensor.rows(), (int) tensor.columns());
    }

    private static GgufFormatException fail(GgufMetadata metadata, String key, String found, String expected) {
        return new GgufFormatException(metadata.mapping.file(), -1, "metadata " + GgufCursor.quote(key), found, expected);
    }
}
