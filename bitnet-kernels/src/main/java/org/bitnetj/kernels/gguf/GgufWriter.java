package org.bitnetj.kernels.gguf;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;

import org.bitnetj.kernels.PackedMatrix;
import org.bitnetj.kernels.Shape;
import org.bitnetj.kernels.pack.Layout;

/**
 * Writes a GGUF file, version 3, little-endian; the parts are drawn in {@link GgufFile}. Metadata and tensors stand in the file in the order in
 * which they were put here; each tensor's data begin at a multiple of the alignment, and zeros fill the gaps and the end.
 *
 * <pre>{@code
 * try (GgufFile model = GgufFile.open(source)) {
 *     GgufWriter.copyOf(model).putString("general.description", "the same, described").writeTo(target);
 * }
 * }</pre>
 *
 * <p>Tensors are referred to, not copied: their segments must stay alive and unchanged until {@link #writeTo(Path)} returns. A tensor that is made
 * only when its turn to be written comes ({@link #addTensor(String, Layout, Shape, MatrixSource)}) is held no longer than that: a file may be larger
 * than the memory. Not thread-safe.
 */
public final class GgufWriter {
    private static final int MAX_DIMENSIONS = 4;
    /** Bytes of a name that ggml still reads: it has 64, with a zero at the end. */
    private static final int MAX_NAME_BYTES = 63;

    /** Makes a matrix while a file is being written. */
    @FunctionalInterface
    public interface MatrixSource {
        /**
         * Makes the matrix; called once for each {@link GgufWriter#writeTo(Path)}.
         *
         * @return a matrix of the layout and shape that were announced
         * @throws IOException if it cannot be made; the file is then not written, and the exception is that of {@link GgufWriter#writeTo(Path)}, as is
         *         any other
         */
        PackedMatrix make() throws IOException;
    }

    private final GgufMetadataWriter metadata = new GgufMetadataWriter();
    private final Map<String, GgufOutput.Tensor> tensors = new LinkedHashMap<>();

    /** Creates a writer of a file without metadata and tensors. */
    public GgufWriter() {}

    /**
     * Makes a writer of all that an open file holds, in the same order and alignment. Written without a change, a file of version 3 whose tensors
     * lie in the order of their infos without needless gaps comes out byte for byte as it was.
     *
     * @param file an open file; it must stay open until {@link #writeTo(Path)} returns
     * @return a writer, to which more can be added
     * @throws IOException                   never for a file that is open and unchanged
     * @throws UnsupportedOperationException if a tensor has an unknown type, as nobody knows how long it is
     * @throws IllegalArgumentException      if a name or the alignment is one that is read but not written
     */
    public static GgufWriter copyOf(GgufFile file) throws IOException {
        GgufWriter writer = new GgufWriter().putAll(file.metadata());
        for (GgufTensor tensor : file.tensors()) {
            writer.addTensor(tensor.name(), tensor.type(), tensor.shape(), tensor.data());
        }
        return writer;
    }

    /**
     * Sets the alignment of the tensors' data, as the entry {@link GgufFile#ALIGNMENT_KEY}. Without it, it is
     * {@link GgufFile#DEFAULT_ALIGNMENT}.
     *
     * @param bytes a power of two, 8 or more
     * @return this
     * @throws IllegalArgumentException if it is not, or if it was set before
     */
    public GgufWriter alignment(int bytes) {
        return putInteger(GgufFile.ALIGNMENT_KEY, GgufValueType.UINT32, bytes);
    }

    /**
     * Puts a string.
     *
     * @param key printable ASCII, not there yet
     * @param value any text that UTF-8 can encode
     * @return this
     * @throws IllegalArgumentException if key or value is none of these
     */
    public GgufWriter putString(String key, String value) {
        return put(key, GgufValueType.STRING, GgufMetadataWriter.encode(key, value));
    }

    /**
     * Puts an integer.
     *
     * @param key printable ASCII, not there yet
     * @param type the type in which it is stored, one of the eight integer types
     * @param value a value of this type; for {@link GgufValueType#UINT64} up to 2^63-1
     * @return this
     * @throws IllegalArgumentException if key, type or value is none of these
     */
    public GgufWriter putInteger(String key, GgufValueType type, long value) {
        return put(key, type, GgufMetadataWriter.encode(key, type, value));
    }

    /**
     * Puts a number of type FLOAT32.
     *
     * @param key printable ASCII, not there yet
     * @param value any, NaN and infinities too
     * @return this
     * @throws IllegalArgumentException if the key is none of these
     */
    public GgufWriter putFloat(String key, float value) {
        return put(key, GgufValueType.FLOAT32, GgufMetadataWriter.encode(key, GgufValueType.INT32, Float.floatToRawIntBits(value)));
    }

