package org.bitnetj.benchmark;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

import org.bitnetj.benchmark.fork.ProbeChecks;
import org.bitnetj.benchmark.fork.ProbeDocument;
import org.bitnetj.benchmark.fork.ProbeRun;
import org.bitnetj.benchmark.receipt.Receipt;
import org.bitnetj.benchmark.receipt.ReceiptBuilder;
import org.bitnetj.benchmark.receipt.Scrubber;

/** What the probes have checked, as sections of a receipt; null where no probe said anything. {@link Judge} adds the verdicts. */
final class ProbeSections {
    private ProbeSections() {}

    /** Sets the sections. */
    static ReceiptBuilder addTo(ReceiptBuilder receipt, List<ProbeRun> probes, Scrubber scrubber) {
        return receipt.accuracy(section(probes, ProbeSections::accuracy))
                .features(section(probes, document -> features(document, scrubber)))
                .speedups(section(probes, ProbeSections::speedups))
                .crossval(section(probes, document -> crossval(document, scrubber)))
                .leaks(section(probes, document -> leaks(document, scrubber)));
    }

    private static <T> List<T> section(List<ProbeRun> probes, Function<ProbeDocument, Stream<T>> of) {
        List<T> section = probes.stream().map(ProbeRun::document).filter(document -> document != null).flatMap(of).toList();
        return section.isEmpty() ? null : section;
    }

    private static Stream<Receipt.Accuracy> accuracy(ProbeDocument document) {
        return document.accuracy()
                .stream()
                .map(a -> new Receipt.Accuracy(document.probe(), a.figure(), a.format(), a.backend(), a.kernel(), a.weights(),
                        a.distribution(), a.metric(), a.seed(), a.value(), a.threshold(), null));
    }

    private static Stream<Receipt.Feature> features(ProbeDocument document, Scrubber scrubber) {
        return document.features()
                .stream()
                .map(f -> new Receipt.Feature(document.probe(), f.name(), f.backend(), f.width(), f.threads(), f.deterministic(),
                        f.status(), scrubber.clean(f.reason()), f.outputs()));
    }

    private static Stream<Receipt.Speedup> speedups(ProbeDocument document) {
        return document.speedups().stream().map(s -> speedup(document.probe(), s));
    }

    private static Receipt.Speedup speedup(String probe, ProbeChecks.Speedup s) {
        return new Receipt.Speedup(probe, s.operation(), s.format(), s.backend(), s.kernel(), s.reference(), s.m(), s.k(), s.n(),
                s.threads(), s.nanos(), s.referenceNanos(), ProbeVerdicts.ratio(s.nanos(), s.referenceNanos()));
    }

    private static Stream<Receipt.Crossval> crossval(ProbeDocument document, Scrubber scrubber) {
        return document.crossval()
                .stream()
                .map(c -> new Receipt.Crossval(document.probe(), c.operation(), c.format(), scrubber.clean(c.reference()), c.version(),
                        c.backend(), c.kernel(), c.m(), c.k(), c.n(), c.threads(), c.difference(), null, c.nanos(), c.referenceNanos(),
                        null,
                        null, scrubber.clean(c.reason())));
    }

    private static Stream<Receipt.Leak> leaks(ProbeDocument document, Scrubber scrubber) {
        return document.leaks()
                .stream()
                .map(l -> new Receipt.Leak(document.probe(), l.subject(), l.backend(), l.cycles(), l.bytesBefore(), l.bytesAfter(),
                        l.countBefore(), l.countAfter(), null, scrubber.clean(l.reason())));
    }
}
