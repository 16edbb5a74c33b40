package org.bitnetj.benchmark.receipt;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.UUID;
import java.util.function.Consumer;

/** Writes a file so that a reader, or a crash at any moment, finds the old content or the new, never a part. */
public final class AtomicFile {
    private static final int SLICE = 1 << 16;

    private AtomicFile() {}

    /** What was done last, in the order in which it is done; large contents are written in several slices. */
    enum Step {
        /** The temporary file is there, and empty. */
        CREATED,
        /** One more slice is in the temporary file. */
        SLICE_WRITTEN,
        /** The temporary file is complete, and on the disk. */
        FORCED,
        /** The temporary file has taken the place of the file. */
        RENAMED
    }

    /**
     * Writes to a temporary file in the same folder, forces it to the disk, and renames it. The permissions of a file that is replaced are kept.
     *
     * @param file file to replace or create
     * @param content its new content
     * @throws IOException when the content could not be written; the old content is then untouched
     */
    public static void write(Path file, String content) throws IOException {
        write(file, content, step -> {});
    }

    /** The same; tells each step as soon as it is done. */
    static void write(Path file, String content, Consumer<Step> done) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        // not createTempFile, which keeps all others from reading
        Path temporary = folder.resolve("." + file.getFileName() + "-" + UUID.randomUUID() + ".tmp");
        try {
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                done.accept(Step.CREATED);
                byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
                for (int from = 0; from < bytes.length; from += SLICE) {
                    ByteBuffer slice = ByteBuffer.wrap(bytes, from, Math.min(SLICE, bytes.length - from));
                    while (slice.hasRemaining()) {
                        channel.write(slice);
                    }
                    done.accept(Step.SLICE_WRITTEN);
                }
                channel.force(true);
            }
            keepPermissions(file, temporary);
            done.accept(Step.FORCED);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            done.accept(Step.RENAMED);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private static void keepPermissions(Path file, Path temporary) throws IOException {
        PosixFileAttributeView old = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        if (old != null && Files.isRegularFile(file)) {
            Files.setPosixFilePermissions(temporary, old.readAttributes().permissions());
        }
    }
}
