package org.bitnetj.benchmark.precondition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreconditionTest {
    @TempDir
    Path folder;

    private static void git(Path folder, String... arguments) throws Exception {
        String[] command = new String[arguments.length + 5];
        System.arraycopy(new String[]{"git", "-c", "user.name=t", "-c", "user.email=t@example.org"}, 0, command, 0, 5);
        System.arraycopy(arguments, 0, command, 5, arguments.length);
        Process process = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
    }

    @Test
    void gitTellsCommitBranchAndDirt() throws Exception {
        git(folder, "init", "-q", "-b", "trunk");
        assertThat(SourceTree.of(folder).unknownBecause()).startsWith("git rev-parse HEAD: ");
        Files.writeString(folder.resolve("a"), "a");
        git(folder, "add", "a");
        git(folder, "commit", "-q", "-m", "one");
        SourceTree clean = SourceTree.of(folder);
        assertThat(clean.commit()).matches("[0-9a-f]{40}");
        assertThat(clean).isEqualTo(new SourceTree(clean.commit(), "trunk", false, null));
        Files.writeString(folder.resolve("b"), "b");
        assertThat(SourceTree.of(folder).dirty()).isTrue();
        git(folder, "checkout", "-q", "--detach");
        assertThat(SourceTree.of(folder).branch()).isNull();
    }

    @Test
    void outsideOfGitTheReasonIsKnown() {
        SourceTree none = SourceTree.of(folder);
        assertThat(none.commit()).isNull();
        assertThat(none.dirty()).isNull();
        assertThat(none.unknownBecause()).contains("not a git repository");
    }

    @Test
    void machineIsReadFromTheKernelsFiles() throws IOException {
        write("proc/cpuinfo", "processor\t: 0\nmodel name\t: Fast CPU 3000\nflags\t\t: fpu avx2 sse4_2 unknown\n");
        write("proc/meminfo", "MemTotal:       2048 kB\nMemFree: 1 kB\n");
        write("sys/fs/cgroup/cpu.max", "150000 100000\n");
        write("sys/fs/cgroup/memory.max", "max\n");
        Machine machine = Machine.read(folder);
        assertThat(machine.cpuModel()).isEqualTo("Fast CPU 3000");
        assertThat(machine.cpuFlags()).containsExactly("avx2", "sse4_2");
        assertThat(machine.memoryBytes()).isEqualTo(2048 * 1024);
        assertThat(machine.containerCpus()).isEqualTo(1.5);
        assertThat(machine.containerMemoryBytes()).isNull();
        assertThat(machine.governor()).isNull();
    }

    @Test
    void whatAMachineDoesNotTellIsNull() {
        Machine machine = Machine.read(folder.resolve("nothing"));
        assertThat(machine.cpuModel()).isNull();
        assertThat(machine.memoryBytes()).isNull();
        assertThat(machine.cpuFlags()).isEmpty();
    }

    @Test
    void benchmarksAreFoundWithoutLoadingThem() throws IOException {
        Path classes = Files.createDirectories(folder.resolve("classes/org/example"));
        byte[] head = {(byte) 0xca, (byte) 0xfe, (byte) 0xba, (byte) 0xbe, 0, 0, 0, 69};
        Files.write(classes.resolve("Plain.class"), head);
        try (OutputStream out = Files.newOutputStream(classes.resolve("Bench.class"))) {
            out.write(head);
            out.write("...Lorg/openjdk/jmh/annotations/Benchmark;...".getBytes(StandardCharsets.US_ASCII));
        }
        try (ZipOutputStream jar = new ZipOutputStream(Files.newOutputStream(folder.resolve("jmh.jar")))) {
            jar.putNextEntry(new ZipEntry("org/openjdk/jmh/runner/Runner.class"));
        }
        ClassPath path = new ClassPath(List.of(folder.resolve("classes"), folder.resolve("jmh.jar"), folder.resolve("missing")));
        BenchmarkScan scan = BenchmarkScan.of(List.of(folder.resolve("classes"), folder.resolve("missing")), path);
        assertThat(scan).isEqualTo(new BenchmarkScan(true, false, List.of("org.example.Bench"), 25));
        assertThat(scan.processorAdvice("1.37")).contains("org.example.Bench", "jmh-generator-annprocess", "<version>1.37</version>");
        Files.createDirectory(folder.resolve("classes/META-INF"));
        Files.writeString(folder.resolve("classes/META-INF/BenchmarkList"), "x");
        assertThat(BenchmarkScan.of(List.of(), path)).isEqualTo(new BenchmarkScan(true, true, List.of(), 0));
    }

    @Test
    void aBrokenJarIsNamed() throws IOException {
        Path jar = Files.writeString(folder.resolve("broken.jar"), "no zip");
        assertThatThrownBy(() -> new ClassPath(List.of(jar)).has("x")).isInstanceOf(Breakage.class).hasMessageContaining(jar.toString());
    }

    @Test
    void jdkTellsItsVersion() {
        Jdk own = Jdk.of(Path.of(System.getProperty("java.home"), "bin", "java"));
        assertThat(own.version()).isEqualTo(Runtime.version().feature());
        own.requireAtLeast(own.version());
        assertThatThrownBy(() -> own.requireAtLeast(own.version() + 1)).isInstanceOf(Breakage.class)
                .hasMessageContaining("compiled for Java " + (own.version() + 1))
                .hasMessageContaining("on Java " + own.version())
                .hasMessageContaining("maven-toolchains-plugin");
        assertThatThrownBy(() -> Jdk.of(folder.resolve("java"))).isInstanceOf(Breakage.class).hasMessageContaining("can not start");
    }

    @Test
    void onlyNewJvmsAreToldOfUnsafe() {
        assertThat(new Jdk(Path.of("java"), 22).jmhArguments()).isEmpty();
        assertThat(new Jdk(Path.of("java"), 23).jmhArguments()).containsExactly("--sun-misc-unsafe-memory-access=allow");
    }

    private void write(String name, String content) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }
}
