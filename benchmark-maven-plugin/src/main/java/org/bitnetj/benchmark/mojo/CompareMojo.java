package org.bitnetj.benchmark.mojo;

import java.time.Instant;
import java.util.List;
import javax.inject.Inject;

import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.plugins.annotations.ResolutionScope;
import org.apache.maven.toolchain.ToolchainManager;
import org.bitnetj.benchmark.BenchmarkRequest;
import org.bitnetj.benchmark.precondition.Breakage;
import org.bitnetj.benchmark.precondition.BuildFacts;

/**
 * Measures the module and a base side by side in one run: forks of both alternate, block by block, so that a machine that drifts slows both alike. The
 * base is another commit, a released artifact, other classes, the same classes on a JVM with other arguments, or a combination. Two released artifacts
 * are compared anywhere, also in a folder without a pom.
 */
@Mojo(name = "compare", defaultPhase = LifecyclePhase.VERIFY, requiresDependencyResolution = ResolutionScope.TEST, requiresProject = false, threadSafe = true)
public final class CompareMojo extends BaseMojo {
    /** Coordinates of a released artifact that is measured in place of the module, as for {@code base}. Default: the module. */
    @Parameter(property = "benchmark.candidate")
    private String candidate;

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
    boolean needsModule() {
        return candidate == null || !hasReleasedBase();
    }

    @Override
    void perform() throws MojoFailureException, InterruptedException {
        if (!hasBase()) {
            throw new Breakage("nothing to compare with: set benchmark.base (a branch, tag or commit, or group:artifact:version), "
                    + "benchmark.baseClassPath or benchmark.baseJvmArgs");
        }
        if (!needsModule() && !project().isExecutionRoot()) {
            getLog().info("two released artifacts are compared once, in the first module of the build");
            return;
        }
        BenchmarkRequest request = request();
        compare(candidate == null ? request : request.measuring(candidate(request), facts(request)));
    }

    private BenchmarkRequest.Module candidate(BenchmarkRequest request) {
        if (!ReleasedArtifacts.areCoordinates(candidate)) {
            throw new Breakage("benchmark.candidate is no artifact: " + candidate
                    + "; write group:artifact:version, or check that commit out and leave the parameter away");
        }
        ReleasedArtifacts.Release release = released("benchmark.candidate", candidate);
        return new BenchmarkRequest.Module(release.name(), release.version(), request.module().folder(), List.of(), release.classPath(),
                release.jmhVersion() == null ? request.module().jmhVersion() : release.jmhVersion(), release.coordinates());
    }

    private static BuildFacts facts(BenchmarkRequest request) {
        return new BuildFacts(request.module().folder(), List.of(), List.of(), List.of(),
                "a released artifact is measured, which this build "
                        + "did not make",
                Instant.now(), request.build().baseBranch(), false);
    }
}
