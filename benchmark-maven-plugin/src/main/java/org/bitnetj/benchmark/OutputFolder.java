package org.bitnetj.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

import org.bitnetj.benchmark.precondition.Breakage;

/**
 * The layout of target/benchmark.
 *
 * @param root the folder
 */
record OutputFolder(Path root) {
    Path receipt() {
        return root.resolve("receipt.json");
    }

    Path evidence() {
        return root.resolve("evidence.txt");
    }

    Path report() {
        return root.resolve("report.html");
    }

    Path raw() {
        return root.resolve("raw");
    }

    Path log() {
        return root.resolve("log");
    }

    /** Path of a log as the receipt names it. */
    String relative(Path file) {
        return file == null ? null : root.relativize(file).toString().replace('\\', '/');
    }

    /** Removes what an earlier run left, so that no file can be taken for one of this run; fails before anything is measured. */
    void prepare() {
        try {
            Files.createDirectories(root);
            for (Path folder : List.of(raw(), log())) {
                deleteTree(folder);
                Files.createDirectories(folder);
            }
            Files.deleteIfExists(evidence());
            Files.deleteIfExists(report());
            for (String view : ViewFiles.NAMES) {
                Files.deleteIfExists(root.resolve(view));
            }
            Files.deleteIfExists(receipt());
            Files.delete(Files.createTempFile(root, ".writable-", ".tmp"));
        } catch (IOException e) {
            throw new Breakage("can not write to " + root + " (" + e + "), where receipt and logs belong; nothing was run. "
                    + "Make the folder writable, or set benchmark.outputDirectory to another", e);
        }
    }

    private static void deleteTree(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        List<Path> content;
        try (Stream<Path> files = Files.walk(folder)) {
            content = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : content) {
            Files.delete(file);
        }
    }
}
