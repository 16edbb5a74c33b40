package org.bitnetj.benchmark.mojo;

import java.io.File;

import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.bitnetj.benchmark.Accept;

/**
 * Makes a receipt the baseline that later runs on this kind of machine are compared with, and adds it to the history. A receipt that is partial or
 * was changed is refused; one that regressed, or was measured on a tree with changes, is taken only with a reason.
 */
@Mojo(name = "accept", threadSafe = true)
public final class AcceptMojo extends PolicyMojo {
    /** The receipt. Default: receipt.json in the output directory. */
    @Parameter(property = "benchmark.receipt")
    private File receipt;

    /** Why the receipt is accepted; needed for one that regressed, or was measured on a tree with changes. */
    @Parameter(property = "benchmark.reason")
    private String reason;

    /** Called by Maven. */
    public AcceptMojo() {}

    @Override
    void perform() {
        Accept.accept(receipt == null ? outputFolder().resolve("receipt.json") : receipt.toPath(), store(), reason, console());
    }
}
