package org.bitnetj.benchmark.fork;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

import tools.jackson.databind.JsonNode;

/**
 * What a probe has checked: accuracy, variants, speed against a reference, what is left after closing. Read strictly. A document holds what was
 * measured; verdicts and ratios follow from that and are no fields of it.
 */
public final class ProbeChecks {
    private static final String ROUND_TRIP = "round-trip";
    private static final String PRODUCT = "product";
    private static final Map<String, Set<String>> METRICS = Map.of(ROUND_TRIP, Set.of("exact"), PRODUCT, Set.of("accuracy", "cosine"),
            "quantization", Set.of("cosine", "snr"));
    private static final Set<String> WEIGHTS = Set.of("seeded", "trained");
    private static final Set<String> STATES = Set.of("ok", "failed", "unavailable");
    private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");

    private ProbeChecks() {}

    /**
     * An accuracy figure.
     *
     * @param figure {@code round-trip}, {@code product} or {@code quantization}
     * @param format {@code I2_S} for one
     * @param backend what multiplied; null where nothing did
     * @param kernel the kernel that did; null where none did
     * @param weights {@code seeded} or {@code trained}
     * @param distribution what the inputs look like
     * @param metric {@code exact} and {@code accuracy} in percent, {@code cosine}, {@code snr} in decibels
     * @param seed of what was drawn
     * @param value in the metric's unit
     * @param threshold the least value that passes; null when the figure informs only
     */
    public record Accuracy(String figure, String format, String backend, String kernel, String weights, String distribution, String metric,
            long seed, double value, Double threshold) {}

    /**
     * A variant that was tried.
     *
     * @param name kind of device, a slash, and what tells the variant from the others
     * @param backend {@code vector} for one
     * @param width vector width in bits; null when it has none
     * @param threads threads that shared the work; null when there is no choice
     * @param deterministic whether fixed order and threads were asked for; null when there is no choice
     * @param status {@code ok}, {@code failed} or {@code unavailable}
     * @param reason why it is not ok; null when it is
     * @param outputs SHA-256 over all results; null unless it is ok
     */
    public record Feature(String name, String backend, Integer width, Integer threads, Boolean deterministic, String status, String reason,
            String outputs) {}

    /**
     * The same work by a kernel and by the reference.
     *
     * @param operation {@code gemv} for one
     * @param format {@code I2_S} for one
     * @param backend of the kernel
     * @param kernel its name
     * @param reference name of the reference
     * @param m rows
     * @param k columns
     * @param n tokens
     * @param threads threads that shared the work, on both sides
     * @param nanos one operation of the kernel, timing by timing
     * @param referenceNanos one operation of the reference, timing by timing
     */
    public record Speedup(String operation, String format, String backend, String kernel, String reference, int m, int k, int n,
            int threads, List<Double> nanos, List<Double> referenceNanos) {}

    /**
     * What many cycles of use and close have left.
     *
     * @param subject what was made, used and closed
     * @param backend {@code vector} for one
     * @param cycles how often
     * @param bytesBefore bytes held before these cycles; null, like bytesAfter, when they can not be known
     * @param bytesAfter bytes held after them
     * @param countBefore things held before these cycles; null, like countAfter, when they can not be known
     * @param countAfter things held after them
     * @param reason how it was counted, or why it could not be; null when there is nothing to say
     */
    public record Leak(String subject, String backend, int cycles, Long bytesBefore, Long bytesAfter, Long countBefore, Long countAfter,
            String reason) {}

    static List<Accuracy> accuracy(JsonNode document) {
        return ProbeFigures.each(document, "accuracy", ProbeChecks::accuracy);
    }

    static List<Feature> features(JsonNode document) {
        List<Feature> features = ProbeFigures.each(document, "features", ProbeChecks::feature);
        Set<String> names = new TreeSet<>();
        for (int i = 0; i < features.size(); i++) {
            if (!names.add(features.get(i).name())) {
                throw new ProbeDocument.BadDocument("field features[" + i + "].name is " + features.get(i).name() + " for the second time");
            }
        }
        return features;
    }

    static List<Speedup> speedups(JsonNode document) {
        return ProbeFigures.each(document, "speedups", ProbeChecks::speedup);
    }

