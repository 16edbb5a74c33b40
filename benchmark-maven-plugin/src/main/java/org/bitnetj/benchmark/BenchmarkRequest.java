package org.bitnetj.benchmark;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.bitnetj.benchmark.gate.Policy;
import org.bitnetj.benchmark.plan.Budget;
import org.bitnetj.benchmark.plan.Effort;
import org.bitnetj.benchmark.plan.Profile;
import org.bitnetj.benchmark.plan.Selection;
import org.bitnetj.benchmark.precondition.BuildFacts;

/**
 * What the user asks for.
 *
 * @param module the module that is measured
 * @param java launcher of the JDK that measures
 * @param profile named amount of effort
 * @param effort the profile's, or what the user made of it
 * @param budget how long it may take
 * @param selection which benchmarks are wanted
 * @param seed seed of the order
 * @param jvmArgs arguments of all forks, forwarded system properties included
 * @param probes classes of probes beside those that the class path lists
 * @param timeout how long a step may show no sign of life beyond its expected time
 * @param probeTimeout how long a probe may take
 * @param policy what makes the build red
 * @param baselineFolder where the accepted scores are
 * @param base what is measured beside the module, block by block; null when the accepted baseline is what counts
 * @param outputFolder where receipt, logs and raw results go
 * @param gateName name of the gate
 * @param routes who goes on after a run, by finding, where it is not the default
 * @param toolVersion version of this plugin
 * @param build what the build says about itself
 */
public record BenchmarkRequest(Module module, Path java, Profile profile, Effort effort, Budget budget, Selection selection, long seed,
        List<String> jvmArgs, List<String> probes, Duration timeout, Duration probeTimeout, Policy policy, Path baselineFolder,
        Base base, Path outputFolder, String gateName, Map<String, String> routes, String toolVersion, BuildFacts build) {
    /**
     * The other arm.
     *
     * @param label what it is, for people
     * @param classPath its class path
     * @param jvmArgs arguments of its JVMs beyond those of both arms
     * @param problem why it can not be measured; null when it can
     */
    public record Base(String label, List<Path> classPath, List<String> jvmArgs, String problem) {}

    /**
     * The same request against a base that is measured in the same run.
     *
     * @param other the base
     * @return a copy
     */
    public BenchmarkRequest against(Base other) {
        return new BenchmarkRequest(module, java, profile, effort, budget, selection, seed, jvmArgs, probes, timeout, probeTimeout, policy,
                baselineFolder, other, outputFolder, gateName, routes, toolVersion, build);
    }

    /**
     * The same request for something else than the module of the build.
     *
     * @param other what is measured
     * @param facts what is known of how it was built
     * @return a copy
     */
    public BenchmarkRequest measuring(Module other, BuildFacts facts) {
        return new BenchmarkRequest(other, java, profile, effort, budget, selection, seed, jvmArgs, probes, timeout, probeTimeout, policy,
                baselineFolder, base, outputFolder, gateName, routes, toolVersion, facts);
    }

    /**
     * The module that is measured.
     *
     * @param name group and artifact
     * @param version version in its pom
     * @param folder its folder, in which the forks run
     * @param classFolders its compiled classes, test classes included; one jar when they come so
     * @param classPath its test class path
     * @param jmhVersion version of JMH among its dependencies; null without
     * @param released coordinates, when it comes from a repository and not out of this build; else null
     */
    public record Module(String name, String version, Path folder, List<Path> classFolders, List<Path> classPath, String jmhVersion,
            String released) {
        /**
         * A module of this build.
         *
         * @param name group and artifact
         * @param version version in its pom
         * @param folder its folder
         * @param classFolders its compiled classes
         * @param classPath its test class path
         * @param jmhVersion version of JMH among its dependencies; null without
         */
        public Module(String name, String version, Path folder, List<Path> classFolders, List<Path> classPath, String jmhVersion) {
            this(name, version, folder, classFolders, classPath, jmhVersion, null);
        }
    }
}
