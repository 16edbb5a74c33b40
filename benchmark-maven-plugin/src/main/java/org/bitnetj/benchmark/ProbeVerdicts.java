package org.bitnetj.benchmark;

import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

import org.bitnetj.benchmark.gate.AccuracyGate;
import org.bitnetj.benchmark.gate.Checked;
import org.bitnetj.benchmark.gate.Verdict;
import org.bitnetj.benchmark.receipt.Receipt;

/** Verdicts on what probes have measured, from the values that a receipt holds and whatever verdicts it has. */
final class ProbeVerdicts {
    private ProbeVerdicts() {}

    /** The same receipt with a verdict beside each figure and each leftover. */
    static Receipt derive(Receipt receipt) {
        return receipt.edit()
                .accuracy(each(receipt.accuracy(),
                        a -> new Receipt.Accuracy(a.probe(), a.figure(), a.format(), a.backend(), a.kernel(), a.weights(), a.distribution(),
                                a.metric(), a.seed(), a.value(), a.threshold(),
                                AccuracyGate.verdict(a.figure(), a.metric(), a.value(), a.threshold()))))
                .leaks(each(receipt.leaks(),
                        l -> new Receipt.Leak(l.probe(), l.subject(), l.backend(), l.cycles(), l.bytesBefore(), l.bytesAfter(),
                                l.countBefore(), l.countAfter(),
                                AccuracyGate.leakVerdict(l.bytesBefore(), l.bytesAfter(), l.countBefore(), l.countAfter()), l.reason())))
                .build();
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
                                l.countAfter()))));
    }

    private static String subject(Receipt.Accuracy a) {
        return (a.backend() == null ? "" : a.backend() + " " + a.kernel() + ", ") + a.weights() + " weights, " + a.distribution()
                + " inputs, seed " + a.seed();
    }

    private static <T, R> List<R> map(List<T> section, Function<T, R> change) {
        return section == null ? List.of() : section.stream().map(change).toList();
    }
}
