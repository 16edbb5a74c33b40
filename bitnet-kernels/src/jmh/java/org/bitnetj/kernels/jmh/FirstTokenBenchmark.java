package org.bitnetj.kernels.jmh;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.bitnetj.kernels.Backend;
import org.bitnetj.kernels.Format;
import org.bitnetj.kernels.Kernels;
import org.bitnetj.kernels.internal.CompilerFlags;
import org.bitnetj.kernels.model.BitnetModel;
import org.bitnetj.kernels.model.HeadType;
import org.bitnetj.kernels.model.ModelConfig;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * From the start of a JVM to a model's first token, in milliseconds: the JVM itself, opening the file, its tokenizer, a prompt of eight tokens. The file is in
 * the page cache, as after a first run; the JVM has the flags that the command line gives its own, and nothing in it is warm.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class FirstTokenBenchmark {
    /** Eight tokens of the seeded vocabulary: one for the beginning, four words, the spaces between them. */
    static final String PROMPT = "aaa bbb ccc ddd";
    private static final String ERRORS = "errors.txt";

    /** {@code tiny}, or {@code 2b4t}: a file of 1.2 GB with seeded weights and a vocabulary of 128,256 tokens. */
    @Param({"tiny", "2b4t"})
    public String model;

    /** The output head: as stored, which is F16, or {@code INT8}. */
    @Param({"STORED", "INT8"})
    public HeadType head;

    /** Whether there are prepared weights beside the file, as {@code bitnet prepare} leaves them. */
    @Param({"true", "false"})
    public boolean prepared;

    private Path folder;
    private Path file;
    private Process child;

    /** For JMH. */
    public FirstTokenBenchmark() {}

    /**
     * Writes the file, and prepares it if that is wanted.
     *
     * @throws IOException if there is no room for it in the folder of temporary files
     */
    @Setup
    public void write() throws IOException {
        folder = Files.createTempDirectory("first-token");
        file = folder.resolve("model.gguf");
        switch (model) {
            case Models.TINY -> Models.write(file, Format.I2_S);
            case Models.GEOMETRY_2B4T -> SeededModelFile.write(file, ModelConfig.BITNET_2B4T, Matrices.seed());
            default -> throw new IllegalArgumentException("no model is called " + model);
        }
        if (prepared) {
            try (Kernels kernels = Kernels.open(Backend.VECTOR); BitnetModel opened = BitnetModel.open(file, kernels, head)) {
                opened.writePrepared();
            }
        }
    }

    /**
     * {@return the first token}
     *
     * @throws IOException if no JVM can be started, or it does not say what it should; nothing else is measured in its place
     */
    @Benchmark
    public int firstToken() throws IOException {
        Path errors = folder.resolve(ERRORS);
        child = new ProcessBuilder(command()).redirectError(errors.toFile()).start();
        String line = child.inputReader(StandardCharsets.UTF_8).readLine();
        if (line == null || !line.matches("\\d+ " + prepared)) {
            throw new IOException("the JVM said " + line + " instead of a token, with prepared weights: " + prepared + "; "
                    + Files.readString(errors));
        }
        return Integer.parseInt(line.substring(0, line.indexOf(' ')));
    }

    private List<String> command() {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(CompilerFlags.of(Runtime.version().feature()));
        command.addAll(List.of("--add-modules", "jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED", "-cp",
                System.getProperty("java.class.path"), FirstToken.class.getName(), file.toString(), head.name(), PROMPT));
        return command;
    }

    /**
     * Waits for the JVM's end, which is not measured: memory of gigabytes is given back then.
     *
     * @throws InterruptedException if that is interrupted
     */
    @TearDown(Level.Invocation)
    public void end() throws InterruptedException {
        if (child != null) {
            child.waitFor();
            child = null;
        }
    }

    /**
     * Deletes the files.
     *
     * @throws IOException if that fails
     */
    @TearDown
    public void delete() throws IOException {
        Files.deleteIfExists(folder.resolve(ERRORS));
        Files.deleteIfExists(Path.of(file + ".prepared"));
        Files.deleteIfExists(file);
        Files.deleteIfExists(folder);
    }
}
