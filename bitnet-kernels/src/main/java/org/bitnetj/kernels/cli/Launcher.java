package org.bitnetj.kernels.cli;

/** What {@code java -jar} runs first. Compiled for Java 8, so that an older Java can at least say which one is needed. */
public final class Launcher {
    /** The status for a Java that cannot run this, as for wrong options. */
    private static final int UNUSABLE = 2;

    private static final int FIRST_JAVA = 25;
    private static final String MAIN = "org.bitnetj.kernels.cli.Start";

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
        Class.forName(MAIN).getMethod("main", String[].class).invoke(null, (Object) args);
    }
}
