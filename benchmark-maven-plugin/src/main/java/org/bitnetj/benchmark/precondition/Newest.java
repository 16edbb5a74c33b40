package org.bitnetj.benchmark.precondition;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;

/**
 * The file below some folders that was written last.
 *
 * @param file that file; null when there is none
 * @param time when it was written; the beginning of time when there is none
 * @param count how many files there are
 */
record Newest(Path file, Instant time, int count) {
    static Newest of(List<Path> folders, String suffix) {
        Newest newest = new Newest(null, Instant.MIN, 0);
        for (Path folder : folders) {
            newest = newest.with(below(folder, suffix));
        }
        return newest;
    }

    private Newest with(Newest other) {
        boolean later = other.time.isAfter(time);
        return new Newest(later ? other.file : file, later ? other.time : time, count + other.count);
    }

    private static Newest below(Path folder, String suffix) {
        if (!Files.isDirectory(folder)) {
            return new Newest(null, Instant.MIN, 0);
        }
        Search search = new Search(suffix);
        try {
            Files.walkFileTree(folder, search);
        } catch (IOException e) {
            throw new Breakage("can not read " + folder + " to find out whether the module is compiled: " + e, e);
        }
        return search.found;
    }

    private static final class Search extends SimpleFileVisitor<Path> {
        private final String suffix;
        private Newest found = new Newest(null, Instant.MIN, 0);

        Search(String suffix) {
            this.suffix = suffix;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.getFileName().toString().endsWith(suffix)) {
                FileTime time = attributes.lastModifiedTime();
                found = found.with(new Newest(file, time.toInstant(), 1));
            }
            return FileVisitResult.CONTINUE;
        }
    }
}
