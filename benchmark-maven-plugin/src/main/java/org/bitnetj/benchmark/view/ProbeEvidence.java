package org.bitnetj.benchmark.view;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.bitnetj.benchmark.receipt.Receipt;

/**
 * The lines on what probes have measured. Every number is one of the receipt's, cut and never rounded up, so that 98.99 does not read 99.0 nor 99.99
 * read 100; a line that has nothing to say is absent.
 */
public final class ProbeEvidence {
    /** Formats that the line on quantization names, and how. */
    private static final List<List<String>> FORMATS = List.of(List.of("I2_S", "I2S"), List.of("TL1", "TL1"), List.of("TL2", "TL2"));

    private ProbeEvidence() {}

    /**
     * All lines that have something to say.
     *
     * @param receipt any receipt
     * @return up to five lines
     */
    public static List<String> lines(Receipt receipt) {
        return Stream.of(quantization(receipt), inference(receipt), simd(receipt), crossval(receipt), features(receipt))
                .flatMap(Optional::stream).toList();
    }

    /**
     * The least accuracy of the products of each format that must reach a threshold.
     *
     * @param receipt any receipt
     * @return {@code quantization: I2S: 99.1%, TL1: 99.1%, TL2: 99.1% accuracy}
     */
    public static Optional<String> quantization(Receipt receipt) {
        List<String> parts = new ArrayList<>();
        for (List<String> format : FORMATS) {
            OptionalDouble least = orEmpty(receipt.accuracy()).stream()
                    .filter(a -> a.figure().equals("product") && a.metric().equals("accuracy") && a.threshold() != null
                            && a.format().equals(format.get(0)))
                    .mapToDouble(Receipt.Accuracy::value)
                    .min();
            least.ifPresent(value -> parts.add(format.get(1) + ": " + cut(value) + "%"));
        }
        return parts.isEmpty() ? Optional.empty() : Optional.of("quantization: " + String.join(", ", parts) + " accuracy");
    }

    /**
     * The fastest decoding of the largest model. A device is called a GPU only if a probe found it to be one.
     *
     * @param receipt any receipt
     * @return {@code inference: 45.2 tokens/sec CPU, 156.8 tokens/sec GPU; result: decode of tiny}
     */
    public static Optional<String> inference(Receipt receipt) {
        List<Receipt.Throughput> decodes = orEmpty(receipt.throughput()).stream().filter(t -> t.phase().equals("decode")).toList();
        Optional<String> model = decodes.stream()
                .max(Comparator.comparingDouble(Receipt.Throughput::bytesPerToken))
                .map(Receipt.Throughput::model);
        if (model.isEmpty()) {
            return Optional.empty();
        }
        List<Receipt.Throughput> ofModel = decodes.stream().filter(t -> t.model().equals(model.get())).toList();
        List<String> parts = new ArrayList<>();
        List<String> results = new ArrayList<>();
        fastest(ofModel.stream().filter(t -> !t.backend().equals("opencl"))).ifPresent(t -> {
            parts.add(cut(t.tokensPerSecond()) + " tokens/sec CPU");
            results.add(how(t));
        });
        if (isGpu(receipt)) {
            fastest(ofModel.stream().filter(t -> t.backend().equals("opencl"))).ifPresent(t -> {
                parts.add(cut(t.tokensPerSecond()) + " tokens/sec GPU");
                results.add(how(t));
            });
        }
        return parts.isEmpty()
                ? Optional.empty()
                : Optional.of("inference: " + String.join(", ", parts) + "; result: decode of " + model.get() + ", "
                        + String.join("; ", results));
    }

    private static Optional<Receipt.Throughput> fastest(Stream<Receipt.Throughput> decodes) {
        return decodes.max(Comparator.comparingDouble(Receipt.Throughput::tokensPerSecond));
    }

    private static String how(Receipt.Throughput t) {
        return t.format() + " with " + t.head() + " head, " + t.backend() + ", " + t.threads()
                + (t.threads() == 1 ? " thread" : " threads");
    }

