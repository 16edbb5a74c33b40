package org.bitnetj.kernels.gguf;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A file that is not a GGUF file this library reads, or that does not hold what was asked of it.
 *
 * <p>The message names the file, the byte offset (hexadecimal and decimal), the field, what was found and what was
 * expected. Text that comes from the file is quoted, escaped and cut to a readable length.
 */
public final class GgufFormatException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Bytes from the start of the file, or -1. */
    private final long offset;
    /** What was being read. */
    private final String field;

    GgufFormatException(Path file, long offset, String field, String found, String expected) {
        super(message(file, offset, field, found, expected));
        this.offset = offset;
        this.field = field;
    }

    private static String message(Path file, long offset, String field, String found, String expected) {
        String place = offset < 0 ? "" : "at offset 0x%x (%d): ".formatted(offset, offset);
        return "%s: %s%s: found %s, expected %s".formatted(file, place, field, found, expected);
    }

    /**
     * Where in the file the trouble is.
     *
     * @return the offset of the field in bytes from the start of the file, or -1 if the trouble has no place in it (a
     *         missing file, a missing key)
     */
    public long offset() {
        return offset;
    }

    /**
     * What was being read.
     *
     * @return the name of the field, for example {@code tensor_count}
     */
    public String field() {
        return field;
    }
}
