package org.bitnetj.benchmark;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.bitnetj.benchmark.baseline.ReceiptComparison;
import org.bitnetj.benchmark.gate.Compared;
import org.bitnetj.benchmark.gate.CompletenessGate;
import org.bitnetj.benchmark.gate.Findings;
import org.bitnetj.benchmark.gate.PreconditionGate;
import org.bitnetj.benchmark.gate.RegressionGate;
import org.bitnetj.benchmark.gate.Verdict;
import org.bitnetj.benchmark.receipt.Receipt;
import org.bitnetj.benchmark.statistics.MarginVerdict;
import org.bitnetj.benchmark.view.Evidence;

/** Compares and judges a receipt from what it holds, and nothing else, so that it can be judged again at any time with the same outcome. */
public final class Judge {
    private Judge() {}

    /**
     * Judges.
     *
     * @param receipt a receipt with policy; comparisons and gates that it has are replaced
     * @param gateName name of the gate
     * @return the same receipt with comparisons and gates
     */
    public static Receipt judge(Receipt receipt, String gateName) {
        Receipt compared = ProbeVerdicts.derive(ReceiptComparison.of(receipt));
        Verdict complete = CompletenessGate.judge(findings(compared), compared.policy());
        Verdict verdict = complete.and(preconditions(compared)).and(ProbeVerdicts.judge(compared)).and(regression(compared));
        Receipt gated = compared.withGates(List.of(new Receipt.Gate(gateName, verdict.status().label(), verdict.status().conclusion(),
                verdict.reasons(), Evidence.benchmarks(compared))));
        return gated.edit().routing(Routes.of(gated, Routes.names(gated))).build();
    }

    private static Verdict preconditions(Receipt receipt) {
        Map<String, String> failed = new LinkedHashMap<>();
        if (receipt.preconditions() != null) {
            receipt.preconditions().stream().filter(p -> p.status().equals("fail")).forEach(p -> failed.put(p.name(), p.evidence()));
        }
        return PreconditionGate.judge(failed, receipt.policy());
    }

    private static Verdict regression(Receipt receipt) {
        if (receipt.plan() == null || Boolean.TRUE.equals(receipt.interrupted())) {
            return new Verdict(Verdict.Status.PASS, List.of());
        }
        if (receipt.baseline() != null && receipt.baseline().state().equals("unbuilt")) {
            return new Verdict(Verdict.Status.FAILURE, List.of("nothing to compare with: " + receipt.baseline().label()));
        }
        List<Receipt.Comparison> comparisons = receipt.comparisons() == null ? List.of() : receipt.comparisons();
        List<Compared> compared = comparisons.stream()
                .map(c -> new Compared(c.benchmark(), c.metric(), MarginVerdict.valueOf(c.verdict()),
                        c.cause() == null ? null : Compared.Cause.valueOf(c.cause()), c.ratio() == null ? Double.NaN : c.ratio(),
                        c.reason()))
                .toList();
        boolean foreign = receipt.baseline() != null && receipt.baseline().state().equals("foreign");
        return RegressionGate.judge(compared, foreign ? List.of() : removed(receipt), ReceiptComparison.listed(receipt),
                receipt.baseline() != null && !receipt.baseline().state().equals("none"), receipt.policy(),
                LocalDate.ofInstant(receipt.startedAt(), ZoneOffset.UTC));
    }

    /** With what they may be called now. */
    private static List<String> removed(Receipt receipt) {
        return ReceiptComparison.removed(receipt)
                .stream()
                .map(name -> name + ReceiptComparison.renamed(receipt, name).map(now -> " (renamed to " + now + "?)").orElse(""))
                .toList();
    }

    /** What happened, as far as the gate of completeness needs it. */
    static Findings findings(Receipt receipt) {
        Set<String> judged = names(receipt.estimates().stream().map(Receipt.Estimate::benchmark));
        List<String> failedProbes = receipt.failures().stream().map(Receipt.Failure::probe).filter(probe -> probe != null).toList();
        boolean interrupted = Boolean.TRUE.equals(receipt.interrupted());
        if (receipt.plan() == null) {
            return new Findings(Set.of(), Set.of(), judged, Set.of(), failedProbes, List.of(), receipt.nothingSelected(), interrupted);
        }
        Set<String> expected = names(receipt.plan().benchmarks().stream().map(Receipt.Benchmark::id));
        Set<String> executed = names(receipt.samples()
                .stream()
                .filter(samples -> samples.metric().equals("score") && samples.forks().stream().noneMatch(List::isEmpty))
                .map(Receipt.Samples::benchmark));
        Set<String> failed = names(receipt.failures().stream().map(Receipt.Failure::benchmark).filter(name -> name != null));
        List<String> leftOut = receipt.plan().leftOut().stream().map(Receipt.LeftOut::benchmark).toList();
        return new Findings(expected, executed, judged, failed, failedProbes, leftOut, receipt.nothingSelected(), interrupted);
    }

    private static Set<String> names(Stream<String> names) {
        return names.collect(Collectors.toCollection(TreeSet::new));
    }
}
