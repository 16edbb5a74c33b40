package org.bitnetj.benchmark.mojo;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import javax.inject.Inject;

import org.apache.maven.artifact.Artifact;
import org.apache.maven.artifact.DependencyResolutionRequiredException;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.lifecycle.LifecycleExecutor;
import org.apache.maven.plugin.MojoExecution;
import org.apache.maven.plugin.descriptor.PluginDescriptor;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.toolchain.Toolchain;
import org.apache.maven.toolchain.ToolchainManager;
import org.bitnetj.benchmark.BenchmarkRequest;
import org.bitnetj.benchmark.plan.Budget;
import org.bitnetj.benchmark.plan.Effort;
import org.bitnetj.benchmark.plan.Profile;
import org.bitnetj.benchmark.plan.Selection;
import org.bitnetj.benchmark.precondition.Breakage;
import org.bitnetj.benchmark.precondition.BuildFacts;
import org.bitnetj.benchmark.precondition.ClassPath;
import org.bitnetj.benchmark.precondition.JdkSearch;
import org.eclipse.aether.RepositorySystem;
import org.eclipse.aether.repository.RemoteRepository;

/** What all goals that measure have in common: how much, which benchmarks, in what JVMs. */
abstract class MeasuringMojo extends PolicyMojo {
    /**
     * How much is measured: {@code smoke} (10 benchmarks in about 86 s), {@code standard} (24 in 9 min) or {@code thorough} (24 in 54 min). Default:
     * standard; smoke for the kernel suite.
     */
    @Parameter(property = "benchmark.profile")
    private String profile;

    /**
     * How long the benchmarks may take, as an ISO 8601 duration ({@code PT90S}). Whole benchmarks that do not fit are left out, by name.
     * Default: PT90S, PT10M or PT1H, as the profile is smoke, standard or thorough.
     */
    @Parameter(property = "benchmark.budget")
    private String budget;

    /** Regular expressions; a benchmark is run when one is found in its name, such as {@code org.example.Sum.loop:avgt:size=1024}. Default: all. */
    @Parameter(property = "benchmark.includes")
    private List<String> includes;

    /**
     * Regular expressions that take the place of {@code includes} in profile smoke, where none are given: the benchmarks that tell in a minute
     * whether everything works. Default: those in META-INF/benchmark/suite.json of the module's classes, else none, so smoke runs all.
     */
    @Parameter(property = "benchmark.smokeIncludes")
    private List<String> smokeIncludes;

    /** The same for profile standard: the benchmarks that a pull request is judged by. Default likewise. */
    @Parameter(property = "benchmark.standardIncludes")
    private List<String> standardIncludes;

    /** Regular expressions; a benchmark is not run when one is found in its name, nor a probe in the name of its class. Default: none. */
    @Parameter(property = "benchmark.excludes")
    private List<String> excludes;

    /** Regular expressions; when the budget is too small for all, benchmarks in whose name an earlier one is found go first. Default: {@code (?i)baseline}. */
    @Parameter(property = "benchmark.priorities")
    private List<String> priorities;

    /** Number of JVMs for each benchmark. Default: that of the profile, 3, 5 or 10. */
    @Parameter(property = "benchmark.forks")
    private Integer forks;

    /** Number of measured iterations in each JVM. Default: that of the profile, 3, 5 or 10. */
    @Parameter(property = "benchmark.iterations")
    private Integer iterations;

    /** Seed of the order, also handed to probes. Default: the environment variable BITNET_SEED, else 42. */
    @Parameter(property = "benchmark.seed")
    private Long seed;

    /** Arguments of all JVMs that measure, one an element. */
    @Parameter
    private List<String> jvmArgs;

    /** More arguments of all JVMs that measure, separated by blanks; they come after {@code jvmArgs}. */
    @Parameter(property = "benchmark.jvmArgs")
    private String moreJvmArgs;

    /** Beginnings of the names of system properties that reach the JVMs that measure. Those that begin with {@code bitnet.} always do. */
    @Parameter(property = "benchmark.forward")
    private List<String> forward;

