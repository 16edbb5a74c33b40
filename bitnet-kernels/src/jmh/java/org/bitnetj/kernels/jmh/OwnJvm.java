package org.bitnetj.kernels.jmh;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Starts a JVM like this one, with some more flags or another environment: vector widths and native memory tracking are settled when a JVM starts. */
final class OwnJvm {
    private OwnJvm() {}

    /**
     * Runs a main class to its end.
     *
     * @param flags set beside, and where they are the same instead of, those of this JVM
     * @param environment changes; an empty value removes the variable
     * @param main class with a main method
     * @param args its arguments
     * @return the lines that it printed to standard output
     * @throws IllegalStateException if it does not end well; its output is in the message
     */
    static List<String> run(List<String> flags, Map<String, String> environment, Class<?> main, String... args)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        for (String own : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            if (!own.startsWith("-agentlib") && !own.startsWith("-javaagent") && flags.stream().noneMatch(flag -> sameFlag(flag, own))) {
                command.add(own);
            }
        }
        // What the JVM itself has to say goes to the standard error: on the standard output it would be taken for an answer.
        command.addAll(List.of("-Xlog:disable", "-Xlog:all=warning:stderr"));
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(args));
        Path log = Files.createTempFile("probe", ".log");
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectError(log.toFile());
            environment.forEach((name, value) -> {
                if (value.isEmpty()) {
                    builder.environment().remove(name);
                } else {
                    builder.environment().put(name, value);
                }
            });
            Process child = builder.start();
            String output;
            try {
                child.getOutputStream().close();
                output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                if (child.waitFor() != 0) {
                    throw new IllegalStateException(main.getSimpleName() + " in a JVM with " + flags + " ended with status "
                            + child.exitValue() + ": " + output + Files.readString(log));
                }
            } finally {
                child.destroyForcibly();
            }
            return output.lines().toList();
        } finally {
            Files.delete(log);
        }
    }

    private static boolean sameFlag(String flag, String own) {
        int end = flag.indexOf('=');
        return end > 0 && own.startsWith(flag.substring(0, end + 1));
    }
}
