package org.bitnetj.benchmark.baseline;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.bitnetj.benchmark.gate.Compared;
import org.bitnetj.benchmark.gate.Policy;
import org.bitnetj.benchmark.receipt.NotWarm;
import org.bitnetj.benchmark.receipt.Receipt;
import org.bitnetj.benchmark.statistics.AlphaSpending;
import org.bitnetj.benchmark.statistics.ColdForks;
import org.bitnetj.benchmark.statistics.Comparison;
import org.bitnetj.benchmark.statistics.Design;
import org.bitnetj.benchmark.statistics.Effect;
import org.bitnetj.benchmark.statistics.MarginTest;
import org.bitnetj.benchmark.statistics.MarginVerdict;
import org.bitnetj.benchmark.statistics.NearExact;
import org.bitnetj.benchmark.statistics.Rulers;

/** Compares the samples of a receipt with the baseline that it carries, by the policy that it carries: from a receipt alone. */
public final class ReceiptComparison {
    /** JMH's gc profiler; older versions put a dot in front. */
    private static final String ALLOCATION = "gc.alloc.rate.norm";
    private static final String SCORE = "score";

    private final Receipt receipt;
    private final Design design;
    private final Map<String, String> byteCode;
    private final List<Receipt.Comparison> found = new ArrayList<>();
    /** Scores that may be compared, in order. */
    private final Map<Receipt.Samples, Receipt.BaselineEntry> scores = new LinkedHashMap<>();
    private Receipt.Change change;

    private ReceiptComparison(Receipt receipt) {
        this.receipt = receipt;
        this.design = receipt.baseline().state().equals("paired") ? Design.PAIRED : Design.UNPAIRED;
        this.byteCode = receipt.plan().benchmarks().stream().collect(Collectors.toMap(Receipt.Benchmark::id, Receipt.Benchmark::byteCode));
    }

    /**
     * Compares.
     *
     * @param receipt a receipt with policy
     * @return the same receipt with a comparison for each benchmark that was measured, by name; without when there is nothing to compare with
     */
    public static Receipt of(Receipt receipt) {
        if (receipt.policy() == null || receipt.plan() == null || receipt.baseline() == null
                || List.of("none", "unbuilt").contains(receipt.baseline().state())) {
            return receipt.withComparisons(null, null);
        }
        ReceiptComparison comparison = new ReceiptComparison(receipt);
        List<Receipt.Comparison> all = comparison.compare();
        return receipt.withComparisons(all, comparison.change);
    }

    /**
     * Benchmarks of the baseline that the module has no more.
     *
     * @param receipt any receipt
     * @return names
     */
    public static List<String> removed(Receipt receipt) {
        if (receipt.plan() == null || receipt.baseline() == null || receipt.baseline().entries() == null) {
            return List.of();
        }
        Set<String> listed = listed(receipt);
        return receipt.baseline().entries().stream().map(Receipt.BaselineEntry::benchmark).filter(name -> !listed.contains(name)).distinct()
                .sorted().toList();
    }

    /**
     * What a benchmark that the module has no more may be called now: the only new one with the same byte code, else the only new one of its class.
     *
     * @param receipt a receipt with plan and baseline
     * @param removed name of one that was removed
     * @return the new name, where there is no doubt about it
     */
    public static Optional<String> renamed(Receipt receipt, String removed) {
        Set<String> known = receipt.baseline().entries().stream().map(Receipt.BaselineEntry::benchmark).collect(Collectors.toSet());
        List<Receipt.Benchmark> fresh = receipt.plan().benchmarks().stream().filter(b -> !known.contains(b.id())).toList();
        Set<String> code = receipt.baseline()
                .entries()
                .stream()
                .filter(entry -> entry.benchmark().equals(removed) && entry.byteCode() != null)
                .map(Receipt.BaselineEntry::byteCode)
                .collect(Collectors.toSet());
        List<String> same = fresh.stream().filter(b -> code.contains(b.byteCode())).map(Receipt.Benchmark::id).toList();
        List<String> ofClass = fresh.stream().filter(b -> removed.startsWith(b.className() + ".")).map(Receipt.Benchmark::id).toList();
        List<String> likely = same.isEmpty() ? ofClass : same;
        return likely.size() == 1 ? Optional.of(likely.get(0)) : Optional.empty();
    }

