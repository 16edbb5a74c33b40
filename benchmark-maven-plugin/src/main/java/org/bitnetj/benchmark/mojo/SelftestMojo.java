package org.bitnetj.benchmark.mojo;

import javax.inject.Inject;

import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.ResolutionScope;
import org.apache.maven.toolchain.ToolchainManager;
import org.bitnetj.benchmark.SelfTest;
import org.bitnetj.benchmark.SelfTestReport;

/**
 * Proves the gate on this machine: a built-in benchmark is measured in two arms side by side with the module's JMH, JVM, profile and policy, and one
 * arm has to do 0, 5 or 20 % more work. Fails when the gate does not turn red for 20 % (for 5 % from profile standard on), or turns red for equals.
 * Tells the false-positive rate, the noise floor and the smallest slowdown that this machine can detect, and writes selftest.json.
 */
@Mojo(name = "selftest", requiresDependencyResolution = ResolutionScope.TEST, threadSafe = true)
public final class SelftestMojo extends MeasuringMojo {
    /**
     * Called by Maven.
     *
     * @param toolchains where the JDK comes from
     */
    @Inject
    public SelftestMojo(ToolchainManager toolchains) {
        super(toolchains);
    }

    @Override
    void perform() throws MojoFailureException, InterruptedException {
        SelfTestReport report = new SelfTest(request(), console()).run();
        report.lines().forEach(getLog()::info);
        getLog().info("selftest: " + outputFolder().resolve("selftest.json"));
        if (!report.problems().isEmpty()) {
            throw new MojoFailureException("selftest failed: " + String.join("; ", report.problems()));
        }
    }
}
