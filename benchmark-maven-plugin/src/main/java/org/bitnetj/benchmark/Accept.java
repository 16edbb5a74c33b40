package org.bitnetj.benchmark;

import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

import org.bitnetj.benchmark.baseline.Acceptance;
import org.bitnetj.benchmark.baseline.BaselineStore;
import org.bitnetj.benchmark.receipt.Receipt;

/** Makes a stored receipt the baseline, and tells what that changes. */
public final class Accept {
    private Accept() {}

    /**
     * Accepts, or breaks off with the reason why not.
     *
     * @param path the receipt
     * @param store where the baselines are
     * @param reason why it is accepted; null when the user gives none
     * @param console where to tell
     */
    public static void accept(Path path, BaselineStore store, String reason, Console console) {
        Receipt receipt = StoredReceipt.read(path);
        String given = reason == null || reason.isBlank() ? null : reason.strip();
        Acceptance.Accepted accepted = Acceptance.of(receipt, store, given, Instant.now().truncatedTo(ChronoUnit.MILLIS));
        Path file = store.write(accepted.baseline(), accepted.session());
        console.info("accepted " + receipt.runId() + ": " + accepted.added().size() + " benchmarks added, " + accepted.replaced().size()
                + " replaced, " + accepted.dropped().size() + " dropped; reason: " + accepted.session().reason());
        accepted.dropped().forEach(name -> console.info("  dropped " + name + ", which the module has no more"));
        console.info("baseline: " + file + "; keep it, and the history beside it, under version control");
    }
}
