package org.bitnetj.benchmark.view;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.bitnetj.benchmark.receipt.Receipt;

/** The performance table of the documents, every number of it from one receipt over the kernels. */
final class PerformanceTable {
    private static final String SCORE = "score";
    private static final long SQUARE = 2560L * 2560;
    private static final long LONG = 2560L * 6912;

    /** A row: what is done, the benchmark that measures it, its multiply-adds (0 where the score itself is told), and the product of the reference beside it. */
    private record Work(String name, String benchmark, long macs, String reference) {}

    private static final List<Work> ROWS = List.of(
            new Work("one token, 2560x2560, 1 thread, in cache", "GemvBenchmark.*backend=vector,matrix=2560x2560", SQUARE,
                    "gemv 2560x2560 1"),
            new Work("one token, 2560x6912, 90 % zero activations, 1 thread, effective",
                    "FormatGemvBenchmark.*activations=tiny-sparse,kernel=auto,matrix=2560x6912", LONG, null),
            new Work("one token, streaming over 256 MiB, 1 thread", "StreamingGemvBenchmark.*matrix=2560x2560,threads=1", SQUARE, null),
            new Work("the same, 2 threads", "StreamingGemvBenchmark.*matrix=2560x2560,threads=2", SQUARE, null),
            new Work("32 tokens, 2560x2560, 1 thread", "\\.GemmBenchmark.*matrix=2560x2560,threads=1,tokens=32", 32 * SQUARE,
                    "gemm 2560x2560 32"),
            new Work("the same, 2 threads", "\\.GemmBenchmark.*matrix=2560x2560,threads=2,tokens=32", 32 * SQUARE, null),
            new Work("128 tokens, 2560x2560, 1 thread", "\\.GemmBenchmark.*matrix=2560x2560,threads=1,tokens=128", 128 * SQUARE, null),
            new Work("the same, 2 threads", "\\.GemmBenchmark.*matrix=2560x2560,threads=2,tokens=128", 128 * SQUARE, null),
            new Work("quantize one token, k = 2560", "QuantizeBenchmark.*backend=vector,k=2560", 0, null),
            new Work("decode, 2B4T geometry, F16 head, 2 threads", "DecodeBenchmark.*head=STORED,model=2b4t,threads=2", 0, null),
            new Work("decode, 2B4T geometry, int8 head, 2 threads", "DecodeBenchmark.*head=INT8,model=2b4t,threads=2", 0, null),
            new Work("prefill, 2B4T geometry, 2 threads", "PrefillBenchmark.*model=2b4t,threads=2", 0, null),
            new Work("first token, 2B4T geometry, file of 1.2 GB, F16 head, from the start of a JVM, prepared",
                    "FirstTokenBenchmark.*head=STORED,model=2b4t,prepared=true", 0, null),
            new Work("the same, not prepared", "FirstTokenBenchmark.*head=STORED,model=2b4t,prepared=false", 0, null));

    private final Receipt receipt;

    PerformanceTable(Receipt receipt) {
        this.receipt = receipt;
    }

    /** The table and how it was measured, as Markdown. A work that the receipt lacks is an error: a table must not shrink unseen. */
    String markdown(String link) {
        List<String> lines = new ArrayList<>(List.of("| work | bitnetj | in turns: bitnetj, bitnet.cpp | |", "|---|---|---|---|"));
        ROWS.forEach(work -> lines.add(row(work)));
        lines.add("");
        lines.add(measured(link));
        return String.join("\n", lines) + "\n";
    }

    private String row(Work work) {
        Receipt.Estimate estimate = estimate(work.benchmark());
        Optional<Receipt.Crossval> beside = work.reference() == null
                ? Optional.empty()
                : Optional.of(crossval(work.reference()));
        String reference = beside.map(c -> number(rate(c, c.nanos())) + ", " + number(rate(c, c.referenceNanos())) + " GMAC/s").orElse("");
        String ratio = beside.map(c -> String.format(Locale.ROOT, "%.1f times", c.ratio())).orElse("");
        return "| " + work.name() + " | " + own(work, estimate) + " | " + reference + " | " + ratio + " |";
    }

    private static double rate(Receipt.Crossval c, List<Double> nanos) {
        return (double) c.m() * c.k() * c.n() / median(nanos);
    }

    private static String own(Work work, Receipt.Estimate estimate) {
        if (work.macs() == 0) {
            String unit = estimate.unit().equals("ops/s") ? "tokens/s" : estimate.unit().replace("/op", "");
            return number(estimate.score()) + " " + unit + spread(estimate);
        }
        return number(work.macs() / (estimate.score() * nanos(estimate.unit()))) + " GMAC/s" + spread(estimate);
    }

    private static double nanos(String unit) {
        return switch (unit) {
            case "ns/op" -> 1;
            case "us/op" -> 1e3;
            case "ms/op" -> 1e6;
            default -> throw new IllegalArgumentException("no time of an operation: " + unit);
        };
    }

    private static String spread(Receipt.Estimate e) {
        return e.lower() == null
                ? ""
                : String.format(Locale.ROOT, " ±%.0f %%", Math.max(e.upper() - e.score(), e.score() - e.lower()) / e.score() * 100);
    }

    private Receipt.Estimate estimate(String benchmark) {
        Pattern pattern = Pattern.compile(benchmark + "(?![\\w])");
        List<Receipt.Estimate> found = receipt.estimates().stream()
                .filter(e -> e.metric().equals(SCORE) && pattern.matcher(e.benchmark()).find())
                .toList();
        if (found.size() != 1) {
            throw new IllegalArgumentException(benchmark + " is " + found.size() + " times in the receipt, not once");
        }
        return found.get(0);
    }

    private Receipt.Crossval crossval(String product) {
        return receipt.crossval().stream()
                .filter(c -> Double.valueOf(0).equals(c.difference())
                        && product.equals(c.operation() + " " + c.m() + "x" + c.k() + " " + c.n()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(product + " is not there as an equal product; set BITNET_REFERENCE"));
    }

    private String measured(String link) {
        Receipt.Environment e = receipt.environment();
        Receipt.Plan p = receipt.plan();
        double moved = receipt.rulers().stream().mapToDouble(Receipt.Ruler::movement).max().orElseThrow();
        String references = receipt.crossval().stream().map(c -> c.reference() + " (" + c.version() + ")").distinct()
                .collect(Collectors.joining(", "));
        return "Means of " + p.forks() + " forks of " + p.iterations() + " iterations with 95 % intervals, on " + e.cpu().logicalCpus()
                + " cores of " + e.cpu().model() + " with vectors of " + e.jvm().maxVectorSize() * Byte.SIZE + " bits, Java "
                + e.jvm().version()
                + ", commit " + receipt.source().commit().substring(0, 7) + ", from [one receipt](" + link
                + "). GMAC/s are multiply-adds of the whole matrix a "
                + "nanosecond. While it was measured the rulers moved by up to " + String.format(Locale.ROOT, "%.0f %%", moved * 100)
                + ". The reference, " + references
                + ", was called in turns with the library, one thread each, by the probe of the same run; the "
                + "products were equal.";
    }

    private static double median(List<Double> times) {
        List<Double> sorted = times.stream().sorted().toList();
        return (sorted.get((sorted.size() - 1) / 2) + sorted.get(sorted.size() / 2)) / 2;
    }

    private static String number(double value) {
        return value >= 100
                ? String.format(Locale.ROOT, "%.0f", value)
                : value >= 10
                        ? String.format(Locale.ROOT, "%.1f", value)
                        : String.format(Locale.ROOT, "%.2f", value);
    }
}
