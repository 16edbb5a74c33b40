package org.bitnetj.benchmark.view.html;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Stream;

import org.bitnetj.benchmark.receipt.Receipt;
import org.bitnetj.benchmark.view.Numbers;
import org.bitnetj.benchmark.view.html.Table.Row;

/** Products in the formats of weights beside each other, and against the scalar reference. */
final class Products {
    static final String NOTE = "The same matrix in each format, and the same product by the scalar reference. GMAC/s are multiply-adds of the full matrix a "
            + "nanosecond, zeros included. Memory bound is what memory, measured in this run, could feed if each token read every weight of two bits from "
            + "there; a matrix that stays in a cache may be faster.";
    private static final double WEIGHTS_A_BYTE = 4;

    private Products() {}

    static List<Table> tables(Receipt receipt) {
        List<Receipt.Speedup> products = receipt.speedups() == null ? List.of() : receipt.speedups();
        double fastest = products.stream()
                .flatMap(p -> Stream.of(OptionalDouble.of(rate(p)), bound(receipt, p)))
                .filter(OptionalDouble::isPresent)
                .mapToDouble(OptionalDouble::getAsDouble)
                .max()
                .orElse(1);
        Table formats = Table.of("Formats compared; the stroke is the memory bound",
                List.of("operation", "format", "kernel", "m × k, n", "threads", "GMAC/s", "memory bound", ""),
                products.stream().map(p -> format(p, bound(receipt, p), fastest)));
        double most = products.stream().mapToDouble(Receipt.Speedup::ratio).max().orElse(1);
        Table speedups = Table.of("SIMD against scalar; the stroke stands at 1",
                List.of("operation", "format", "kernel", "reference", "time", "time of the reference", "speedup", ""),
                products.stream().map(p -> speedup(p, most)));
        return List.of(formats, speedups);
    }

    private static Row format(Receipt.Speedup p, OptionalDouble bound, double fastest) {
        return Row.of(p.operation(), Cell.text(p.format()), Cell.text(kernel(p)), Cell.number(p.m() + " × " + p.k() + ", " + p.n()),
                Cell.number(Integer.toString(p.threads())), Cell.number(Numbers.score(rate(p))),
                Cell.number(bound.isPresent() ? Numbers.score(bound.getAsDouble()) : ""),
                Cell.picture(Svg.bar(rate(p), bound.orElse(Double.NaN), fastest)));
    }

    private static Row speedup(Receipt.Speedup p, double most) {
        return Row.of(p.operation(), Cell.text(p.format()), Cell.text(kernel(p)), Cell.text(p.reference()),
                Cell.number(Units.nanos(Units.median(p.nanos()))), Cell.number(Units.nanos(Units.median(p.referenceNanos()))),
                Cell.number(String.format(Locale.ROOT, "%.1f×", p.ratio())), Cell.picture(Svg.bar(p.ratio(), 1, most)));
    }

    private static String kernel(Receipt.Speedup p) {
        return p.kernel() == null ? p.backend() : p.kernel();
    }

    /** Multiply-adds a nanosecond. */
    private static double rate(Receipt.Speedup p) {
        return (double) p.m() * p.k() * p.n() / Units.median(p.nanos());
    }

    /** Of one token, with the bandwidth that so many threads reach; many tokens share what is read. */
    private static OptionalDouble bound(Receipt receipt, Receipt.Speedup p) {
        if (p.n() > 1 || receipt.throughput() == null) {
            return OptionalDouble.empty();
        }
        OptionalDouble bandwidth = receipt.throughput().stream().filter(t -> t.threads() == p.threads())
                .mapToDouble(Receipt.Throughput::memoryBandwidth).max();
        return bandwidth.isPresent() ? OptionalDouble.of(bandwidth.getAsDouble() * WEIGHTS_A_BYTE / 1e9) : bandwidth;
    }
}