    static List<Leak> leaks(JsonNode document) {
        return ProbeFigures.each(document, "leaks", ProbeChecks::leak);
    }

    private static Accuracy accuracy(JsonNode json, String at) {
        ProbeDocument.onlyKnown(json, at, Set.of("figure", "format", "backend", "kernel", "weights", "distribution", "metric", "seed",
                "value", "threshold"));
        String figure = oneOf(json, at, "figure", METRICS.keySet());
        boolean multiplied = figure.equals(PRODUCT);
        if (!multiplied && (json.has("backend") || json.has("kernel"))) {
            throw new ProbeDocument.BadDocument("field " + at + (json.has("backend") ? "backend" : "kernel")
                    + " belongs to a product; leave it out of " + figure);
        }
        String metric = oneOf(json, at, "metric", METRICS.get(figure));
        double value = number(json, at, "value");
        double most = metric.equals("cosine") ? 1 : metric.equals("snr") ? Double.MAX_VALUE : 100;
        // rounding may take a cosine of equal vectors a little above 1
        if (value > most + 1e-9) {
            throw new ProbeDocument.BadDocument("field " + at + "value is " + value + ", but " + metric + " is at most " + most);
        }
        return new Accuracy(figure, ProbeDocument.text(json, at, "format"), multiplied ? ProbeDocument.text(json, at, "backend") : null,
                multiplied ? ProbeDocument.text(json, at, "kernel") : null, oneOf(json, at, "weights", WEIGHTS),
                ProbeDocument.text(json, at, "distribution"), metric, integer(json, at, "seed"), value,
                json.has("threshold") ? threshold(json, at, figure, metric) : null);
    }

    /** A probe may ask for more than the gate does, never for less. */
    private static double threshold(JsonNode json, String at, String figure, String metric) {
        double threshold = number(json, at, "threshold");
        double least = switch (figure + " " + metric) {
            case ROUND_TRIP + " exact" -> 100;
            case PRODUCT + " accuracy" -> 99;
            case PRODUCT + " cosine" -> 0.99;
            default -> throw new ProbeDocument.BadDocument("field " + at + "threshold is not for the " + figure + ", which informs only");
        };
        if (threshold < least) {
            throw new ProbeDocument.BadDocument("field " + at + "threshold is " + threshold + ", below the " + least + " that a " + figure
                    + " must reach");
        }
        return threshold;
    }

    private static Feature feature(JsonNode json, String at) {
        ProbeDocument.onlyKnown(json, at,
                Set.of("name", "backend", "width", "threads", "deterministic", "status", "reason", "outputs"));
        String status = oneOf(json, at, "status", STATES);
        boolean ok = status.equals("ok");
        if (ok ? json.has("reason") : json.has("outputs")) {
            throw new ProbeDocument.BadDocument("field " + at + (ok ? "reason" : "outputs") + " contradicts the status " + status);
        }
        JsonNode deterministic = json.get("deterministic");
        if (deterministic != null && !deterministic.isBoolean()) {
            throw new ProbeDocument.BadDocument("field " + at + "deterministic must be true or false, but is " + deterministic);
        }
        String outputs = ok ? ProbeDocument.text(json, at, "outputs") : null;
        if (outputs != null && !SHA_256.matcher(outputs).matches()) {
            throw new ProbeDocument.BadDocument("field " + at + "outputs must be a SHA-256 in 64 hexadecimal digits, but is " + outputs);
        }
        return new Feature(ProbeDocument.text(json, at, "name"), ProbeDocument.text(json, at, "backend"), positiveOrNull(json, at, "width"),
                positiveOrNull(json, at, "threads"), deterministic == null ? null : deterministic.booleanValue(), status,
                ok ? null : ProbeDocument.text(json, at, "reason"), outputs);
    }

