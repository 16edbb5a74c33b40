package org.bitnetj.benchmark.mojo;

import javax.inject.Inject;

import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.ResolutionScope;
import org.apache.maven.toolchain.ToolchainManager;
import org.bitnetj.benchmark.precondition.Breakage;

/**
 * Measures the module and a base side by side in one run: forks of both alternate, block by block, so that a machine that drifts slows both alike. The
 * base is another commit, other classes, the same classes on a JVM with other arguments, or a combination.
 */
@Mojo(name = "compare", defaultPhase = LifecyclePhase.VERIFY, requiresDependencyResolution = ResolutionScope.TEST, threadSafe = true)
public final class CompareMojo extends BaseMojo {
    /**
     * Called by Maven.
     *
     * @param toolchains where the JDK comes from
     */
    @Inject
    public CompareMojo(ToolchainManager toolchains) {
        super(toolchains);
    }

    @Override
    void perform() throws MojoFailureException, InterruptedException {
        if (!hasBase()) {
            throw new Breakage("nothing to compare with: set benchmark.base (a branch, tag or commit), benchmark.baseClassPath or "
                    + "benchmark.baseJvmArgs");
        }
        compare();
    }
}