    /**
     * Puts a number of type FLOAT64.
     *
     * @param key printable ASCII, not there yet
     * @param value any, NaN and infinities too
     * @return this
     * @throws IllegalArgumentException if the key is none of these
     */
    public GgufWriter putDouble(String key, double value) {
        return put(key, GgufValueType.FLOAT64, GgufMetadataWriter.encode(key, GgufValueType.INT64, Double.doubleToRawLongBits(value)));
    }

    /**
     * Puts a bool.
     *
     * @param key printable ASCII, not there yet
     * @param value the value
     * @return this
     * @throws IllegalArgumentException if the key is none of these
     */
    public GgufWriter putBool(String key, boolean value) {
        return put(key, GgufValueType.BOOL, new byte[]{(byte) (value ? 1 : 0)});
    }

    /**
     * Puts an array of strings.
     *
     * @param key printable ASCII, not there yet
     * @param values any texts that UTF-8 can encode
     * @return this
     * @throws IllegalArgumentException if key or values are none of these
     */
    public GgufWriter putStrings(String key, List<String> values) {
        return put(key, GgufValueType.ARRAY, GgufMetadataWriter.encode(key, values));
    }

    /**
     * Puts an array of integers.
     *
     * @param key printable ASCII, not there yet
     * @param element the type in which they are stored, one of the eight integer types
     * @param values values of this type; for {@link GgufValueType#UINT64} up to 2^63-1
     * @return this
     * @throws IllegalArgumentException if key, type or values are none of these
     */
    public GgufWriter putIntegers(String key, GgufValueType element, long... values) {
        return putArray(key, element, values.length, GgufMetadataWriter.encode(key, element, values));
    }

