package org.bitnetj.kernels.cli;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.module.ModuleFinder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

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

    /**
     * Vector code takes many times as long until C2 has compiled it. So it is asked for the kernels after a tenth of the calls that other methods take,
     * and they are counted in full, however many other methods wait for it. The same for the loops over a head of hundreds of millions of weights.
     */
    private static final List<String> COMPILE_KERNELS_SOON = List.of("-XX:Tier3DelayOn=1000", "-XX:CompileCommand=quiet",
            "-XX:CompileCommand=CompileThresholdScaling,org.bitnetj.kernels.internal.vector.*::*,0.1",
            "-XX:CompileCommand=CompileThresholdScaling,org.bitnetj.kernels.internal.RowType::*,0.1",
            "-XX:CompileCommand=CompileThresholdScaling,org.bitnetj.kernels.model.RowMatrix::*,0.1");

    /**
     * The vector classes' own methods are in use only until then, as compiled kernels contain instructions in their place: C1's code will do for them. C2 would
     * otherwise spend more time on them than on the kernels, which wait behind them. It gives up on a method that has more nodes than allowed.
     */
    private static final List<String> COMPILE_NOTHING_ELSE_OF_VECTORS = List.of(
            "-XX:CompileCommand=MaxNodeLimit,jdk.incubator.vector.*::*,1",
            "-XX:CompileCommand=MaxNodeLimit,jdk.internal.vm.vector.*::*,1");

    /** A JVM does not start with a compile command that it does not know; this one has been tried with this release alone. */
    private static final int NODE_LIMIT_RELEASE = 25;

    private Restart() {}

    /** Whether it would give this JVM's products their full speed. Where Java has no such module, the library itself says so. */
    static boolean helps() {
        return System.getProperty(STARTED_AGAIN) == null && ModuleLayer.boot().findModule(VECTORS).isEmpty()
                && ModuleFinder.ofSystem().find(VECTORS).isPresent();
    }

    /** Runs the same command there, and returns its exit status. */
    static int run(List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        // First, so that flags of the user's have the last word.
        command.addAll(1, compilerFlags(Runtime.version().feature()));
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

    /** What gets the kernels compiled early, on a release of Java. */
    static List<String> compilerFlags(int release) {
        List<String> flags = new ArrayList<>(COMPILE_KERNELS_SOON);
        if (release == NODE_LIMIT_RELEASE) {
            flags.addAll(COMPILE_NOTHING_ELSE_OF_VECTORS);
        }
        return flags;
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
