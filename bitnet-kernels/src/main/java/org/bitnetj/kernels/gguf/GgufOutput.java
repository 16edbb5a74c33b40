package org.bitnetj.kernels.gguf;

import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Puts the parts of a file together and on the disk, whole or not at all. */
final class GgufOutput {
    private static final byte[] MAGIC = "GGUF".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION = 3;
    private static final int PIECE_BYTES = 1 << 20;

    private final FileChannel channel;
    private final ByteBuffer piece = ByteBuffer.allocateDirect(PIECE_BYTES);
    private long written;

    /** A tensor to write; all is checked but the bytes, which are asked for when their turn comes, and let go of before the next. */
    record Tensor(MemorySegment name, GgufType type, List<Long> shape, long byteSize, Bytes bytes) {
        long infoBytes() {
            return Long.BYTES + name.byteSize() + Integer.BYTES + (long) shape.size() * Long.BYTES + Integer.BYTES + Long.BYTES;
        }
    }

    /** Where a tensor's bytes come from. */
    @FunctionalInterface
    interface Bytes {
        MemorySegment get() throws IOException;
    }

    /** A file that goes away when it is closed, unless it was moved. Closing keeps the first failure in front if deleting fails too. */
    private static final class TemporaryFile implements Closeable {
        private final Path path;
        private boolean moved;

        TemporaryFile(Path folder) {
            path = folder.resolve(".gguf-" + UUID.randomUUID() + ".tmp");
        }

        void moveTo(Path target) throws IOException {
            Files.move(path, target, StandardCopyOption.ATOMIC_MOVE);
            moved = true;
        }

        @Override
        public void close() throws IOException {
            if (!moved) {
                Files.deleteIfExists(path);
            }
        }
    }

    private GgufOutput(FileChannel channel) {
        this.channel = channel;
    }

    static void write(Path path, Map<String, GgufMetadataWriter.Encoded> entries, List<Tensor> tensors, long alignment) throws IOException {
        ByteBuffer header = header(entries, tensors, alignment);
        Path target = Files.exists(path) ? path.toRealPath() : path.toAbsolutePath();
        Path folder = target.getParent();
        if (Files.exists(target) && !Files.isRegularFile(target)) {
            throw new FileSystemException(path.toString(), null,
                    "cannot write a GGUF file here: it is " + (Files.isDirectory(target) ? "a directory" : "no regular file"));
        }
        if (!Files.isDirectory(folder)) {
            throw new NoSuchFileException(path.toString(), null, "cannot write a GGUF file here: there is no folder " + folder);
        }
        try (TemporaryFile file = new TemporaryFile(folder)) {
            try (FileChannel channel = FileChannel.open(file.path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                new GgufOutput(channel).writeAll(header, tensors, alignment);
                channel.force(true);
            }
            file.moveTo(target);
        }
        forceFolder(folder);
    }

    /** Makes the new name last through a power failure. Windows has no such thing for folders, and refuses to open one. */
    private static void forceFolder(Path folder) throws IOException {
        if (File.separatorChar == '\\') {
            return;
        }
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static ByteBuffer header(Map<String, GgufMetadataWriter.Encoded> entries, List<Tensor> tensors, long alignment) {
        long size = (long) MAGIC.length + Integer.BYTES + 2 * Long.BYTES;
        for (Map.Entry<String, GgufMetadataWriter.Encoded> entry : entries.entrySet()) {
            size += Long.BYTES + entry.getKey().length() + Integer.BYTES + entry.getValue().value().byteSize();
        }
        for (Tensor tensor : tensors) {
            size += tensor.infoBytes();
        }
        ByteBuffer header = ByteBuffer.allocate(Math.toIntExact(size)).order(ByteOrder.LITTLE_ENDIAN);
        header.put(MAGIC).putInt(VERSION).putLong(tensors.size()).putLong(entries.size());
        for (Map.Entry<String, GgufMetadataWriter.Encoded> entry : entries.entrySet()) {
            putString(header, ByteBuffer.wrap(entry.getKey().getBytes(StandardCharsets.US_ASCII)));
            header.putInt(entry.getValue().type().id()).put(entry.getValue().value().asByteBuffer());
        }
        long offset = 0;
        for (Tensor tensor : tensors) {
            putString(header, tensor.name().asByteBuffer());
            header.putInt(tensor.shape().size());
            for (long dimension : tensor.shape()) {
                header.putLong(dimension);
            }
            header.putInt(tensor.type().id()).putLong(offset);
            offset = Math.addExact(offset, Math.addExact(tensor.byteSize(), alignment - 1) & -alignment);
        }
        return header.flip();
    }

    private static void putString(ByteBuffer target, ByteBuffer bytes) {
        target.putLong(bytes.remaining()).put(bytes);
    }

    private void writeAll(ByteBuffer header, List<Tensor> tensors, long alignment) throws IOException {
        write(MemorySegment.ofBuffer(header));
        pad(alignment);
        for (Tensor tensor : tensors) {
            write(tensor.bytes().get());
            pad(alignment);
        }
    }

    /** Piece by piece: a segment may be longer than a buffer, and of a kind that a channel does not take. */
    private void write(MemorySegment bytes) throws IOException {
        MemorySegment room = MemorySegment.ofBuffer(piece.clear());
        for (long from = 0; from < bytes.byteSize(); from += PIECE_BYTES) {
            int length = (int) Math.min(PIECE_BYTES, bytes.byteSize() - from);
            MemorySegment.copy(bytes, from, room, 0, length);
            drain(length);
        }
    }

    private void pad(long alignment) throws IOException {
        MemorySegment room = MemorySegment.ofBuffer(piece.clear());
        room.fill((byte) 0);
        long zeros = -written & alignment - 1;
        while (zeros > 0) {
            int length = (int) Math.min(PIECE_BYTES, zeros);
            drain(length);
            zeros -= length;
        }
    }

    private void drain(int length) throws IOException {
        piece.clear().limit(length);
        while (piece.hasRemaining()) {
            written += channel.write(piece);
        }
    }
}
