package org.bitnetj.benchmark.precondition;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a short command and reads what it prints. */
final class Command {
    /** Generous: these commands take milliseconds, and a network file system may take seconds. */
    private static final int LIMIT_SECONDS = 60;

    private Command() {}

    /** Exit status and all output, standard error included. */
    record Result(int exit, String output) {}

    static Result run(Path folder, List<String> command) throws IOException {
        Path output = Files.createTempFile("benchmark-command", ".txt");
        try {
            ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            // git status would otherwise take the index lock, and disturb a git command of the user
            builder.environment().put("GIT_OPTIONAL_LOCKS", "0");
            Process process = builder.start();
            process.getOutputStream().close();
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException(String.join(" ", command) + " did not end within " + LIMIT_SECONDS + " s");
            }
            try (InputStream in = Files.newInputStream(output)) {
                return new Result(process.exitValue(), new String(in.readAllBytes(), Charset.defaultCharset()).strip());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for " + String.join(" ", command), e);
        } finally {
            Files.deleteIfExists(output);
        }
    }
}
