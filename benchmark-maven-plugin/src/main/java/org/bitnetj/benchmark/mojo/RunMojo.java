package org.bitnetj.benchmark.mojo;

import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.ResolutionScope;

/** Runs the module's JMH benchmarks in forked JVMs and writes a receipt. */
@Mojo(name = "run", defaultPhase = LifecyclePhase.VERIFY, requiresDependencyResolution = ResolutionScope.TEST, threadSafe = true)
public final class RunMojo extends AbstractMojo {
    @Override
    public void execute() {
        getLog().info("nothing yet");
    }
}
