package org.bitnetj.kernels.cli;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What {@code java -jar} runs: it sees to it that the rest runs as it should. Compiled for Java 8, so that an older Java can at least say which one is
 * needed.
 *
 * <p>A jar cannot ask for an incubating module. So where a model is to be run and the module is missing, the program starts itself again with it, on
 * the same Java with the same flags; input, output, exit status and end are shared.
 */
public final class Launcher {
    /** The status for a Java that cannot run this, as for wrong options. */
    private static final int UNUSABLE = 2;

    private static final int FIRST_JAVA = 25;
    private static final String VECTORS = "jdk.incubator.vector";
    private static final String MAIN = "org.bitnetj.kernels.cli.Main";
    private static final String STARTED_AGAIN = "bitnet.cli.startedAgain";
    private static final int SECONDS_TO_END = 10;

    private Launcher() {}

    /**
     * Runs the command line.
     *
     * @param args its arguments
     * @throws Exception if it cannot be started
     */
    public static void main(String[] args) throws Exception {
        String version = System.getProperty("java.specification.version", "1.8");
        if (version.startsWith("1.") || Integer.parseInt(version) < FIRST_JAVA) {
            System.err.println(
                    "bitnet needs Java " + FIRST_JAVA + " or newer, but this is Java " + version + " in " + System.getProperty("java.home")
                            + ". Install one (for example Temurin, https://adoptium.net), and run its bin/java.");
            System.exit(UNUSABLE);
        }
        if (runsModel(args) && System.getProperty(STARTED_AGAIN) == null && !exists(VECTORS + ".Vector") && hasVectors()) {
            System.exit(startAgain(args));
        }
        Class.forName(MAIN).getMethod("main", String[].class).invoke(null, (Object) args);
    }

    private static boolean runsModel(String[] args) {
        List<String> all = Arrays.asList(args);
        return (all.contains("generate") || all.contains("perplexity")) && !all.contains("--help") && !all.contains("-h");
    }

    private static boolean exists(String className) {
        try {
            Class.forName(className, false, Launcher.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    /** Whether this Java has the module at all. Asked by reflection, as Java 8 knows no modules. */
    private static boolean hasVectors() throws ReflectiveOperationException {
        Class<?> finder = Class.forName("java.lang.module.ModuleFinder");
        Object system = finder.getMethod("ofSystem").invoke(null);
        Object found = finder.getMethod("find", String.class).invoke(system, VECTORS);
        return (Boolean) found.getClass().getMethod("isPresent").invoke(found);
    }

    private static int startAgain(String[] args) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(Arrays.asList("--add-modules", VECTORS, "--enable-native-access=ALL-UNNAMED", "-D" + STARTED_AGAIN + "=true", "-cp",
                System.getProperty("java.class.path"), MAIN));
        command.addAll(Arrays.asList(args));
        Process child = new ProcessBuilder(command).inheritIO().start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(child), "ends the child"));
        return child.waitFor();
    }

    /** What ends this process ends the other one too. */
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
}
