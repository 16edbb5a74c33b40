package org.bitnetj.benchmark.gate;

import java.util.List;

/**
 * What probes have checked, as far as a gate needs it. Verdicts are no part of it: the gate makes them.
 *
 * @param figures accuracy figures
 * @param variants variants that were tried
 * @param leftovers what was left after cycles of use and close
 * @param parities products beside those of a reference that others wrote
 */
public record Checked(List<Figure> figures, List<Variant> variants, List<Leftover> leftovers, List<Parity> parities) {
    /** Copies the lists. */
    public Checked {
        figures = List.copyOf(figures);
        variants = List.copyOf(variants);
        leftovers = List.copyOf(leftovers);
        parities = List.copyOf(parities);
    }

    /**
     * An accuracy figure.
     *
     * @param figure {@code round-trip}, {@code product} or {@code quantization}
     * @param format {@code I2_S} for one
     * @param subject what it was measured on, in words
     * @param metric name of the metric
     * @param value in the metric's unit
     * @param threshold the least value that passes; null when the figure informs only
     */
    public record Figure(String figure, String format, String subject, String metric, double value, Double threshold) {}

    /**
     * A variant.
     *
     * @param probe that tried it
     * @param name its name
     * @param backend {@code vector} for one
     * @param status {@code ok}, {@code failed} or {@code unavailable}
     * @param reason why it is not ok; null when it is
     * @param outputs digest of its results; null when it has none
     */
    public record Variant(String probe, String name, String backend, String status, String reason, String outputs) {}

    /**
     * What was left.
     *
     * @param subject what was used and closed
     * @param backend {@code vector} for one
     * @param cycles how often
     * @param bytesBefore bytes held before; null, like bytesAfter, when they can not be known
     * @param bytesAfter bytes held after
     * @param countBefore things held before; null, like countAfter, when they can not be known
     * @param countAfter things held after
     */
    public record Leftover(String subject, String backend, int cycles, Long bytesBefore, Long bytesAfter, Long countBefore,
            Long countAfter) {}

    /**
     * A product beside that of a reference.
     *
     * @param product what was multiplied, in words
     * @param reference its name; null when there was none
     * @param difference largest difference over the largest result of the reference; null when nothing was compared
     */
    public record Parity(String product, String reference, Double difference) {}
}
