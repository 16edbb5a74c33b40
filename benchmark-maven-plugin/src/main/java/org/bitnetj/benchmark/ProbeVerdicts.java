package org.bitnetj.benchmark;

import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

import org.bitnetj.benchmark.gate.AccuracyGate;
import org.bitnetj.benchmark.gate.Checked;
import org.bitnetj.benchmark.gate.Verdict;
import org.bitnetj.benchmark.receipt.Receipt;

/** Verdicts and ratios of what probes have measured, from the values that a receipt holds and whatever verdicts it has. */
final class ProbeVerdicts {
    private ProbeVerdicts() {}

    /** The same receipt with a verdict beside each figure and each leftover, and with the ratio of each pair of times. */
    static Receipt derive(Receipt receipt) {
        return receipt.edit()
                .accuracy(each(receipt.accuracy(),
                        a -> new Receipt.Accuracy(a.probe(), a.figure(), a.format(), a.backend(), a.kernel(), a.weights(), a.distribution(),
                                a.metric(), a.seed(), a.value(), a.threshold(),
                                AccuracyGate.verdict(a.figure(), a.metric(), a.value(), a.threshold()))))
                .speedups(each(receipt.speedups(),
                        s -> new Receipt.Speedup(s.probe(), s.operation(), s.format(), s.backend(), s.kernel(), s.reference(), s.m(), s.k(),
                                s.n(), s.threads(), s.nanos(), s.referenceNanos(), ratio(s.nanos(), s.referenceNanos()))))
                .crossval(each(receipt.crossval(), ProbeVerdicts::derive))
                .leaks(each(receipt.leaks(),
                        l -> new Receipt.Leak(l.probe(), l.subject(), l.backend(), l.cycles(), l.bytesBefore(), l.bytesAfter(),
                                l.countBefore(), l.countAfter(),
                                AccuracyGate.leakVerdict(l.bytesBefore(), l.bytesAfter(), l.countBefore(), l.countAfter()), l.reason())))
                .build();
    }

    private static Receipt.Crossval derive(Receipt.Crossval c) {
        boolean compared = c.difference() != null;
        return new Receipt.Crossval(c.probe(), c.operation(), c.format(), c.reference(), c.version(), c.backend(), c.kernel(), c.m(), c.k(),
                c.n(), c.threads(), c.difference(), compared ? AccuracyGate.PARITY : null, c.nanos(), c.referenceNanos(),
                compared && c.nanos() != null && c.referenceNanos() != null ? ratio(c.nanos(), c.referenceNanos()) : null,
                AccuracyGate.parityVerdict(c.difference()), c.reason());
    }

    /** How many times as fast as the reference: the median of its times over the median of the kernel's. */
    static double ratio(List<Double> nanos, List<Double> referenceNanos) {
        return median(referenceNanos) / median(nanos);
    }

    private static double median(List<Double> times) {
        List<Double> sorted = times.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    private static <T> List<T> each(List<T> section, UnaryOperator<T> change) {
        return section == null ? null : section.stream().map(change).toList();
    }

    /** The gate on all of them. */
    static Verdict judge(Receipt receipt) {
        return AccuracyGate.judge(new Checked(
                map(receipt.accuracy(), a -> new Checked.Figure(a.figure(), a.format(), subject(a), a.metric(), a.value(), a.threshold())),
                map(receipt.features(),
                        f -> new Checked.Variant(f.probe(), f.name(), f.backend(), f.status(), f.reason(), f.outputs())),
                map(receipt.leaks(),
                        l -> new Checked.Leftover(l.subject(), l.backend(), l.cycles(), l.bytesBefore(), l.bytesAfter(), l.countBefore(),
                                l.countAfter())),
                map(receipt.crossval(), c -> new Checked.Parity(product(c), c.reference(), c.difference()))));
    }

    private static String product(Receipt.Crossval c) {
        return c.operation() + " " + c.format() + (c.m() == null ? "" : " " + c.m() + "x" + c.k() + ", n = " + c.n());
    }

    private static String subject(Receipt.Accuracy a) {
        return (a.backend() == null ? "" : a.backend() + " " + a.kernel() + ", ") + a.weights() + " weights, " + a.distribution()
                + " inputs, seed " + a.seed();
    }

    private static <T, R> List<R> map(List<T> section, Function<T, R> change) {
        return section == null ? List.of() : section.stream().map(change).toList();
    }
}