    /** Classes with a main method that report what JMH does not measure, beside those that META-INF/benchmark/probes lists on the class path. */
    @Parameter(property = "benchmark.probes")
    private List<String> probes;

    /** How long a benchmark may show no sign of life beyond its expected time, as an ISO 8601 duration, before its JVM is ended. */
    @Parameter(property = "benchmark.timeout", defaultValue = "PT2M")
    private String timeout;

    /** How long a probe may take, as an ISO 8601 duration, before its JVM is ended. */
    @Parameter(property = "benchmark.probeTimeout", defaultValue = "PT10M")
    private String probeTimeout;

    /** Branch, tag or commit that the measured commit should not be behind of. Where it does not exist, nothing is said about that. */
    @Parameter(property = "benchmark.baseBranch", defaultValue = "origin/main")
    private String baseBranch;

    /** Skips the benchmarks, as failOnPrecondition says, when the measured commit is behind the base branch; otherwise the receipt tells. */
    @Parameter(property = "benchmark.failOnStale", defaultValue = "false")
    private boolean failOnStale;

    @Parameter(defaultValue = "${mojoExecution}", readonly = true, required = true)
    private MojoExecution execution;

    @Inject
    private LifecycleExecutor lifecycle;

    @Parameter(defaultValue = "${session}", readonly = true, required = true)
    private MavenSession session;

    @Parameter(defaultValue = "${plugin}", readonly = true, required = true)
    private PluginDescriptor plugin;

    @Inject
    private RepositorySystem repository;

    private final ToolchainManager toolchains;

    MeasuringMojo(ToolchainManager toolchains) {
        this.toolchains = toolchains;
    }

    final MavenSession session() {
        return session;
    }

    /** What the user asks for. */
    final BenchmarkRequest request() {
        BenchmarkRequest.Module module = measuresKernelSuite() ? kernelSuite() : measuredModule();
        SuiteSettings suite = SuiteSettings.of(new ClassPath(module.classFolders()));
        Profile chosen = profile != null ? Parameters.profile(profile) : measuresKernelSuite() ? Profile.SMOKE : Profile.STANDARD;
        Effort usual = chosen.effort();
        Effort effort = new Effort(Parameters.positive("benchmark.forks", forks, usual.forks()),
                Parameters.positive("benchmark.iterations", iterations, usual.iterations()), usual.iterationTime(), usual.warmup(),
                usual.warmupTime());
        Budget limit = new Budget(budget == null ? chosen.budget() : Parameters.duration("benchmark.budget", budget),
                Parameters.patterns("benchmark.priorities", firstOf(priorities, suite.priorities(), List.of("(?i)baseline"))));
        Selection selection = new Selection(includesOf(chosen, suite),
                Parameters.patterns("benchmark.excludes", excludes));
        views().check();
        List<String> arguments = new ArrayList<>(suite.jvmArgs());
        arguments.addAll(Parameters.orEmpty(jvmArgs));
        return new BenchmarkRequest(module, java(suite), chosen, effort, limit, selection,
                Parameters.seed(seed, System.getenv("BITNET_SEED")),
                Parameters.jvmArgs(arguments, moreJvmArgs, forward, session.getSystemProperties(), session.getUserProperties()),
                Parameters.orEmpty(probes), Parameters.duration("benchmark.timeout", timeout),
                Parameters.duration("benchmark.probeTimeout", probeTimeout), policy(), baselineFolder(), null, outputFolder(), gateName(),
                routes(), plugin.getVersion(), buildFacts());
    }

    private BuildFacts buildFacts() {
        if (measuresKernelSuite()) {
            return new BuildFacts(launchFolder(), List.of(), List.of(), List.of(), "the suite was built before",
                    session.getStartTime().toInstant(),
                    baseBranch, false);
        }
        return new BuildReader(session, project(), execution, lifecycle).read(baseBranch, failOnStale);
    }

