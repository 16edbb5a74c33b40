package org.bitnetj.benchmark.fork;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.bitnetj.benchmark.precondition.ClassPath;
import org.bitnetj.benchmark.precondition.Jdk;

/**
 * What all child JVMs of a run have in common.
 *
 * @param jdk which JDK runs them
 * @param jvmArgs what the user asks for, forwarded system properties included
 * @param workFolder folder that they run in
 * @param rawFolder where they write what they measured
 * @param logFolder where they print
 * @param timeout how long a step may show no sign of life beyond its expected time
 * @param probeTimeout how long a probe may take
 * @param children where they are kept track of
 * @param arm empty for the candidate; a suffix of file names for the base
 */
public record ForkSetup(Jdk jdk, List<String> jvmArgs, Path workFolder, Path rawFolder, Path logFolder, Duration timeout,
        Duration probeTimeout,
        Children children, String arm) {
    /**
     * Writes the class path of the child JVMs.
     *
     * @param classPath the module's test class path
     */
    public void prepare(ClassPath classPath) {
        ChildPath.write(classPathJar(), classPath);
    }

    Path classPathJar() {
        return rawFolder.resolve("class-path" + arm + ".jar");
    }

    /**
     * The set-up of the other arm.
     *
     * @param suffix suffix of its file names
     * @param arguments arguments of its JVMs beyond those that both arms have
     * @return a copy
     */
    public ForkSetup forArm(String suffix, List<String> arguments) {
        List<String> all = new ArrayList<>(jvmArgs);
        all.addAll(arguments);
        return new ForkSetup(jdk, List.copyOf(all), workFolder, rawFolder, logFolder, timeout, probeTimeout, children, suffix);
    }

    /** What a JVM that measures is started with. */
    List<String> measuringArguments() {
        List<String> all = new ArrayList<>(jdk.jmhArguments());
        all.addAll(jvmArgs);
        return all;
    }
}
