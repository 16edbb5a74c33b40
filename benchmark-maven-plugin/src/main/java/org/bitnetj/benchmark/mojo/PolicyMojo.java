package org.bitnetj.benchmark.mojo;

import java.io.File;
import java.nio.file.Path;
import java.util.Map;

import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugin.logging.Log;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.project.MavenProject;
import org.bitnetj.benchmark.Console;
import org.bitnetj.benchmark.SigningKey;
import org.bitnetj.benchmark.ViewFiles;
import org.bitnetj.benchmark.baseline.BaselineStore;
import org.bitnetj.benchmark.gate.Policy;
import org.bitnetj.benchmark.gate.Verdict;
import org.bitnetj.benchmark.precondition.Breakage;
import org.bitnetj.benchmark.receipt.Receipt;
import org.bitnetj.benchmark.view.ChangeTable;
import org.bitnetj.benchmark.view.ScoreTable;
import org.bitnetj.benchmark.view.Summary;

/** What all goals that judge have in common: the policy, where baselines are, where results go. */
abstract class PolicyMojo extends AbstractMojo {
    /** Runs nothing. */
    @Parameter(property = "benchmark.skip", defaultValue = "false")
    private boolean skip;

    /** How much slower a benchmark may become: 0.03 for 3 %. */
    @Parameter(property = "benchmark.margin", defaultValue = "0.03")
    private double margin;

    /** Level of the tests, over all benchmarks and all looks at the data: 0.05 for 5 %. */
    @Parameter(property = "benchmark.alpha", defaultValue = "0.05")
    private double alpha;

    /** Fails the build when a benchmark is slower than the margin allows; otherwise its gate is neutral. */
    @Parameter(property = "benchmark.failOnRegression", defaultValue = "true")
    private boolean failOnRegression;

    /** Fails the build when the samples of a benchmark can not tell; otherwise its gate is neutral. */
    @Parameter(property = "benchmark.failOnInconclusive", defaultValue = "false")
    private boolean failOnInconclusive;

    /** Fails the build when a benchmark has no baseline; otherwise its gate is neutral, or there is nothing to compare at all. */
    @Parameter(property = "benchmark.failOnMissingBaseline", defaultValue = "false")
    private boolean failOnMissingBaseline;

    /**
     * Fails the build when a planned benchmark has no result, or one of the baseline does not exist any more; otherwise its gate is neutral. One that
     * failed always fails the build.
     */
    @Parameter(property = "benchmark.failOnMissingBenchmark", defaultValue = "true")
    private boolean failOnMissingBenchmark;

    /** Fails the build when only another machine or JVM has a baseline; otherwise its gate is neutral. */
    @Parameter(property = "benchmark.failOnEnvironmentMismatch", defaultValue = "false")
    private boolean failOnEnvironmentMismatch;

    /** Fails the build when the module has no benchmarks; otherwise its gate is neutral. */
    @Parameter(property = "benchmark.failWhenNoBenchmarks", defaultValue = "false")
    private boolean failWhenNoBenchmarks;

    /**
     * Fails the build when a precondition does not hold (a test failed, classes are older than their sources); otherwise its gate is neutral. Benchmarks
     * are not run in either case.
     */
    @Parameter(property = "benchmark.failOnPrecondition", defaultValue = "true")
    private boolean failOnPrecondition;

    /** Where the accepted scores are, one file for each kind of machine, and waivers.json; belongs under version control. */
    @Parameter(property = "benchmark.baselineDirectory", defaultValue = "${project.basedir}/src/benchmark/baseline")
    private File baselineDirectory;

    /** Folder for receipt.json, evidence.txt, raw results and logs. Its raw and log folders are emptied first. */
    @Parameter(property = "benchmark.outputDirectory", defaultValue = "${project.build.directory}/benchmark")
    private File outputDirectory;

    /** Name of the gate in the receipt. */
    @Parameter(property = "benchmark.gateName", defaultValue = "review:gate:benchmarks")
    private String gateName;

    /** Ed25519 key, a PEM file in PKCS#8 without password, that finished receipts are signed with. Default: they are not signed. */
    @Parameter(property = "benchmark.signingKey")
    private File signingKey;

    /**
     * Who goes on after a run, by finding of the routing table ({@code regression}, {@code precondition.tests}), where it is not the default.
     */
    @Parameter
    private Map<String, String> routes;

    /** The same as {@code finding=name,finding=name}; takes precedence. */
    @Parameter(property = "benchmark.routes")
    private String moreRoutes;