    private static List<String> firstOf(List<String> ofUser, List<String> ofSuite, List<String> otherwise) {
        return !Parameters.orEmpty(ofUser).isEmpty() ? ofUser : !ofSuite.isEmpty() ? ofSuite : otherwise;
    }

    private List<Pattern> includesOf(Profile chosen, SuiteSettings suite) {
        if (!Parameters.orEmpty(includes).isEmpty()) {
            return Parameters.patterns("benchmark.includes", includes);
        }
        return switch (chosen) {
            case SMOKE -> Parameters.patterns("benchmark.smokeIncludes", firstOf(smokeIncludes, suite.smokeIncludes(), List.of()));
            case STANDARD -> Parameters.patterns("benchmark.standardIncludes",
                    firstOf(standardIncludes, suite.standardIncludes(), List.of()));
            case THOROUGH -> List.of();
        };
    }

    private BenchmarkRequest.Module kernelSuite() {
        List<RemoteRepository> remotes = new ArrayList<>(project().getRemotePluginRepositories());
        project().getRemoteProjectRepositories().stream().filter(remote -> !remotes.contains(remote)).forEach(remotes::add);
        return new KernelSuite(repository, session.getRepositorySession(), remotes).module(plugin.getVersion(), launchFolder());
    }

    private Path launchFolder() {
        return Path.of(session.getExecutionRootDirectory()).toAbsolutePath().normalize();
    }

    final BenchmarkRequest.Module measuredModule() {
        try {
            return new BenchmarkRequest.Module(module(), project().getVersion(),
                    project().getBasedir().toPath(),
                    List.of(Path.of(project().getBuild().getOutputDirectory()), Path.of(project().getBuild().getTestOutputDirectory())),
                    project().getTestClasspathElements().stream().map(Path::of).toList(),
                    project().getArtifacts()
                            .stream()
                            .filter(artifact -> artifact.getGroupId().equals("org.openjdk.jmh")
                                    && artifact.getArtifactId().equals("jmh-core"))
                            .map(Artifact::getVersion)
                            .findFirst()
                            .orElse(null));
        } catch (DependencyResolutionRequiredException e) {
            throw new Breakage("the test class path is not resolved: " + e.getMessage() + "; run the goal within mvn verify", e);
        }
    }

    private Path java(SuiteSettings suite) {
        Toolchain toolchain = toolchains.getToolchainFromBuildContext("jdk", session);
        if (toolchain == null && measuresKernelSuite()) {
            return javaFor(suite.java());
        }
        if (toolchain == null) {
            return Path.of(System.getProperty("java.home"), "bin", "java");
        }
        return javaOf(toolchain);
    }

    /** Nothing selects a JDK for the suite: the one that runs Maven if it will do, else one of toolchains.xml, else what is installed. */
    private Path javaFor(int version) {
        if (Runtime.version().feature() >= version) {
            return Path.of(System.getProperty("java.home"), "bin", "java");
        }
        List<Toolchain> listed = toolchains.getToolchains(session, "jdk", Map.of("version", "[" + version + ",)"));
        if (listed != null && !listed.isEmpty()) {
            return javaOf(listed.get(0));
        }
        return JdkSearch.find(version, JdkSearch.places(System.getenv())).orElseThrow(() -> new Breakage("the kernel suite needs a JDK "
                + version + " or newer: Maven runs on Java " + Runtime.version().feature() + " (" + System.getProperty("java.home")
                + "), toolchains.xml names no other, and none is installed in a usual place. Install one (for example Temurin, "
                + "https://adoptium.net) and set JAVA_HOME to it, or name it in ~/.m2/toolchains.xml"));
    }

    private static Path javaOf(Toolchain toolchain) {
        String tool = toolchain.findTool("java");
        if (tool == null) {
            throw new Breakage(
                    "the selected toolchain " + toolchain + " has no java; correct ~/.m2/toolchains.xml or the toolchains plugin");
        }
        return Path.of(tool);
    }
}
