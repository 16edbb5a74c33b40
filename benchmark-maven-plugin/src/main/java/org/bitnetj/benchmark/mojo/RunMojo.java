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
import org.bitnetj.benchmark.precondition.Breakage;
import org.bitnetj.benchmark.receipt.Receipt;

/**
 * Runs the module's JMH benchmarks in forked JVMs, each benchmark several times and interleaved with the others, compares them with the accepted
 * baseline where there is one, and writes a receipt to target/benchmark. A benchmark that fails or delivers nothing fails the build by name, and so
 * does one that is slower than the margin allows. With a base it does what the goal compare does. Skipping tests does not skip benchmarks.
 *
 * <p>In a folder without a project, and where {@code benchmark.suite} says so, it measures the benchmarks of bitnet-kernels in the version of this plugin, and so
 * what this machine gives to who uses them.
 */
@Mojo(name = "run", defaultPhase = LifecyclePhase.VERIFY, requiresDependencyResolution = ResolutionScope.TEST, requiresProject = false, threadSafe = true)
public final class RunMojo extends BaseMojo {
    private static final String MODULE = "module";
    private static final String KERNELS = "kernels";

    /** Makes the receipt the baseline right after the run, as the goal accept does, when nothing failed; with a reason also when something did. */
    @Parameter(property = "benchmark.accept", defaultValue = "false")
    private boolean accept;

    /**
     * What is measured: {@code module}, the benchmarks of the module, or {@code kernels}, those of bitnet-kernels in this plugin's version, once and not for each
     * module. Default: module; kernels without a project.
     */
    @Parameter(property = "benchmark.suite")
    private String suite;

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
    boolean measuresKernelSuite() {
        if (suite != null && !suite.equals(KERNELS) && !suite.equals(MODULE)) {
            throw new Breakage("benchmark.suite must be " + MODULE + " or " + KERNELS + ", not " + suite);
        }
        return suite == null ? !hasProject() : suite.equals(KERNELS);
    }

    @Override
    boolean needsModule() {
        if (!measuresKernelSuite() && !hasProject()) {
            throw new Breakage(
                    "there is no module to measure, as this folder has no pom.xml; leave benchmark.suite out to measure the kernels");
        }
        return !measuresKernelSuite();
    }

    @Override
    void perform() throws MojoFailureException, InterruptedException {
        if (measuresKernelSuite() && !project().isExecutionRoot()) {
            getLog().info("the kernel suite is measured once, in the top module");
            return;
        }
        if (measuresKernelSuite()) {
            refuseOtherClasses();
            getLog().info("the kernel suite, " + KernelSuite.MODULE + ", of this plugin's version");
        }
        if (hasBase()) {
            compare(request());
            return;
        }
        BenchmarkRun run = new BenchmarkRun(request(), console());
        Receipt receipt = run.run();
        try {
            report(receipt, run.receiptPath().toString(), accept);
        } catch (MojoFailureException e) {
            if (accept && reason != null) {
                Accept.accept(run.receiptPath(), store(), reason, console());
            }
            throw e;
        }
        if (accept) {
            Accept.accept(run.receiptPath(), store(), reason, console());
        }
    }
}
