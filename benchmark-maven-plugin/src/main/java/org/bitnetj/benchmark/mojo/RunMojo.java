package org.bitnetj.benchmark.mojo;

import javax.inject.Inject;

import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.plugins.annotations.ResolutionScope;
import org.apache.maven.toolchain.ToolchainManager;
import org.bitnetj.benchmark.Accept;
import org.bitnetj.benchmark.BenchmarkRun;
import org.bitnetj.benchmark.receipt.Receipt;

/**
 * Runs the module's JMH benchmarks in forked JVMs, each benchmark several times and interleaved with the others, compares them with the accepted
 * baseline where there is one, and writes a receipt to target/benchmark. A benchmark that fails or delivers nothing fails the build by name, and so
 * does one that is slower than the margin allows. With a base it does what the goal compare does. Skipping tests does not skip benchmarks.
 */
@Mojo(name = "run", defaultPhase = LifecyclePhase.VERIFY, requiresDependencyResolution = ResolutionScope.TEST, threadSafe = true)
public final class RunMojo extends BaseMojo {
    /** Makes the receipt the baseline right after the run, as the goal accept does, when nothing failed; with a reason also when something did. */
    @Parameter(property = "benchmark.accept", defaultValue = "false")
    private boolean accept;

    /** Why the receipt is accepted. */
    @Parameter(property = "benchmark.reason")
    private String reason;

    /**
     * Called by Maven.
     *
     * @param toolchains where the JDK comes from
     */
    @Inject
    public RunMojo(ToolchainManager toolchains) {
        super(toolchains);
    }

    @Override
    void perform() throws MojoFailureException, InterruptedException {
        if (hasBase()) {
            compare(request());
            return;
        }
        BenchmarkRun run = new BenchmarkRun(request(), console());
        Receipt receipt = run.run();
        if (accept && reason != null) {
            Accept.accept(run.receiptPath(), store(), reason, console());
        }
        report(receipt, run.receiptPath().toString(), accept);
        if (accept && reason == null) {
            Accept.accept(run.receiptPath(), store(), null, console());
        }
    }
}
