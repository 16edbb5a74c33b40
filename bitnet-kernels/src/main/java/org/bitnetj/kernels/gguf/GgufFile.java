package org.bitnetj.kernels.gguf;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/**
 * A GGUF file, mapped into memory. Versions 2 and 3, little-endian.
 *
 * <pre>
 *  offset  bytes  field
 *       0      4  magic            'G' 'G' 'U' 'F'
 *       4      4  version          uint32, 2 or 3
 *       8      8  tensor_count     uint64
 *      16      8  entry_count      uint64
 *      24      .  metadata entries, entry_count of
 *                   key            string
 *                   value type     uint32, see GgufValueType
 *                   value          scalar | string | uint32 element type, uint64 count, elements
 *       .      .  tensor infos, tensor_count of
 *                   name           string
 *                   n_dims         uint32, 1 to 4
 *                   ne             n_dims of uint64; ne[0] is the length of a row
 *                   type           uint32, see GgufType
 *                   offset         uint64, from the start of the data section
 *       .      .  padding to a multiple of general.alignment (a uint32 entry; 32 if there is none)
 *       .      .  data section: the tensors, each at a multiple of the alignment
 *
 *  string = uint64 length in bytes, then UTF-8 without a terminator
 * </pre>
 *
 * <p>Opening reads and checks everything but the tensors' content: each count and length against the bytes that are
 * left, each tensor against the end of the file and against the others. The tensors themselves are never copied; the
 * operating system reads their pages when they are touched. Files larger than 2 GiB are one map like any other.
 *
 * <p>Thread-safe for reading. {@link #close()} unmaps; it must not be called while other threads use the tensors' data
 * in calls that pin them, and then throws {@link IllegalStateException}. The file must not be changed or cut short by
 * anyone while it is open: as with every memory map, reading a page that has gone fails with {@link InternalError}.
 */
public final class GgufFile implements AutoCloseable {
    /** The metadata key of the alignment, type {@link GgufValueType#UINT32}. */
    public static final String ALIGNMENT_KEY = "general.alignment";
    /** The alignment of a file that states none, in bytes. */
    public static final int DEFAULT_ALIGNMENT = 32;

    private final Arena arena;
    private final GgufMapping mapping;
    private final GgufHeader header;

    private GgufFile(Arena arena, GgufMapping mapping, GgufHeader header) {
        this.arena = arena;
        this.mapping = mapping;
        this.header = header;
    }

    /**
     * Opens a file with {@link GgufLimits#DEFAULT}.
     *
     * @param file path of the file
     * @return the open file; close it
     * @throws GgufFormatException if there is no such file, or it is not a GGUF file that this library reads
     * @throws IOException         if the file cannot be read or mapped
     */
    public static GgufFile open(Path file) throws IOException {
        return open(file, GgufLimits.DEFAULT);
    }

    /**
     * Opens a file.
     *
     * @param file   path of the file
     * @param limits upper bounds on counts and lengths
     * @return the open file; close it
     * @throws GgufFormatException if there is no such file, or it is not a GGUF file that this library reads
     * @throws IOException         if the file cannot be read or mapped
     */
    public static GgufFile open(Path file, GgufLimits limits) throws IOException {
        requireRegularFile(file);
        Arena arena = Arena.ofShared();
        boolean opened = false;
        try {
            GgufMapping mapping = new GgufMapping(file, map(file, arena));
            GgufFile result = new GgufFile(arena, mapping, GgufHeader.parse(mapping, limits));
            opened = true;
            return result;
        } finally {
            if (!opened) {
                arena.close();
            }
        }
    }

    // Asked before opening: opening a pipe would wait for a writer.
    private static void requireRegularFile(Path file) throws GgufFormatException {
        if (!Files.isRegularFile(file)) {
            String found = Files.isDirectory(file) ? "a directory" : Files.exists(file) ? "a special file" : "no file";
            throw new GgufFormatException(file, -1, "file", found, "a GGUF file");
        }
    }

    private static MemorySegment map(Path file, Arena arena) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
        }
    }

    /**
     * The path that the file was opened with.
     *
     * @return the path
     */
    public Path path() {
        return mapping.file();
    }

    /**
     * The version of the format.
     *
     * @return 2 or 3
     */
    public int version() {
        return header.version();
    }

    /**
     * The alignment of the tensors' data.
     *
     * @return bytes, a power of two
     */
    public long alignment() {
        return header.alignment();
    }

    /**
     * The size of the file when it was opened.
     *
     * @return bytes
     */
    public long size() {
        return mapping.bytes().byteSize();
    }

    /**
     * The whole file in place, {@link #size()} bytes.
     *
     * @return a read-only segment, valid until the file is closed, accessible to all threads
     * @throws IllegalStateException if the file is closed
     */
    public MemorySegment bytes() {
        return mapping.open();
    }

    /**
     * The metadata.
     *
     * @return keys and typed values
     */
    public GgufMetadata metadata() {
        return header.metadata();
    }

    /**
     * All tensors.
     *
     * @return an immutable list, in the order of the tensor infos
     */
    public List<GgufTensor> tensors() {
        return header.tensors();
    }

    /**
     * Finds a tensor that may be absent.
     *
     * @param name the tensor's name
     * @return the tensor, or empty
     */
    public Optional<GgufTensor> findTensor(String name) {
        return Optional.ofNullable(header.tensorsByName().get(name));
    }

    /**
     * Finds a tensor that must be there.
     *
     * @param name the tensor's name
     * @return the tensor
     * @throws GgufFormatException if the file has no such tensor
     */
    public GgufTensor tensor(String name) throws GgufFormatException {
        GgufTensor tensor = header.tensorsByName().get(name);
        if (tensor == null) {
            throw new GgufFormatException(path(), -1, "tensor " + GgufCursor.quote(name),
                    "no tensor of this name among " + tensors().size(), "one");
        }
        return tensor;
    }

    /**
     * Unmaps the file. From then on metadata values and tensor data throw {@link IllegalStateException}, also through
     * segments that were handed out before. Closing again does nothing.
     *
     * @throws IllegalStateException if another thread is inside a call that pins the data; the file then stays open
     */
    @Override
    public void close() {
        synchronized (arena) {
            if (arena.scope().isAlive()) {
                arena.close();
            }
        }
    }
}