    private static Speedup speedup(JsonNode json, String at) {
        ProbeDocument.onlyKnown(json, at, Set.of("operation", "format", "backend", "kernel", "reference", "m", "k", "n", "threads", "nanos",
                "referenceNanos"));
        return new Speedup(ProbeDocument.text(json, at, "operation"), ProbeDocument.text(json, at, "format"),
                ProbeDocument.text(json, at, "backend"), ProbeDocument.text(json, at, "kernel"), ProbeDocument.text(json, at, "reference"),
                (int) ProbeFigures.whole(json, at, "m", 1), (int) ProbeFigures.whole(json, at, "k", 1),
                (int) ProbeFigures.whole(json, at, "n", 1), (int) ProbeFigures.whole(json, at, "threads", 1), times(json, at, "nanos"),
                times(json, at, "referenceNanos"));
    }

    private static Leak leak(JsonNode json, String at) {
        ProbeDocument.onlyKnown(json, at, Set.of("subject", "backend", "cycles", "bytesBefore", "bytesAfter", "countBefore", "countAfter",
                "reason"));
        pair(json, at, "bytesBefore", "bytesAfter");
        pair(json, at, "countBefore", "countAfter");
        boolean counted = json.has("bytesBefore") || json.has("countBefore");
        // Not known is believable only with its reason.
        String reason = !counted || json.has("reason") ? ProbeDocument.text(json, at, "reason") : null;
        return new Leak(ProbeDocument.text(json, at, "subject"), ProbeDocument.text(json, at, "backend"),
                counted ? (int) ProbeFigures.whole(json, at, "cycles", 1) : cyclesOfNone(json, at), wholeOrNull(json, at, "bytesBefore"),
                wholeOrNull(json, at, "bytesAfter"), wholeOrNull(json, at, "countBefore"), wholeOrNull(json, at, "countAfter"), reason);
    }

    private static int cyclesOfNone(JsonNode json, String at) {
        if (ProbeFigures.whole(json, at, "cycles", 0) != 0) {
            throw new ProbeDocument.BadDocument("field " + at + "cycles must be 0 where neither bytes nor things were counted");
        }
        return 0;
    }

    private static void pair(JsonNode json, String at, String before, String after) {
        if (json.has(before) != json.has(after)) {
            throw new ProbeDocument.BadDocument("field " + at + (json.has(before) ? after : before) + " is missing beside "
                    + (json.has(before) ? before : after));
        }
    }

    private static Long wholeOrNull(JsonNode json, String at, String field) {
        return json.has(field) ? ProbeFigures.whole(json, at, field, 0) : null;
    }

    private static Integer positiveOrNull(JsonNode json, String at, String field) {
        return json.has(field) ? (int) ProbeFigures.whole(json, at, field, 1) : null;
    }

    static List<Double> times(JsonNode json, String at, String field) {
        JsonNode array = json.get(field);
        if (array == null || !array.isArray() || array.isEmpty()) {
            throw new ProbeDocument.BadDocument("field " + at + field + " must be an array of times that is not empty");
        }
        List<Double> times = new ArrayList<>();
        for (int i = 0; i < array.size(); i++) {
            JsonNode time = array.get(i);
            if (!time.isNumber() || !(time.doubleValue() > 0) || !Double.isFinite(time.doubleValue())) {
                throw new ProbeDocument.BadDocument("field " + at + field + "[" + i + "] must be a positive number, but is " + time);
            }
            times.add(time.doubleValue());
        }
        return List.copyOf(times);
    }

    static double number(JsonNode json, String at, String field) {
        JsonNode value = json.get(field);
        if (value == null || !value.isNumber() || !Double.isFinite(value.doubleValue())) {
            throw new ProbeDocument.BadDocument("field " + at + field + " must be a finite number, but is "
                    + (value == null ? "missing" : value));
        }
        return value.doubleValue();
    }

    private static long integer(JsonNode json, String at, String field) {
        JsonNode value = json.get(field);
        if (value == null || !value.isIntegralNumber() || !value.canConvertToLong()) {
            throw new ProbeDocument.BadDocument("field " + at + field + " must be a whole number, but is "
                    + (value == null ? "missing" : value));
        }
        return value.longValue();
    }

    private static String oneOf(JsonNode json, String at, String field, Set<String> known) {
        String value = ProbeDocument.text(json, at, field);
        if (!known.contains(value)) {
            throw new ProbeDocument.BadDocument("field " + at + field + " is " + value + ", not one of " + new TreeSet<>(known));
        }
        return value;
    }
}
