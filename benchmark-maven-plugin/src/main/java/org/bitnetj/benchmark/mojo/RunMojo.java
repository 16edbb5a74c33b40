package org.bitnetj.benchmark.mojo;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import javax.inject.Inject;

import org.apache.maven.artifact.Artifact;
import org.apache.maven.artifact.DependencyResolutionRequiredException;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugin.descriptor.PluginDescriptor;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.plugins.annotations.ResolutionScope;
import org.apache.maven.project.MavenProject;
import org.apache.maven.toolchain.Toolchain;
import org.apache.maven.toolchain.ToolchainManager;
import org.bitnetj.benchmark.BenchmarkRequest;
import org.bitnetj.benchmark.BenchmarkRun;
import org.bitnetj.benchmark.Console;
import org.bitnetj.benchmark.gate.Policy;
import org.bitnetj.benchmark.gate.Verdict;
import org.bitnetj.benchmark.plan.Budget;
import org.bitnetj.benchmark.plan.Effort;
import org.bitnetj.benchmark.plan.Profile;
import org.bitnetj.benchmark.plan.Selection;
import org.bitnetj.benchmark.precondition.Breakage;
import org.bitnetj.benchmark.receipt.Receipt;
import org.bitnetj.benchmark.view.ScoreTable;
import org.bitnetj.benchmark.view.Summary;

/**
 * Runs the module's JMH benchmarks in forked JVMs, each benchmark several times and interleaved with the others, and writes a receipt to
 * target/benchmark. A benchmark that fails or delivers nothing fails the build by name. Skipping tests does not skip benchmarks.
 */
@Mojo(name = "run", defaultPhase = LifecyclePhase.VERIFY, requiresDependencyResolution = ResolutionScope.TEST, threadSafe = true)
public final class RunMojo extends AbstractMojo {
    /** Runs no benchmarks, and writes no receipt. */
    @Parameter(property = "benchmark.skip", defaultValue = "false")
    private boolean skip;

    /** How much is measured: {@code smoke} (10 benchmarks in about 86 s), {@code standard} (24 in 9 min) or {@code thorough} (24 in 54 min). */
    @Parameter(property = "benchmark.profile", defaultValue = "standard")
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
     * whether everything works. Default: none, so smoke runs all.
     */
    @Parameter(property = "benchmark.smokeIncludes")
    private List<String> smokeIncludes;

    /** The same for profile standard: the benchmarks that a pull request is judged by. Default: none, so standard runs all. */
    @Parameter(property = "benchmark.standardIncludes")
    private List<String> standardIncludes;

    /** Regular expressions; a benchmark is not run when one is found in its name. Default: none. */
    @Parameter(property = "benchmark.excludes")
    private List<String> excludes;

    /** Regular expressions; when the budget is too small for all, benchmarks in whose name an earlier one is found go first. */
    @Parameter(property = "benchmark.priorities", defaultValue = "(?i)baseline")
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

    /** Fails the build when the module has no benchmarks; otherwise its gate is neutral. */
    @Parameter(property = "benchmark.failWhenNoBenchmarks", defaultValue = "false")
    private boolean failWhenNoBenchmarks;

    /** Fails the build when a planned benchmark has no result; otherwise its gate is neutral. One that failed always fails the build. */
    @Parameter(property = "benchmark.failOnMissingBenchmark", defaultValue = "true")
    private boolean failOnMissingBenchmark;

    /** Folder for receipt.json, evidence.txt, raw results and logs. Its raw and log folders are emptied first. */
    @Parameter(property = "benchmark.outputDirectory", defaultValue = "${project.build.directory}/benchmark")
    private File outputDirectory;

    /** Name of the gate in the receipt. */
    @Parameter(property = "benchmark.gateName", defaultValue = "review:gate:benchmarks")
    private String gateName;

    @Parameter(defaultValue = "${session}", readonly = true, required = true)
    private MavenSession session;

    @Parameter(defaultValue = "${project}", readonly = true, required = true)
    private MavenProject project;

    @Parameter(defaultValue = "${plugin}", readonly = true, required = true)
    private PluginDescriptor plugin;

    private final ToolchainManager toolchains;