    /**
     * Puts an array of numbers of type FLOAT32.
     *
     * @param key printable ASCII, not there yet
     * @param values any, NaN and infinities too
     * @return this
     * @throws IllegalArgumentException if the key is none of these
     */
    public GgufWriter putFloats(String key, float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(Float.BYTES, values.length)).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return putArray(key, GgufValueType.FLOAT32, values.length, bytes.array());
    }

    /**
     * Puts an array of bools.
     *
     * @param key printable ASCII, not there yet
     * @param values the values
     * @return this
     * @throws IllegalArgumentException if the key is none of these
     */
    public GgufWriter putBools(String key, boolean... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) (values[i] ? 1 : 0);
        }
        return putArray(key, GgufValueType.BOOL, values.length, bytes);
    }

    /**
     * Puts all entries of a file as they stand there, whatever their types: also the way to write nested arrays.
     *
     * @param others metadata of an open file; copied
     * @return this
     * @throws IOException              never for a file that is open and unchanged
     * @throws IllegalArgumentException if a key is there already, or the alignment is one that is read but not written
     */
    public GgufWriter putAll(GgufMetadata others) throws IOException {
        return putAll(others, key -> true);
    }

    /**
     * Puts some entries of a file as they stand there, in the order of the file.
     *
     * @param others metadata of an open file; copied
     * @param wanted which keys are taken
     * @return this
     * @throws IOException              never for a file that is open and unchanged
     * @throws IllegalArgumentException if a key is there already, or the alignment is one that is read but not written
     */
    public GgufWriter putAll(GgufMetadata others, Predicate<String> wanted) throws IOException {
        metadata.putAll(others, wanted);
        return this;
    }

    /**
     * Adds a tensor.
     *
     * @param name  1 to 63 bytes of UTF-8, not there yet
     * @param type  the type of its elements
     * @param shape 1 to 4 dimensions, ne[0], the length of a row, first
     * @param bytes its bytes as they will stand in the file: {@link GgufType#byteSize(long, long)} of them; referred to, not copied
     * @return this
     * @throws IllegalArgumentException if one of these does not hold, or the type is unknown
     */
    public GgufWriter addTensor(String name, GgufType type, long[] shape, MemorySegment bytes) {
        String field = "tensor " + GgufCursor.quote(name);
        long size = byteSize(field, type, shape);
        if (bytes.byteSize() != size) {
            throw new IllegalArgumentException(field + ": " + type + " of shape " + Arrays.toString(shape) + " takes " + size
                    + " bytes, not " + bytes.byteSize());
        }
        MemorySegment unchanged = bytes.asReadOnly();
        return add(name, type, shape, size, () -> unchanged);
    }

    private GgufWriter add(String name, GgufType type, long[] shape, long size, GgufOutput.Bytes bytes) {
        String field = "tensor " + GgufCursor.quote(name);
        byte[] utf8 = GgufMetadataWriter.utf8(field, name);
        if (utf8.length == 0 || utf8.length > MAX_NAME_BYTES) {
            throw new IllegalArgumentException(field + ": a name has 1 to " + MAX_NAME_BYTES + " bytes, not " + utf8.length);
        }
        GgufOutput.Tensor tensor = new GgufOutput.Tensor(MemorySegment.ofArray(utf8), type, Arrays.stream(shape).boxed().toList(), size,
                bytes);
        if (tensors.putIfAbsent(name, tensor) != null) {
            throw new IllegalArgumentException(field + " is there already; each name stands once in a file");
        }
        return this;
    }

    /**
     * Adds a matrix as a tensor of shape {@code [k, m]}, and records its layout in the metadata, see {@link GgufLayouts}.
     *
     * @param name   1 to 63 bytes of UTF-8, not there yet
     * @param matrix the matrix; its bytes are referred to, not copied
     * @return this
     * @throws IllegalArgumentException if the name is none of these, or the file records another layout for such a matrix
     */
    public GgufWriter addTensor(String name, PackedMatrix matrix) {
        return addTensor(name, matrix.layout(), matrix.shape(), () -> matrix);
    }

    /**
     * Adds a matrix that is made when its turn to be written comes, and let go of afterwards.
     *
     * @param name   1 to 63 bytes of UTF-8, not there yet
     * @param layout the layout that the matrix will have; recorded in the metadata
     * @param shape  the shape that it will have
     * @param source makes it
     * @return this
     * @throws IllegalArgumentException if the name is none of these, the layout cannot hold the shape, or the file records another layout for such a
     *         matrix
     */
    public GgufWriter addTensor(String name, Layout layout, Shape shape, MatrixSource source) {
        Objects.requireNonNull(source, "source");
        layout.requireFits(shape);
        String field = "tensor " + GgufCursor.quote(name);
        Map.Entry<String, GgufMetadataWriter.Encoded> entry = GgufLayouts.entry(layout, shape);
        GgufMetadataWriter.Encoded there = entry == null ? null : metadata.entries().get(entry.getKey());
        if (there != null && !GgufLayouts.same(there, entry.getValue())) {
            throw new IllegalArgumentException(field + " has the layout " + layout + ", but metadata " + GgufCursor.quote(entry.getKey())
                    + " records another one for all " + shape + " matrices of " + layout.format()
                    + ". Convert it, or write it to another file");
        }
        GgufType type = GgufLayouts.type(layout.format());
        long[] dimensions = {shape.k(), shape.m()};
        add(name, type, dimensions, byteSize(field, type, dimensions), () -> {
            PackedMatrix matrix = source.make();
            if (!matrix.layout().equals(layout) || !matrix.shape().equals(shape)) {
                throw new IllegalStateException(field + " was announced as " + shape + " in " + layout + ", and is " + matrix.shape()
                        + " in " + matrix.layout());
            }
            return matrix.bytes();
        });
        if (entry != null && there == null) {
            metadata.put(entry.getKey(), entry.getValue());
        }
        return this;
    }

    /**
     * Writes the file: all or nothing. The bytes go to a new file in the target's folder and are forced to the disk; then this file takes the
     * target's name in one step, in place of a file that has it (through a link, of the file that the link leads to). Until then, and if
     * anything fails, the target is what it was and nothing else is left.
     *
     * @param target the path of the file
     * @throws IOException           if the folder is missing, the target is no regular file, or writing fails
     * @throws IllegalStateException if a tensor's memory has been released, or a matrix is not what it was announced as
     */
    public void writeTo(Path target) throws IOException {
        GgufOutput.write(target, metadata.entries(), List.copyOf(tensors.values()), metadata.alignment());
    }

    private static long byteSize(String field, GgufType type, long[] shape) {
        if (type == GgufType.UNKNOWN) {
            throw new IllegalArgumentException(field + ": the type is unknown, and so is how long it is");
        }
        if (shape.length < 1 || shape.length > MAX_DIMENSIONS) {
            throw new IllegalArgumentException(field + ": a tensor has 1 to " + MAX_DIMENSIONS + " dimensions, not " + shape.length);
        }
        try {
            long rows = 1;
            for (int d = 1; d < shape.length; d++) {
                // Two negative dimensions would make a positive product.
                rows = shape[d] <= 0 ? 0 : Math.multiplyExact(rows, shape[d]);
            }
            return type.byteSize(shape[0], rows);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new IllegalArgumentException(
                    field + ": " + type + " cannot have the shape " + Arrays.toString(shape) + ": " + e.getMessage(),
                    e);
        }
    }

    private GgufWriter putArray(String key, GgufValueType element, int count, byte[] elements) {
        return put(key, GgufValueType.ARRAY, GgufMetadataWriter.encodeArray(element, count, elements));
    }

    private GgufWriter put(String key, GgufValueType type, byte[] value) {
        metadata.put(key, new GgufMetadataWriter.Encoded(type, MemorySegment.ofArray(value)));
        return this;
    }
}
