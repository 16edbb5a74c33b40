package org.bitnetj.benchmark.mojo;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.bitnetj.benchmark.Verification;
import org.bitnetj.benchmark.precondition.Breakage;
import org.bitnetj.benchmark.receipt.ReceiptKeys;

/**
 * Tells whether a receipt can be believed: form, digest, signature, kernels against what is claimed of them, samples, and verdicts, which are worked out
 * again. Needs nothing but the receipt, and fails with the first rule that it breaks.
 */
@Mojo(name = "verify-receipt", requiresProject = false, threadSafe = true)
public final class VerifyReceiptMojo extends AbstractMojo {
    /** The receipt. */
    @Parameter(property = "benchmark.receipt", defaultValue = "${project.build.directory}/benchmark/receipt.json")
    private File receipt;

    /** Public Ed25519 key, a PEM file, that the receipt must be signed with. Default: a signature is checked with the key that it carries. */
    @Parameter(property = "benchmark.publicKey")
    private File publicKey;

    /** Called by Maven. */
    public VerifyReceiptMojo() {}

    @Override
    public void execute() throws MojoExecutionException, MojoFailureException {
        Path path = receipt.toPath().toAbsolutePath().normalize();
        List<Verification.Outcome> outcomes;
        try {
            outcomes = Verification.of(path, publicKey == null ? null : ReceiptKeys.publicKey(publicKey.toPath().toAbsolutePath()));
        } catch (Breakage e) {
            throw new MojoExecutionException(e.getMessage(), e);
        }
        outcomes.forEach(outcome -> {
            if (outcome.violation() == null) {
                getLog().info(outcome.line());
            } else {
                getLog().error(outcome.line());
            }
        });
        Optional<Verification.Outcome> broken = outcomes.stream().filter(outcome -> outcome.violation() != null).findFirst();
        if (broken.isPresent()) {
            throw new MojoFailureException("the receipt " + path + " can not be believed: rule " + broken.get().line()
                    + ". Next: take the receipt as the run wrote it, or run the benchmarks again");
        }
        getLog().info("the receipt " + path + " keeps every rule");
    }
}
