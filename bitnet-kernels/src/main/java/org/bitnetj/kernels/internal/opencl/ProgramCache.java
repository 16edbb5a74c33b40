package org.bitnetj.kernels.internal.opencl;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Compiled programs in a folder, a file each. A file's name is a digest of the device, its driver, the options and the source; its content a digest
 * of the binary, and the binary. What cannot be read or written, or is damaged, is compiled again: a cache is never needed.
 */
final class ProgramCache {
    private static final Logger LOG = System.getLogger("org.bitnetj.kernels");
    private static final int DIGEST_BYTES = 32;

    private final Path folder;

    /** @param folder where, or null for no cache */
    ProgramCache(Path folder) {
        this.folder = folder;
    }

    static String key(OpenClDevice device, String options, String source) {
        return HexFormat.of()
                .formatHex(digest(String.join("\0", device.info().toString(), options, source).getBytes(StandardCharsets.UTF_8)));
    }

    Optional<byte[]> load(String key) {
        if (folder == null) {
            return Optional.empty();
        }
        Path file = folder.resolve(key + ".clbin");
        try {
            byte[] content = Files.readAllBytes(file);
            if (content.length > DIGEST_BYTES) {
                byte[] binary = Arrays.copyOfRange(content, DIGEST_BYTES, content.length);
                if (Arrays.equals(Arrays.copyOf(content, DIGEST_BYTES), digest(binary))) {
                    return Optional.of(binary);
                }
            }
            LOG.log(Level.INFO, "the compiled OpenCL program {0} is damaged and is compiled again", file);
        } catch (NoSuchFileException e) {
            // The first time.
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "the compiled OpenCL program " + file + " cannot be read", e);
        }
        return Optional.empty();
    }

    /** Writes all or nothing. */
    void save(String key, byte[] binary) {
        if (folder == null || binary.length == 0) {
            return;
        }
        try {
            Files.createDirectories(folder);
            Path temporary = Files.createTempFile(folder, key.substring(0, 8), ".tmp");
            try {
                byte[] content = Arrays.copyOf(digest(binary), DIGEST_BYTES + binary.length);
                System.arraycopy(binary, 0, content, DIGEST_BYTES, binary.length);
                Files.write(temporary, content);
                Files.move(temporary, folder.resolve(key + ".clbin"), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "the compiled OpenCL program cannot be kept in " + folder, e);
        }
    }

    private static byte[] digest(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
