package org.bitnetj.benchmark.precondition;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The machine, as far as it says something about itself. What it does not say is null.
 *
 * @param cpuModel CPU model name
 * @param cpuFlags instruction sets that make a difference to kernels, sorted
 * @param logicalCpus processors that the operating system shows
 * @param governor frequency governor of the first CPU
 * @param memoryBytes physical memory
 * @param osName operating system
 * @param osVersion its version
 * @param arch instruction set architecture
 * @param containerCpus CPU limit of the control group
 * @param containerMemoryBytes memory limit of the control group
 */
public record Machine(String cpuModel, List<String> cpuFlags, int logicalCpus, String governor, Long memoryBytes, String osName,
        String osVersion, String arch, Double containerCpus, Long containerMemoryBytes) {
    private static final Set<String> FLAGS_THAT_MATTER = Set.of("sse4_2", "avx", "avx2", "fma", "f16c", "avx_vnni", "avx512f", "avx512bw",
            "avx512vl", "avx512dq", "avx512_vnni", "avx512_bf16", "amx_int8", "asimd", "asimddp", "i8mm", "bf16", "sve", "sve2");

    /**
     * Reads what this machine shows.
     *
     * @return the machine
     */
    public static Machine read() {
        return read(Path.of("/"));
    }

    /** The root is a parameter so that tests can show another machine. */
    static Machine read(Path root) {
        List<String> cpuInfo = lines(root.resolve("proc/cpuinfo"));
        return new Machine(value(cpuInfo, "model name").orElse(null), flags(cpuInfo), Runtime.getRuntime().availableProcessors(),
                first(root.resolve("sys/devices/system/cpu/cpu0/cpufreq/scaling_governor")).orElse(null),
                value(lines(root.resolve("proc/meminfo")), "MemTotal").map(Machine::kibibytes).orElse(null), System.getProperty("os.name"),
                System.getProperty("os.version"), System.getProperty("os.arch"), cpuLimit(root), memoryLimit(root));
    }

    private static List<String> flags(List<String> cpuInfo) {
        String all = value(cpuInfo, "flags").or(() -> value(cpuInfo, "Features")).orElse("");
        Set<String> present = new TreeSet<>(Arrays.asList(all.split(" ")));
        present.retainAll(FLAGS_THAT_MATTER);
        return List.copyOf(present);
    }

    private static Optional<String> value(List<String> lines, String key) {
        return lines.stream()
                .filter(line -> line.startsWith(key) && line.substring(key.length()).strip().startsWith(":"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst();
    }

    private static Long kibibytes(String text) {
        return Long.parseLong(text.replace(" kB", "")) * 1024;
    }

    /** cgroup v2: {@code cpu.max} holds "quota period" or "max period". */
    private static Double cpuLimit(Path root) {
        return first(root.resolve("sys/fs/cgroup/cpu.max")).map(line -> line.split(" "))
                .filter(parts -> parts.length == 2 && !parts[0].equals("max"))
                .map(parts -> Double.parseDouble(parts[0]) / Double.parseDouble(parts[1]))
                .orElse(null);
    }

    private static Long memoryLimit(Path root) {
        return first(root.resolve("sys/fs/cgroup/memory.max")).filter(line -> !line.equals("max")).map(Long::parseLong).orElse(null);
    }

    private static Optional<String> first(Path file) {
        return lines(file).stream().findFirst().map(String::strip).filter(line -> !line.isEmpty());
    }

    /** Other operating systems, and older kernels, do not have these files: nothing is known then. */
    private static List<String> lines(Path file) {
        if (!Files.isReadable(file)) {
            return List.of();
        }
        try {
            return Files.readAllLines(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new Breakage("can not read " + file + " to describe the machine: " + e.getMessage(), e);
        }
    }
}
