package org.bitnetj.benchmark.gate;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Are products accurate, is packing lossless, does every variant compute the same, is everything given back? All of it from the measured values. What
 * nobody measured is neither a pass nor a failure, but once products of one of the core formats are measured, those of all must be.
 */
public final class AccuracyGate {
    /** The formats of which all or none must be measured. */
    public static final List<String> CORE_FORMATS = List.of("I2_S", "TL1", "TL2");
    /** The largest difference from a reference that others wrote, over its largest result, that passes. */
    public static final double PARITY = 1e-5;
    /** A verdict: the value reaches its threshold, or nothing was left. */
    public static final String PASS = "pass";
    /** A verdict: it does not, or something was. */
    public static final String FAIL = "fail";
    /** A verdict: it could not be looked at. */
    public static final String UNAVAILABLE = "unavailable";

    private static final String ROUND_TRIP = "round-trip";
    private static final String PRODUCT = "product";
    private static final String REFERENCE = "scalar";
    private static final double LEAST_EXACT = 100;
    private static final double LEAST_ACCURACY = 99;
    private static final double LEAST_COSINE = 0.99;

    private final List<String> failures = new ArrayList<>();

    private AccuracyGate() {}

    /**
     * Judges.
     *
     * @param checked what probes have checked
     * @return the verdict; a pass without reasons where nothing was checked
     */
    public static Verdict judge(Checked checked) {
        AccuracyGate gate = new AccuracyGate();
        checked.figures().forEach(gate::figure);
        gate.complete(checked.figures());
        checked.variants().forEach(variant -> gate.variant(variant, checked.variants()));
        checked.leftovers().forEach(gate::leftover);
        checked.parities().forEach(gate::parity);
        return new Verdict(gate.failures.isEmpty() ? Verdict.Status.PASS : Verdict.Status.FAILURE, List.copyOf(gate.failures));
    }

    /**
     * The verdict on an accuracy figure. A threshold below what the gate demands does not help.
     *
     * @param figure {@code round-trip}, {@code product} or {@code quantization}
     * @param metric name of the metric
     * @param value in its unit
     * @param threshold the least value that passes; null when the figure informs only
     * @return {@link #PASS} or {@link #FAIL}; null when it informs only
     */
    public static String verdict(String figure, String metric, double value, Double threshold) {
        return threshold == null ? null : value >= Math.max(threshold, least(figure, metric)) ? PASS : FAIL;
    }

    /**
     * The verdict on what was left: nothing may be held after that was not held before.
     *
     * @param bytesBefore bytes held before; null, like bytesAfter, when they can not be known
     * @param bytesAfter bytes held after
     * @param countBefore things held before; null, like countAfter, when they can not be known
     * @param countAfter things held after
     * @return {@link #PASS}, {@link #FAIL}, or {@link #UNAVAILABLE} when neither is known
     */
    public static String leakVerdict(Long bytesBefore, Long bytesAfter, Long countBefore, Long countAfter) {
        boolean bytes = bytesBefore != null && bytesAfter != null;
        boolean count = countBefore != null && countAfter != null;
        if (!bytes && !count) {
            return UNAVAILABLE;
        }
        return (bytes && bytesAfter > bytesBefore) || (count && countAfter > countBefore) ? FAIL : PASS;
    }

    /**
     * The verdict on how far a product is from that of a reference.
     *
     * @param difference largest difference over the largest result of the reference; null when nothing was compared
     * @return {@link #PASS}, {@link #FAIL} or {@link #UNAVAILABLE}
     */
    public static String parityVerdict(Double difference) {
        return difference == null ? UNAVAILABLE : difference <= PARITY ? PASS : FAIL;
    }

    private static double least(String figure, String metric) {
        if (figure.equals(ROUND_TRIP)) {
            return LEAST_EXACT;
        }
        return metric.equals("cosine") ? LEAST_COSINE : LEAST_ACCURACY;
    }

    private void figure(Checked.Figure figure) {
        if (FAIL.equals(verdict(figure.figure(), figure.metric(), figure.value(), figure.threshold()))) {
            failures.add("accuracy: " + figure.format() + " " + figure.figure() + " " + figure.metric() + " is " + figure.value()
                    + ", below " + number(Math.max(figure.threshold(), least(figure.figure(), figure.metric()))) + " ("
                    + figure.subject() + "); compare the kernel with the scalar reference");
        }
    }

    private static String number(double value) {
        return value == Math.rint(value) ? String.format(Locale.ROOT, "%.0f", value) : Double.toString(value);
    }

    private void complete(List<Checked.Figure> figures) {
        Set<String> products = formats(figures, PRODUCT, "accuracy");
        Set<String> packed = formats(figures, ROUND_TRIP, "exact");
        boolean claimed = figures.stream().anyMatch(f -> !f.figure().equals("quantization") && CORE_FORMATS.contains(f.format()));
        for (String format : claimed ? CORE_FORMATS : List.<String>of()) {
            if (!products.contains(format)) {
                failures.add("accuracy missing: no product of " + format + " was measured against a threshold");
            }
            if (!packed.contains(format)) {
                failures.add("accuracy missing: no round trip of " + format + " was measured against a threshold");
            }
        }
    }

    private static Set<String> formats(List<Checked.Figure> figures, String figure, String metric) {
        return figures.stream()
                .filter(f -> f.figure().equals(figure) && f.metric().equals(metric) && f.threshold() != null)
                .map(Checked.Figure::format)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** A variant that says ok must have the outputs of the same probe's reference. */
    private void variant(Checked.Variant variant, List<Checked.Variant> all) {
        switch (variant.status()) {
            case "ok" -> all.stream()
                    .filter(other -> other.probe().equals(variant.probe()) && other.backend().equals(REFERENCE)
                            && other.outputs() != null && !other.outputs().equals(variant.outputs()))
                    .findFirst()
                    .ifPresent(other -> failures.add("feature failed: the outputs of " + variant.name() + " are not those of "
                            + other.name()));
            case "unavailable" -> {
                // neutral: the machine lacks it
            }
            default -> failures.add("feature failed: " + variant.name() + ": " + variant.reason());
        }
    }

    private void leftover(Checked.Leftover left) {
        if (leakVerdict(left.bytesBefore(), left.bytesAfter(), left.countBefore(), left.countAfter()).equals(FAIL)) {
            String bytes = left.bytesAfter() == null ? "" : " bytes " + left.bytesBefore() + " -> " + left.bytesAfter();
            String count = left.countAfter() == null ? "" : " count " + left.countBefore() + " -> " + left.countAfter();
            failures.add("leak: " + left.subject() + " (" + left.backend() + "):" + bytes + count + " after " + left.cycles()
                    + " cycles; close what is opened");
        }
    }

    private void parity(Checked.Parity parity) {
        if (parityVerdict(parity.difference()).equals(FAIL)) {
            failures.add("crossval: " + parity.product() + " differs from " + parity.reference() + " by " + parity.difference()
                    + " of its largest result, above " + PARITY + "; compare both with the scalar reference");
        }
    }
}
