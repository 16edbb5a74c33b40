package org.bitnetj.benchmark.receipt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
    @TempDir
    Path folder;

    @Test
    void replacesTheContentAndLeavesNothingElse() throws IOException {
        Path file = folder.resolve("receipt.json");
        AtomicFile.write(file, "old");
        AtomicFile.write(file, "näw");
        assertThat(file).hasContent("näw");
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void aFailureLeavesTheOldContentAndNothingElse() throws IOException {
        // a folder that is not empty can not be replaced by a rename
        Path file = Files.createDirectory(folder.resolve("receipt.json"));
        Files.writeString(file.resolve("old"), "old");
        assertThatThrownBy(() -> AtomicFile.write(file, "new")).isInstanceOf(IOException.class);
        assertThat(file.resolve("old")).hasContent("old");
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void aReaderNeverFindsAPart() throws Exception {
        Path file = folder.resolve("receipt.json");
        String a = "a".repeat(100_000);
        String b = "b".repeat(100_000);
        AtomicFile.write(file, a);
        AtomicBoolean done = new AtomicBoolean();
        Thread writer = new Thread(() -> {
            try {
                for (int i = 0; i < 50; i++) {
                    AtomicFile.write(file, i % 2 == 0 ? b : a);
                }
            } catch (IOException e) {
                throw new IllegalStateException(e);
            } finally {
                done.set(true);
            }
        });
        writer.start();
        int reads = 0;
        while (!done.get() || reads == 0) {
            String content = Files.readString(file);
            // equality of such long texts would flood the report
            assertThat(content.equals(a) || content.equals(b)).isTrue();
            reads++;
        }
        writer.join();
        assertThat(reads).isPositive();
    }
}
