package org.bitnetj.benchmark.mojo;

import java.io.File;
import java.nio.file.Path;

import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.bitnetj.benchmark.Check;
import org.bitnetj.benchmark.Console;
import org.bitnetj.benchmark.SigningKey;
import org.bitnetj.benchmark.ViewFiles;
import org.bitnetj.benchmark.gate.Policy;
import org.bitnetj.benchmark.gate.Verdict;
import org.bitnetj.benchmark.precondition.Breakage;
import org.bitnetj.benchmark.receipt.Receipt;
import org.bitnetj.benchmark.view.Summary;

/**
 * Judges a receipt again, and runs nothing. What is not given is taken from the receipt: without parameters, the same receipt comes out, byte for
 * byte. The result is written to check/receipt.json beside the receipt.
 */
@Mojo(name = "check", requiresProject = false, threadSafe = true)
public final class CheckMojo extends AbstractMojo {
    /** The receipt. */
    @Parameter(property = "benchmark.receipt", defaultValue = "${project.build.directory}/benchmark/receipt.json")
    private File receipt;

    /** Baselines to compare with, in place of the one that the receipt carries. */
    @Parameter(property = "benchmark.baselineDirectory")
    private File baselineDirectory;

    /** How much slower a benchmark may become: 0.03 for 3 %. Default: that of the receipt. */
    @Parameter(property = "benchmark.margin")
    private Double margin;

    /** Level of the tests. Default: that of the receipt. */
    @Parameter(property = "benchmark.alpha")
    private Double alpha;

    /** Fails for a regression. Default: as in the receipt. */
    @Parameter(property = "benchmark.failOnRegression")
    private Boolean failOnRegression;

    /** Fails for samples that can not tell. Default: as in the receipt. */
    @Parameter(property = "benchmark.failOnInconclusive")
    private Boolean failOnInconclusive;

    /** Fails for a missing baseline. Default: as in the receipt. */
    @Parameter(property = "benchmark.failOnMissingBaseline")
    private Boolean failOnMissingBaseline;

    /** Fails for a missing benchmark. Default: as in the receipt. */
    @Parameter(property = "benchmark.failOnMissingBenchmark")
    private Boolean failOnMissingBenchmark;

    /** Fails for a baseline of another machine or JVM. Default: as in the receipt. */
    @Parameter(property = "benchmark.failOnEnvironmentMismatch")
    private Boolean failOnEnvironmentMismatch;

    /** See the goal run. Default: that of the receipt. */
    @Parameter(property = "benchmark.failOnPrecondition")
    private Boolean failOnPrecondition;

    /** Ed25519 key, a PEM file in PKCS#8 without password, that the judged receipt is signed with. Default: none. */
    @Parameter(property = "benchmark.signingKey")
    private File signingKey;

    /** Markdown file that the outcome is entered into, between markers only. Default: none. */
    @Parameter(property = "benchmark.ledgerFile")
    private File ledgerFile;

    /** Called by Maven. */
    public CheckMojo() {}

    @Override
    public void execute() throws MojoExecutionException, MojoFailureException {
        try {
            Path path = receipt.toPath().toAbsolutePath().normalize();
            SigningKey signing = new SigningKey(signingKey == null ? null : signingKey.toPath().toAbsolutePath().normalize());
            Check check = new Check(path);
            Path folder = baselineDirectory == null ? null : baselineDirectory.toPath().toAbsolutePath().normalize();
            Receipt judged = check.judge(policy(check.policy()), folder);
            Path file = check.write(judged);
            signing.sign(file);
            String written = file.toString();
            PolicyMojo.show(judged, written, false, getLog());
            Path ledger = ledgerFile == null ? null : ledgerFile.toPath().toAbsolutePath().normalize();
            new ViewFiles(file.getParent(), ledger, System.getenv(ViewFiles.STEP_SUMMARY)).writeBeforeVerdict(judged, console());
            if (judged.gates().stream().anyMatch(gate -> gate.status().equals(Verdict.Status.FAILURE.label()))) {
                throw new MojoFailureException(Summary.failure(judged, written));
            }
        } catch (Breakage e) {
            throw new MojoExecutionException(e.getMessage(), e);
        }
    }

    private Console console() {
        return PolicyMojo.console(getLog());
    }

    private Policy policy(Policy stored) {
        try {
            return new Policy(margin == null ? stored.margin() : margin, alpha == null ? stored.alpha() : alpha, stored.looks(),
                    or(failOnRegression, stored.failOnRegression()), or(failOnInconclusive, stored.failOnInconclusive()),
                    or(failOnMissingBaseline, stored.failOnMissingBaseline()), or(failOnMissingBenchmark, stored.failOnMissingBenchmark()),
                    or(failOnEnvironmentMismatch, stored.failOnEnvironmentMismatch()), stored.failWhenNoBenchmarks(), stored.waivers(),
                    or(failOnPrecondition, stored.failOnPrecondition()));
        } catch (IllegalArgumentException e) {
            throw new Breakage("benchmark.margin and benchmark.alpha: " + e.getMessage(), e);
        }
    }

    private static boolean or(Boolean given, boolean stored) {
        return given == null ? stored : given;
    }
}
