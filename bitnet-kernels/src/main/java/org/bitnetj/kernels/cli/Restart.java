package org.bitnetj.kernels.cli;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.module.ModuleFinder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.bitnetj.kernels.Backend;
import org.bitnetj.kernels.internal.CompilerFlags;

/**
 * Starts the program again, in a JVM that has the vector module. A jar cannot ask for an incubating module, and a JVM that runs cannot get one.
 *
 * <p>It is the same Java with the same flags and arguments. Input and output are the first process's own; the exit status is handed on; what ends one
 * of the two ends the other.
 */
final class Restart {
    private static final String VECTORS = "jdk.incubator.vector";
    private static final String STARTED_AGAIN = "bitnet.cli.startedAgain";
    private static final int SECONDS_TO_END = 10;

    /** What a JVM has to say about itself goes to the standard error: the standard output is for text alone. */
    private static final List<String> WARNINGS_TO_STANDARD_ERROR = List.of("-Xlog:disable", "-Xlog:all=warning:stderr");

    /** Commands that multiply. */
    private static final Set<String> MULTIPLYING = Set.of("generate", "perplexity", "prepare");

    private Restart() {}

    /** Whether it would give this JVM's products their full speed. Where Java has no such module, the library itself says so. */
    static boolean helps() {
        return System.getProperty(STARTED_AGAIN) == null && ModuleLayer.boot().findModule(VECTORS).isEmpty()
                && ModuleFinder.ofSystem().find(VECTORS).isPresent();
    }

    /**
     * Whether it is plain at a glance that a command multiplies by vectors. Then the other JVM can start before the arguments are looked at closely, which takes a
     * quarter of a second and is done there again. Where they ask for help, or may name a backend that does not need it, they come first.
     */
    static boolean plainlyMultiplies(String... arguments) {
        return arguments.length > 1 && MULTIPLYING.contains(arguments[0])
                && Arrays.stream(arguments).noneMatch(argument -> argument.equals("-h") || argument.equals("--help")
                        || argument.toLowerCase(Locale.ROOT).contains(Backend.SCALAR.id()));
    }

    /** Runs the same command there, and returns its exit status. */
    static int run(List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        // First, so that flags of the user's have the last word.
        command.addAll(1, flags());
        command.addAll(List.of("--add-modules", VECTORS, "--enable-native-access=ALL-UNNAMED", "-D" + STARTED_AGAIN + "=true", "-cp",
                System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(arguments);
        Process child = new ProcessBuilder(command).inheritIO().start();
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> end(child)));
        try {
            return child.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the program ran again with " + VECTORS, e);
        }
    }

    /** The flags of that JVM, beside those of this one. */
    static List<String> flags() {
        return Stream.concat(WARNINGS_TO_STANDARD_ERROR.stream(), CompilerFlags.of(Runtime.version().feature()).stream()).toList();
    }

    private static void end(Process child) {
        child.destroy();
        try {
            if (!child.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
                child.destroyForcibly();
            }
        } catch (InterruptedException e) {
            child.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** In the JVM that was started: ends it when the first one has gone, even without a word. */
    static void followParent() {
        if (System.getProperty(STARTED_AGAIN) != null) {
            ProcessHandle.current().parent().ifPresent(parent -> Thread.ofPlatform().daemon().start(() -> {
                parent.onExit().join();
                Runtime.getRuntime().halt(Main.FAILED);
            }));
        }
    }
}
