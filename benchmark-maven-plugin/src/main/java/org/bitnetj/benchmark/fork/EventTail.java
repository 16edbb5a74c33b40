package org.bitnetj.benchmark.fork;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Follows a file that another process appends to, and hands out its lines as they are completed. */
final class EventTail {
    private final Path file;
    private final ByteArrayOutputStream incomplete = new ByteArrayOutputStream();
    private long position;

    EventTail(Path file) {
        this.file = file;
    }

    /** The events that were completed since the last call; a line without its end waits for the next. */
    List<Event> next() {
        List<Event> events = new ArrayList<>();
        for (byte b : appended()) {
            if (b == '\n') {
                events.add(EventReader.parse(incomplete.toString(StandardCharsets.UTF_8)));
                incomplete.reset();
            } else {
                incomplete.write(b);
            }
        }
        return events;
    }

    private byte[] appended() {
        if (!Files.exists(file)) {
            return new byte[0];
        }
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            byte[] bytes = new byte[Math.toIntExact(in.length() - position)];
            in.seek(position);
            in.readFully(bytes);
            position += bytes.length;
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException("can not read " + file, e);
        }
    }
}
