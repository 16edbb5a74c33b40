package org.bitnetj.benchmark.baseline;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

import org.bitnetj.benchmark.precondition.Breakage;
import org.bitnetj.benchmark.receipt.Receipt;
import org.bitnetj.benchmark.receipt.ReceiptJson;
import org.bitnetj.benchmark.statistics.MarginVerdict;

/** Makes a receipt the baseline. A ratchet: what regressed, or was measured on a tree with changes, is taken only with a reason. */
public final class Acceptance {
    private Acceptance() {}

    /**
     * What was accepted.
     *
     * @param baseline the new baseline
     * @param session its line of the history
     * @param replaced benchmarks that had another baseline
     * @param added benchmarks that had none
     * @param dropped benchmarks that the module has no more
     */
    public record Accepted(Baseline baseline, Session session, List<String> replaced, List<String> added, List<String> dropped) {}

    /**
     * Accepts, or says why not.
     *
     * @param receipt a receipt, as it was read
     * @param store where the baselines are
     * @param reason why it is accepted; null when the user gives none
     * @param now the time
     * @return what the store is to write
     */
    public static Accepted of(Receipt receipt, BaselineStore store, String reason, Instant now) {
        refuseUnusable(receipt);
        String fingerprint = receipt.environment().fingerprint();
        Receipt.Baseline current = store.section(fingerprint);
        boolean own = current.state().equals("found");
        if (reason == null) {
            refuseWithoutReason(receipt, current);
        }
        String why = reason != null ? reason : own ? "no regression against " + current.id() : "first baseline of this machine";
        Map<String, Baseline.Accepted> benchmarks = own ? store.find(fingerprint).orElseThrow().byName() : Map.of();
        Map<String, Baseline.Accepted> merged = new TreeMap<>(benchmarks);
        Set<String> listed = ReceiptComparison.listed(receipt);
        merged.keySet().retainAll(listed);
        List<Baseline.Accepted> fresh = fresh(receipt, why, now);
        fresh.forEach(accepted -> merged.put(accepted.benchmark(), accepted));
        List<String> names = fresh.stream().map(Baseline.Accepted::benchmark).toList();
        Baseline baseline = new Baseline(Baseline.SCHEMA_VERSION, receipt.source().module(), fingerprint, receipt.environment(),
                new ArrayList<>(merged.values()));
        return new Accepted(baseline, session(receipt, fresh, why, now), names.stream().filter(benchmarks::containsKey).toList(),
                names.stream().filter(name -> !benchmarks.containsKey(name)).toList(),
                benchmarks.keySet().stream().filter(name -> !listed.contains(name)).sorted().toList());
    }

    private static void refuseUnusable(Receipt receipt) {
        if (receipt.digest() == null || !receipt.digest().equals(ReceiptJson.digest(receipt))) {
            throw new Breakage("the receipt was changed after it was written (its digest does not match); run the benchmarks again");
        }
        if (receipt.environment() == null || receipt.samples().isEmpty()) {
            throw new Breakage("the receipt holds no measurement, so it can be no baseline");
        }
        if (!receipt.status().equals(Receipt.COMPLETE)) {
            throw new Breakage("the receipt is partial: a benchmark failed, or the run was cut; run the benchmarks again");
        }
    }

    private static void refuseWithoutReason(Receipt receipt, Receipt.Baseline current) {
        refuseRegressed(receipt, current);
        if (Boolean.TRUE.equals(receipt.source().dirty())) {
            throw new Breakage("the receipt was measured on a tree with changes that are not committed, so nobody could measure it again; "
                    + "commit and run again, or accept it with -Dbenchmark.reason=\"...\"");
        }
    }

    private static void refuseRegressed(Receipt receipt, Receipt.Baseline current) {
        if (!current.state().equals("found")) {
            return;
        }
        List<Receipt.Comparison> comparisons = ReceiptComparison.of(receipt.against(receipt.policy(), current)).comparisons();
        List<String> regressed = comparisons.stream()
                .filter(c -> c.verdict().equals(MarginVerdict.REGRESSED.name()))
                .map(c -> c.benchmark() + ": " + c.reason())
                .toList();
        if (!regressed.isEmpty()) {
            throw new Breakage("regressed, so it becomes the baseline only with -Dbenchmark.reason=\"...\":\n  "
                    + String.join("\n  ", regressed));
        }
    }

    private static List<Baseline.Accepted> fresh(Receipt receipt, String reason, Instant now) {
        List<Baseline.Accepted> fresh = new ArrayList<>();
        for (Receipt.Benchmark benchmark : receipt.plan().benchmarks()) {
            List<Baseline.Metric> metrics = receipt.samples()
                    .stream()
                    .filter(samples -> samples.benchmark().equals(benchmark.id()))
                    .map(samples -> new Baseline.Metric(samples.metric(), samples.unit(), samples.better(), samples.forks()))
                    .toList();
            fresh.add(new Baseline.Accepted(benchmark.id(), benchmark.byteCode(), receipt.runId(), now.toString(),
                    receipt.source().commit(), receipt.source().dirty(), reason, metrics));
        }
        return fresh;
    }

    private static Session session(Receipt receipt, List<Baseline.Accepted> fresh, String reason, Instant now) {
        Map<String, Double> costs = new TreeMap<>();
        for (Receipt.Estimate estimate : receipt.estimates()) {
            costs.put(estimate.benchmark(), Math.log(estimate.score()) * (estimate.better().equals("higher") ? -1 : 1));
        }
        return new Session(now.toString(), receipt.runId(), receipt.source().commit(), receipt.source().pomVersion(), reason, costs,
                fresh.stream().collect(Collectors.toMap(Baseline.Accepted::benchmark, Baseline.Accepted::byteCode)));
    }
}