    private static boolean isGpu(Receipt receipt) {
        return orEmpty(receipt.features()).stream().anyMatch(f -> f.status().equals("ok") && kind(f).equals("gpu"))
                || orEmpty(receipt.kernels()).stream().anyMatch(k -> k.operation().equals("gpu") && !k.status().equals("unavailable"));
    }

    /**
     * The smallest speedup that was measured, and what became of the search for leaks.
     *
     * @param receipt any receipt
     * @return {@code simd: 3.2x speedup vs scalar; memory: leak check pass}, or one of the two halves
     */
    public static Optional<String> simd(Receipt receipt) {
        List<String> parts = new ArrayList<>();
        orEmpty(receipt.speedups()).stream()
                .filter(s -> s.backend().equals("vector"))
                .mapToDouble(Receipt.Speedup::ratio)
                .min()
                .ifPresent(least -> parts.add("simd: " + cut(least) + "x speedup vs scalar"));
        List<String> verdicts = orEmpty(receipt.leaks()).stream().map(Receipt.Leak::verdict).toList();
        if (verdicts.contains("fail")) {
            parts.add("memory: leak check fail");
        } else if (verdicts.contains("pass")) {
            parts.add("memory: leak check pass");
        }
        return parts.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", parts));
    }

    /**
     * How many products are those of the reference that others wrote, and how fast the slowest of them is beside it.
     *
     * @param receipt any receipt
     * @return {@code crossval: Java vs C++: parity within 1.0E-5; 4/4 ops; speed 1.4x}; empty where nothing was compared
     */
    public static Optional<String> crossval(Receipt receipt) {
        List<Receipt.Crossval> compared = orEmpty(receipt.crossval()).stream().filter(c -> c.ratio() != null).toList();
        if (compared.isEmpty()) {
            return Optional.empty();
        }
        long equal = compared.stream().filter(c -> "pass".equals(c.verdict())).count();
        return Optional.of("crossval: Java vs C++: parity " + (equal == compared.size() ? "within " : "not within ")
                + compared.get(0).tolerance() + "; " + equal + "/" + compared.size() + " ops; speed "
                + cut(compared.stream().mapToDouble(Receipt.Crossval::ratio).min().orElseThrow()) + "x");
    }

    /**
     * How many of the variants that could be tried are ok, on which kinds of devices, and how many could not.
     *
     * @param receipt any receipt
     * @return {@code features: matrix: 9/9 ok (cpu); 5 unavailable (cpu/gpu)}
     */
    public static Optional<String> features(Receipt receipt) {
        List<Receipt.Feature> features = orEmpty(receipt.features());
        List<Receipt.Feature> missing = features.stream().filter(f -> f.status().equals("unavailable")).toList();
        List<Receipt.Feature> tried = features.stream().filter(f -> !f.status().equals("unavailable")).toList();
        if (features.isEmpty()) {
            return Optional.empty();
        }
        long ok = tried.stream().filter(f -> f.status().equals("ok")).count();
        return Optional.of("features: matrix: " + ok + "/" + tried.size() + " ok" + (tried.isEmpty() ? "" : " (" + kinds(tried) + ")")
                + (missing.isEmpty() ? "" : "; " + missing.size() + " unavailable (" + kinds(missing) + ")"));
    }

    private static String kinds(List<Receipt.Feature> features) {
        return features.stream().map(ProbeEvidence::kind).collect(Collectors.toCollection(TreeSet::new)).stream().collect(
                Collectors.joining("/"));
    }

    /** The kind of device: the name up to the first slash. */
    private static String kind(Receipt.Feature feature) {
        int slash = feature.name().indexOf('/');
        return slash < 0 ? feature.name() : feature.name().substring(0, slash);
    }

    private static String cut(double value) {
        return new BigDecimal(value).setScale(1, RoundingMode.FLOOR).toPlainString();
    }

    private static <T> List<T> orEmpty(List<T> section) {
        return section == null ? List.of() : section;
    }
}
