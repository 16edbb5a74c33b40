package org.bitnetj.benchmark.precondition;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The module's test class path, read as files: no user class is ever loaded in this JVM.
 *
 * @param entries folders and jars, in order; entries that do not exist are passed over, as the JVM does
 */
public record ClassPath(List<Path> entries) {
    /** Keeps what exists. */
    public ClassPath {
        entries = entries.stream().filter(Files::exists).toList();
    }

    /**
     * Looks for a resource.
     *
     * @param resource name with slashes
     * @return whether any entry has it
     */
    public boolean has(String resource) {
        return !texts(resource).isEmpty();
    }

    /**
     * Reads all resources of a name.
     *
     * @param resource name with slashes
     * @return the text of each, in the order of the class path
     */
    public List<String> texts(String resource) {
        List<String> texts = new ArrayList<>();
        for (Path entry : entries) {
            try {
                byte[] content = Files.isDirectory(entry) ? inFolder(entry, resource) : inJar(entry, resource);
                if (content != null) {
                    texts.add(new String(content, StandardCharsets.UTF_8));
                }
            } catch (IOException e) {
                throw new Breakage("can not read " + entry + " of the test class path (" + e.getMessage()
                        + "); delete it and let Maven download or build it again", e);
            }
        }
        return List.copyOf(texts);
    }

    private static byte[] inFolder(Path folder, String resource) throws IOException {
        Path file = folder.resolve(resource);
        return Files.isRegularFile(file) ? Files.readAllBytes(file) : null;
    }

    private static byte[] inJar(Path file, String resource) throws IOException {
        if (!file.toString().endsWith(".jar")) {
            return null;
        }
        try (ZipFile jar = new ZipFile(file.toFile())) {
            ZipEntry entry = jar.getEntry(resource);
            if (entry == null) {
                return null;
            }
            try (InputStream in = jar.getInputStream(entry)) {
                return in.readAllBytes();
            }
        }
    }
}
