package org.bitnetj.benchmark.receipt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
    private static final int HALTED = 77;
    private static final String NEW = "new\n".repeat(40_000);

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

    /** A JVM that dies after the given number of steps, without unwinding. */
    public static void main(String[] arguments) throws IOException {
        int[] left = {Integer.parseInt(arguments[1])};
        AtomicFile.write(Path.of(arguments[0]), NEW, step -> {
            if (left[0]-- == 0) {
                Runtime.getRuntime().halt(HALTED);
            }
        });
    }

    @Test
    void aCrashAfterAnyStepLeavesTheOldContentOrTheNew() throws Exception {
        String old = "old\n";
        int steps = 0;
        boolean replaced = false;
        for (int exit = HALTED; exit == HALTED; steps++) {
            Path file = Files.writeString(Files.createDirectory(folder.resolve("step" + steps)).resolve("ledger.md"), old);
            exit = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xshare:auto",
                    "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), AtomicFileTest.class.getName(),
                    file.toString(), String.valueOf(steps)).inheritIO().start().waitFor();
            String content = Files.readString(file);
            assertThat(content.equals(old) || content.equals(NEW)).as("after step " + steps).isTrue();
            assertThat(replaced && content.equals(old)).as("old content after the new").isFalse();
            replaced = content.equals(NEW);
            assertThat(exit).isIn(HALTED, 0);
        }
        assertThat(replaced).isTrue();
        // created, three slices, forced, renamed, and the run without a crash
        assertThat(steps).isEqualTo(7);
    }

    @Test
    void permissionsOfAReplacedFileAreKept() throws IOException {
        assumeThat(folder.getFileSystem().supportedFileAttributeViews()).contains("posix");
        Path file = Files.writeString(folder.resolve("ledger.md"), "old");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r-x"));
        AtomicFile.write(file, "new");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-r--r-x");
    }
}