    /**
     * Called by Maven.
     *
     * @param toolchains where the JDK comes from
     */
    @Inject
    public RunMojo(ToolchainManager toolchains) {
        this.toolchains = toolchains;
    }

    @Override
    public void execute() throws MojoExecutionException, MojoFailureException {
        if (skip) {
            getLog().info("benchmarks are skipped (benchmark.skip)");
            return;
        }
        if (project.getPackaging().equals("pom")) {
            getLog().info("no benchmarks in a module of packaging pom");
            return;
        }
        try {
            BenchmarkRun run = new BenchmarkRun(request(), console());
            Receipt receipt = run.run();
            report(receipt, run.receiptPath().toString());
        } catch (Breakage e) {
            throw new MojoExecutionException(e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MojoExecutionException("interrupted; the receipt in " + outputDirectory + " is partial", e);
        }
    }

    private void report(Receipt receipt, String path) throws MojoFailureException {
        ScoreTable.lines(receipt).forEach(getLog()::info);
        Summary.lines(receipt, path).forEach(getLog()::info);
        if (receipt.gates().stream().anyMatch(gate -> gate.status().equals(Verdict.Status.FAILURE.label()))) {
            throw new MojoFailureException(Summary.failure(receipt, path));
        }
    }

    private BenchmarkRequest request() {
        Profile chosen = Parameters.profile(profile);
        Effort usual = chosen.effort();
        Effort effort = new Effort(Parameters.positive("benchmark.forks", forks, usual.forks()),
                Parameters.positive("benchmark.iterations", iterations, usual.iterations()), usual.iterationTime(), usual.warmup(),
                usual.warmupTime());
        Budget limit = new Budget(budget == null ? chosen.budget() : Parameters.duration("benchmark.budget", budget),
                Parameters.patterns("benchmark.priorities", priorities));
        Selection selection = new Selection(includesOf(chosen),
                Parameters.patterns("benchmark.excludes", excludes));
        return new BenchmarkRequest(module(), java(), chosen, effort, limit, selection, Parameters.seed(seed, System.getenv("BITNET_SEED")),
                Parameters.jvmArgs(jvmArgs, moreJvmArgs, forward, session.getSystemProperties(), session.getUserProperties()),
                Parameters.orEmpty(probes), Parameters.duration("benchmark.timeout", timeout),
                Parameters.duration("benchmark.probeTimeout", probeTimeout), new Policy(failOnMissingBenchmark, failWhenNoBenchmarks),
                outputDirectory.toPath().toAbsolutePath().normalize(), gateName, plugin.getVersion());
    }

    private List<Pattern> includesOf(Profile chosen) {
        if (!Parameters.orEmpty(includes).isEmpty()) {
            return Parameters.patterns("benchmark.includes", includes);
        }
        return switch (chosen) {
            case SMOKE -> Parameters.patterns("benchmark.smokeIncludes", smokeIncludes);
            case STANDARD -> Parameters.patterns("benchmark.standardIncludes", standardIncludes);
            case THOROUGH -> List.of();
        };
    }

    private BenchmarkRequest.Module module() {
        try {
            return new BenchmarkRequest.Module(project.getGroupId() + ":" + project.getArtifactId(), project.getVersion(),
                    project.getBasedir().toPath(),
                    List.of(Path.of(project.getBuild().getOutputDirectory()), Path.of(project.getBuild().getTestOutputDirectory())),
                    project.getTestClasspathElements().stream().map(Path::of).toList(),
                    project.getArtifacts()
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

    private Path java() {
        Toolchain toolchain = toolchains.getToolchainFromBuildContext("jdk", session);
        if (toolchain == null) {
            return Path.of(System.getProperty("java.home"), "bin", "java");
        }
        String tool = toolchain.findTool("java");
        if (tool == null) {
            throw new Breakage(
                    "the selected toolchain " + toolchain + " has no java; correct ~/.m2/toolchains.xml or the toolchains plugin");
        }
        return Path.of(tool);
    }

    private Console console() {
        return new Console() {
            @Override
            public void info(String line) {
                getLog().info(line);
            }

            @Override
            public void warn(String line) {
                getLog().warn(line);
            }
        };
    }
}
