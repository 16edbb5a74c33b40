package org.bitnetj.kernels.model;

import java.io.IOException;
import java.nio.file.Path;

/** A vocabulary that cannot be used. The message names the file, the metadata key, what stands there, and what would do. */
public final class TokenizerException extends IOException {
    private static final long serialVersionUID = 1L;

    TokenizerException(Path file, String key, String found, String expected) {
        super(file + ": metadata \"" + key + "\": found " + found + ", expected " + expected);
    }
}