    /** Markdown file that the run is entered into, between markers only; created when it does not exist. Default: ledger.md in the output directory. */
    @Parameter(property = "benchmark.ledgerFile")
    private File ledgerFile;

    @Parameter(defaultValue = "${project}", readonly = true, required = true)
    private MavenProject project;

    /** Whether the benchmarks of bitnet-kernels are meant, which come as an artifact, and not those of the module. */
    boolean measuresKernelSuite() {
        return false;
    }

    /** What the goal does in a module that is no mere parent. */
    abstract void perform() throws MojoFailureException, InterruptedException;

    /** Whether there is nothing to do in a mere parent, or in a folder without a pom. */
    boolean needsModule() {
        return true;
    }

    @Override
    public final void execute() throws MojoExecutionException, MojoFailureException {
        if (skip) {
            getLog().info("benchmarks are skipped (benchmark.skip)");
            return;
        }
        try {
            if (needsModule() && project.getPackaging().equals("pom")) {
                getLog().info("no benchmarks in a module of packaging pom");
                return;
            }
            // before anything is measured, so that a wrong key costs no run
            signing();
            perform();
        } catch (Breakage e) {
            throw new MojoExecutionException(e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MojoExecutionException("interrupted; the receipt in " + outputDirectory + " is partial", e);
        }
    }

    final Policy policy() {
        try {
            return new Policy(margin, alpha, 1, failOnRegression, failOnInconclusive, failOnMissingBaseline, failOnMissingBenchmark,
                    failOnEnvironmentMismatch, failWhenNoBenchmarks, store().waivers(), failOnPrecondition);
        } catch (IllegalArgumentException e) {
            throw new Breakage("benchmark.margin and benchmark.alpha: " + e.getMessage(), e);
        }
    }

    private SigningKey signing() {
        return new SigningKey(signingKey == null ? null : signingKey.toPath().toAbsolutePath().normalize());
    }

    final BaselineStore store() {
        return new BaselineStore(baselineFolder(), module());
    }

    final Path baselineFolder() {
        return folder(baselineDirectory, "src/benchmark/baseline");
    }

    final Path outputFolder() {
        return folder(outputDirectory, "target/benchmark");
    }

    /** Without a project Maven leaves expressions on it as they are, and the folder that it was started in takes the project's place. */
    private Path folder(File given, String standard) {
        Path folder = hasProject() || !given.getPath().contains("${") ? given.toPath() : Path.of("").resolve(standard);
        return folder.toAbsolutePath().normalize();
    }

    /** False where Maven was started in a folder without pom.xml. */
    final boolean hasProject() {
        return project.getFile() != null;
    }

    final String gateName() {
        return gateName;
    }

    final Map<String, String> routes() {
        return Parameters.routes(routes, moreRoutes);
    }

    final ViewFiles views() {
        Path ledger = ledgerFile == null ? outputFolder().resolve("ledger.md") : ledgerFile.toPath().toAbsolutePath().normalize();
        return new ViewFiles(outputFolder(), ledger, System.getenv(ViewFiles.STEP_SUMMARY));
    }

    final MavenProject project() {
        return project;
    }

    final String module() {
        return measuresKernelSuite() ? KernelSuite.MODULE : project.getGroupId() + ":" + project.getArtifactId();
    }

    /** Shows a receipt, and fails when its gate does. */
    final void report(Receipt receipt, String path) throws MojoFailureException {
        report(receipt, path, false);
    }

    /** The same, of a run that becomes the baseline or not. */
    final void report(Receipt receipt, String path, boolean accepting) throws MojoFailureException {
        signing().sign(Path.of(path));
        show(receipt, path, accepting, getLog());
        views().writeBeforeVerdict(receipt, console());
        if (receipt.gates().stream().anyMatch(gate -> gate.status().equals(Verdict.Status.FAILURE.label()))) {
            throw new MojoFailureException(Summary.failure(receipt, path));
        }
    }

    /** Scores, changes, verdict, and the one next thing to do. */
    static void show(Receipt receipt, String path, boolean accepting, Log log) {
        Colours colours = Colours.ofMaven();
        ScoreTable.lines(receipt).forEach(log::info);
        ChangeTable.lines(receipt).forEach(line -> log.info(colours.line(line, receipt)));
        Summary.lines(receipt, path, accepting).forEach(line -> log.info(colours.line(line, receipt)));
    }

    final Console console() {
        return console(getLog());
    }

    static Console console(Log log) {
        return new Console() {
            @Override
            public void info(String line) {
                log.info(line);
            }

            @Override
            public void warn(String line) {
                log.warn(line);
            }
        };
    }
}
