package org.bitnetj.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.bitnetj.benchmark.baseline.BaselineStore;
import org.bitnetj.benchmark.gate.Policy;
import org.bitnetj.benchmark.precondition.Breakage;
import org.bitnetj.benchmark.receipt.AtomicFile;
import org.bitnetj.benchmark.receipt.Receipt;
import org.bitnetj.benchmark.receipt.ReceiptJson;
import org.bitnetj.benchmark.view.Evidence;
import org.bitnetj.benchmark.view.html.HtmlReport;

/** Judges a stored receipt again, from what it holds. */
public final class Check {
    private final Path path;
    private final Receipt stored;

    /**
     * Reads the receipt; breaks off when it was changed since it was written.
     *
     * @param path the receipt
     */
    public Check(Path path) {
        this.path = path;
        this.stored = StoredReceipt.read(path);
        if (!ReceiptJson.digest(stored).equals(stored.digest())) {
            throw new Breakage(path + " was changed after it was written: its digest does not match");
        }
        if (stored.policy() == null || stored.gates().isEmpty()) {
            throw new Breakage(path + " carries no policy, so it can not be judged again; it is of an earlier version of the plugin");
        }
    }

    /**
     * The policy of the receipt.
     *
     * @return margin, levels and what fails
     */
    public Policy policy() {
        return stored.policy();
    }

    /**
     * Judges.
     *
     * @param policy the policy
     * @param baselineFolder baselines to compare with; null for the one that the receipt carries
     * @return the receipt with comparisons and gates; equal to the stored one when nothing else is asked for
     */
    public Receipt judge(Policy policy, Path baselineFolder) {
        Receipt.Baseline baseline = stored.baseline();
        if (baselineFolder != null && stored.environment() != null) {
            baseline = new BaselineStore(baselineFolder, stored.source().module()).section(stored.environment().fingerprint());
        }
        return Judge.judge(stored.against(policy, baseline), stored.gates().get(0).name());
    }

    /**
     * Writes the judged receipt and its evidence beside the stored one.
     *
     * @param judged what {@link #judge} returned
     * @return where it is
     */
    public Path write(Receipt judged) {
        Path folder = path.resolveSibling("check");
        Path file = folder.resolve("receipt.json");
        try {
            Files.createDirectories(folder);
            AtomicFile.write(file, ReceiptJson.write(judged));
            AtomicFile.write(folder.resolve("evidence.txt"), Evidence.text(judged));
            AtomicFile.write(folder.resolve("report.html"), HtmlReport.of(judged));
            return file;
        } catch (IOException e) {
            throw new Breakage("can not write " + file + " (" + e + "); make the folder writable", e);
        }
    }
}
