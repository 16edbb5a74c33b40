package org.bitnetj.benchmark;

import java.util.List;
import java.util.stream.Stream;

import org.bitnetj.benchmark.fork.ProbeDocument;
import org.bitnetj.benchmark.fork.ProbeRun;
import org.bitnetj.benchmark.receipt.Receipt;

/** What the probes say of whole models, as sections of a receipt; null where no probe said anything. */
final class ModelFigures {
    private ModelFigures() {}

    static List<Receipt.Throughput> throughput(List<ProbeRun> probes) {
        return orNull(documents(probes).flatMap(probe -> probe.throughput()
                .stream()
                .map(t -> new Receipt.Throughput(probe.probe(), t.model(), t.format(), t.head(), t.backend(), t.threads(), t.phase(),
                        t.tokens(), t.tokensPerSecond(), t.bytesPerToken(), t.memoryBandwidth(), t.zeroShare(), t.firstTokenMillis())))
                .toList());
    }

    static List<Receipt.Memory> memory(List<ProbeRun> probes) {
        return orNull(documents(probes).flatMap(probe -> probe.memory()
                .stream()
                .map(m -> new Receipt.Memory(probe.probe(), m.model(), m.format(), m.head(), m.backend(), m.threads(), m.heapBytes(),
                        m.offHeapBytes(), m.peakHeapBytes())))
                .toList());
    }

    private static Stream<ProbeDocument> documents(List<ProbeRun> probes) {
        return probes.stream().map(ProbeRun::document).filter(document -> document != null);
    }

    private static <T> List<T> orNull(List<T> section) {
        return section.isEmpty() ? null : section;
    }
}
