package org.bitnetj.benchmark.precondition;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The JDK that runs the benchmarks.
 *
 * @param java its launcher
 * @param version its feature version, 25 for one
 */
public record Jdk(Path java, int version) {
    /** {@code openjdk version "25.0.1" 2025-10-21}, or {@code java version "1.8.0_402"} of the time before Java 9. */
    private static final Pattern VERSION = Pattern.compile("version \"(?:1\\.)?(\\d+)");
    /** The first that wants to be told that JMH may use sun.misc.Unsafe. */
    private static final int WARNS_OF_UNSAFE = 23;

    /**
     * Asks a launcher for its version.
     *
     * @param java path of the launcher
     * @return the JDK that it belongs to
     */
    public static Jdk of(Path java) {
        try {
            Command.Result result = Command.run(Path.of(System.getProperty("java.io.tmpdir")), List.of(java.toString(), "-version"));
            Matcher version = VERSION.matcher(result.output());
            if (result.exit() != 0 || !version.find()) {
                throw new Breakage(java + " -version ended with status " + result.exit() + " and said: " + result.output()
                        + "; install a working JDK, or name one in ~/.m2/toolchains.xml");
            }
            return new Jdk(java, Integer.parseInt(version.group(1)));
        } catch (IOException e) {
            throw new Breakage(
                    "can not start " + java + " (" + e.getMessage() + "); install a working JDK, or name one in ~/.m2/toolchains.xml", e);
        }
    }

    /**
     * Fails when the module's classes are too new for this JDK.
     *
     * @param needed the Java version that the module was compiled for
     */
    public void requireAtLeast(int needed) {
        if (version < needed) {
            throw new Breakage(
                    "the module is compiled for Java " + needed + ", but its benchmarks would run on Java " + version + " (" + java
                            + "); select a JDK " + needed
                            + " or newer with maven-toolchains-plugin (goal select-jdk-toolchain), or run Maven itself on one");
        }
    }

    /**
     * What JVMs of this version have to be told so that JMH runs without warnings.
     *
     * @return arguments, none for older versions, which would refuse them
     */
    public List<String> jmhArguments() {
        return version >= WARNS_OF_UNSAFE ? List.of("--sun-misc-unsafe-memory-access=allow") : List.of();
    }
}