    /**
     * All benchmarks of the module, measured or not.
     *
     * @param receipt any receipt
     * @return names; empty when there was nothing to run
     */
    public static Set<String> listed(Receipt receipt) {
        if (receipt.plan() == null) {
            return Set.of();
        }
        Stream<String> measured = receipt.plan().benchmarks().stream().map(Receipt.Benchmark::id);
        Stream<String> leftOut = receipt.plan().leftOut().stream().map(Receipt.LeftOut::benchmark);
        return Stream.of(measured, leftOut, receipt.plan().notSelected().stream()).flatMap(names -> names)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private List<Receipt.Comparison> compare() {
        for (Receipt.Samples samples : receipt.samples()) {
            boolean allocation = samples.metric().endsWith(ALLOCATION);
            if ((!samples.metric().equals(SCORE) && !allocation) || samples.forks().stream().allMatch(List::isEmpty)) {
                continue;
            }
            Receipt.BaselineEntry entry = entry(samples);
            if (entry == null && allocation) {
                continue;
            }
            if (!refused(samples, entry)) {
                if (allocation) {
                    found.add(nearExact(samples, entry));
                } else {
                    scores.put(samples, entry);
                }
            }
        }
        judgeScores();
        found.sort((a, b) -> a.benchmark().equals(b.benchmark())
                ? Boolean.compare(!a.metric().equals(SCORE), !b.metric().equals(SCORE))
                : a.benchmark().compareTo(b.benchmark()));
        return List.copyOf(found);
    }

    private Receipt.BaselineEntry entry(Receipt.Samples samples) {
        return receipt.baseline()
                .entries()
                .stream()
                .filter(e -> e.benchmark().equals(samples.benchmark()) && e.metric().equals(samples.metric()))
                .findFirst()
                .orElse(null);
    }

    /** Records why samples must not be compared; false when they may. */
    private boolean refused(Receipt.Samples samples, Receipt.BaselineEntry entry) {
        if (entry == null) {
            return incomparable(samples, Compared.Cause.NEW, "the baseline does not know it; accept a run with it");
        }
        if (receipt.baseline().state().equals("foreign")) {
            return incomparable(samples, Compared.Cause.ENVIRONMENT, "the baseline " + receipt.baseline().id()
                    + " is that of another machine or JVM (fingerprint " + shortened(receipt.baseline().fingerprint()) + ", here "
                    + shortened(receipt.environment().fingerprint()) + "); accept one on this one");
        }
        if (!Objects.equals(entry.byteCode(), byteCode.get(samples.benchmark()))) {
            return incomparable(samples, Compared.Cause.EDITED, "the benchmark's own code is not that of the baseline; accept a new one");
        }
        if (entry.forks().isEmpty()) {
            return incomparable(samples, Compared.Cause.SAMPLES, "the base has no samples of it");
        }
        if (!Objects.equals(entry.unit(), samples.unit()) || !Objects.equals(entry.better(), samples.better())) {
            return incomparable(samples, Compared.Cause.SAMPLES, "it is measured in " + samples.unit() + ", the baseline in "
                    + entry.unit());
        }
        if (design == Design.UNPAIRED && receipt.runId().equals(entry.runId())) {
            return incomparable(samples, Compared.Cause.SAMPLES, "the baseline was accepted from this very run");
        }
        if (samples.metric().equals(SCORE) && (constant(samples.forks()) || constant(entry.forks()))) {
            return incomparable(samples, Compared.Cause.SAMPLES, "all scores of "
                    + (constant(samples.forks()) ? "this run" : "the baseline") + " are equal to the last digit: that was not measured");
        }
        return false;
    }

    private boolean incomparable(Receipt.Samples samples, Compared.Cause cause, String reason) {
        found.add(new Receipt.Comparison(samples.benchmark(), samples.metric(), null, null, null, null, null, null, null, null, null, null,
                MarginVerdict.INCOMPARABLE.name(), cause.name(), reason, null, List.of()));
        return true;
    }

    /** Several scores, all equal: a clock that stands still, or numbers that somebody made up. */
    private static boolean constant(List<List<Double>> forks) {
        List<Double> all = forks.stream().flatMap(List::stream).toList();
        return all.size() > 1 && Collections.frequency(all, all.get(0)) == all.size();
    }

    private Receipt.Comparison nearExact(Receipt.Samples samples, Receipt.BaselineEntry entry) {
        MarginVerdict verdict = NearExact.judge(entry.forks(), samples.forks());
        double old = NearExact.median(entry.forks());
        double fresh = NearExact.median(samples.forks());
        return new Receipt.Comparison(samples.benchmark(), samples.metric(), "near-exact", entry.forks().size(),
                measured(samples.forks()).size(), old > 0 ? fresh / old : null, null, null, null, null, null, null, verdict.name(), null,
                Texts.bytes(old, fresh), null, List.of());
    }

    /** The i-th forks of pairs ran side by side; a pair of which one failed is left out as a whole. */
    private void judgeScores() {
        Policy policy = receipt.policy();
        double alpha = AlphaSpending.pocock(policy.looks(), policy.alpha());
        List<Comparison> comparisons = new ArrayList<>();
        List<Receipt.Samples> compared = new ArrayList<>();
        scores.forEach((samples, entry) -> {
            List<List<Double>> old = new ArrayList<>(entry.forks());
            List<List<Double>> fresh = new ArrayList<>(samples.forks());
            if (design == Design.PAIRED) {
                keepPairs(old, fresh);
            }
            if (measured(old).isEmpty() || measured(fresh).isEmpty()) {
                incomparable(samples, Compared.Cause.SAMPLES, "no pair of forks was measured in both arms");
                return;
            }
            compared.add(samples);
            comparisons.add(Comparison.of(measured(old), measured(fresh), "higher".equals(samples.better()), design));
        });
        List<MarginTest.Judgement> judgements = MarginTest.judge(comparisons, policy.margin(), alpha);
        if (!comparisons.isEmpty()) {
            Effect mean = Effect.mean(comparisons.stream().map(Comparison::effect).toList());
            change = new Receipt.Change(comparisons.size(), mean.ratio(), orNull(mean.lower(0.95)), orNull(mean.upper(0.95)));
        }
        for (int i = 0; i < judgements.size(); i++) {
            found.add(record(compared.get(i), comparisons.get(i), judgements.get(i), alpha));
        }
    }

    private static void keepPairs(List<List<Double>> old, List<List<Double>> fresh) {
        for (int i = Math.max(old.size(), fresh.size()) - 1; i >= 0; i--) {
            boolean complete = i < old.size() && i < fresh.size() && !old.get(i).isEmpty() && !fresh.get(i).isEmpty();
            if (!complete) {
                if (i < old.size()) {
                    old.remove(i);
                }
                if (i < fresh.size()) {
                    fresh.remove(i);
                }
            }
        }
    }

    private static List<List<Double>> measured(List<List<Double>> forks) {
        return forks.stream().filter(fork -> !fork.isEmpty()).toList();
    }

    private Receipt.Comparison record(Receipt.Samples samples, Comparison c, MarginTest.Judgement judgement, double alpha) {
        double margin = receipt.policy().margin();
        Integer forks = judgement.verdict() == MarginVerdict.INCONCLUSIVE && c.forksToDecide(margin, alpha).isPresent()
                ? c.forksToDecide(margin, alpha).getAsInt()
                : null;
        Receipt.Cross cross = new Receipt.Cross(orNull(c.robustRatio()), orNull(c.rankP()), orNull(c.permutationP()),
                orNull(c.fieller().lower()), orNull(c.fieller().upper()), Texts.lower(c.jmh().name()));
        return new Receipt.Comparison(samples.benchmark(), samples.metric(), Texts.lower(c.design().name()), c.baselineForks(),
                c.candidateForks(), c.effect().ratio(), orNull(c.effect().lower(0.95)), orNull(c.effect().upper(0.95)),
                orNull(judgement.p()), orNull(judgement.adjustedP()), orNull(Math.expm1(c.minimumDetectableEffect())), forks,
                judgement.verdict().name(), null, Texts.reason(c, judgement, margin, forks), cross, labels(samples, c));
    }

    private List<String> labels(Receipt.Samples samples, Comparison c) {
        List<String> labels = new ArrayList<>();
        c.bimodal().forEach(arm -> labels.add("two groups of forks: " + arm));
        c.outliers().forEach(arm -> labels.add("forks far out: " + arm));
        Receipt.BaselineEntry entry = entry(samples);
        if (ColdForks.count(samples.forks(), samples.better()) > 0) {
            labels.add("not warm: candidate, " + NotWarm.forks(samples.forks(), samples.better()));
        }
        if (ColdForks.count(entry.forks(), entry.better()) > 0) {
            labels.add("not warm: baseline, " + NotWarm.forks(entry.forks(), entry.better()));
        }
        if (Boolean.TRUE.equals(entry.dirty())) {
            labels.add("baseline from a tree with changes");
        }
        if (receipt.rulers() != null) {
            receipt.rulers().stream().filter(ruler -> ruler.movement() > Rulers.STEADY)
                    .forEach(ruler -> labels.add("machine not steady: " + ruler.name() + " moved by " + Texts.percent(ruler.movement())));
        }
        return List.copyOf(labels);
    }

    private static Double orNull(double value) {
        return Double.isFinite(value) ? value : null;
    }

    private static String shortened(String fingerprint) {
        return fingerprint == null ? "unknown" : fingerprint.substring(0, Math.min(12, fingerprint.length()));
    }
}
