package org.bitnetj.benchmark.fork;

import java.util.List;
import java.util.Set;

import tools.jackson.databind.JsonNode;

/**
 * The same work by a kernel and by a reference that others wrote, as a probe compared and timed them; or why it could not. Read strictly.
 *
 * @param operation {@code gemv} for one
 * @param format {@code I2_S} for one
 * @param reason why nothing was compared; null when it was, and then all that follows is there, else null
 * @param reference name of the reference
 * @param version what tells it from others of its name
 * @param backend of the kernel
 * @param kernel its name
 * @param m rows
 * @param k columns
 * @param n tokens
 * @param threads threads that shared the work, on both sides
 * @param difference largest difference of two results over the largest result of the reference
 * @param nanos one operation of the kernel, timing by timing
 * @param referenceNanos one operation of the reference, timing by timing
 */
public record ProbeCrossval(String operation, String format, String reason, String reference, String version, String backend, String kernel,
        Integer m, Integer k, Integer n, Integer threads, Double difference, List<Double> nanos, List<Double> referenceNanos) {
    private static final Set<String> UNAVAILABLE = Set.of("operation", "format", "reason");
    private static final Set<String> COMPARED = Set.of("operation", "format", "reference", "version", "backend", "kernel", "m", "k", "n",
            "threads", "difference", "nanos", "referenceNanos");

    static List<ProbeCrossval> all(JsonNode document) {
        return ProbeFigures.each(document, "crossval", ProbeCrossval::read);
    }

    private static ProbeCrossval read(JsonNode json, String at) {
        String operation = ProbeDocument.text(json, at, "operation");
        String format = ProbeDocument.text(json, at, "format");
        if (json.has("reason")) {
            ProbeDocument.onlyKnown(json, at, UNAVAILABLE);
            return new ProbeCrossval(operation, format, ProbeDocument.text(json, at, "reason"), null, null, null, null, null, null, null,
                    null,
                    null, null, null);
        }
        ProbeDocument.onlyKnown(json, at, COMPARED);
        double difference = ProbeChecks.number(json, at, "difference");
        if (difference < 0) {
            throw new ProbeDocument.BadDocument("field " + at + "difference is " + difference + ", but no difference is below 0");
        }
        return new ProbeCrossval(operation, format, null, ProbeDocument.text(json, at, "reference"),
                ProbeDocument.text(json, at, "version"),
                ProbeDocument.text(json, at, "backend"), ProbeDocument.text(json, at, "kernel"), count(json, at, "m"), count(json, at, "k"),
                count(json, at, "n"), count(json, at, "threads"), difference, ProbeChecks.times(json, at, "nanos"),
                ProbeChecks.times(json, at, "referenceNanos"));
    }

    private static int count(JsonNode json, String at, String field) {
        return (int) ProbeFigures.whole(json, at, field, 1);
    }
}
