package org.bitnetj.benchmark.harness;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Appends events as JSON lines, each flushed before the next thing happens: a killed JVM loses at most the line it was writing. */
final class EventFile implements AutoCloseable {
    private final OutputStream out;

    EventFile(Path file) throws IOException {
        out = Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    synchronized void write(JsonLine line) {
        try {
            out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("can not write an event; the disk may be full", e);
        }
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
