package org.bitnetj.benchmark.fork;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a probe found out, read strictly: a field that is missing, of another type, or unknown is refused by name.
 *
 * @param probe the probe's own name
 * @param kernels the kernels that were dispatched, and those that were not; may be empty if something else is not
 * @param throughput tokens a second of whole models; empty where none were measured
 * @param memory memory of whole models; empty where none was measured
 * @param accuracy how exact packing and products are; empty where that was not measured
 * @param features variants that were tried; empty where none were
 * @param speedups kernels against a reference; empty where none were timed
 * @param crossval kernels against a reference that others wrote; empty where nobody looked for one
 * @param leaks what was left after closing; empty where nobody looked
 */
public record ProbeDocument(String probe, List<Kernel> kernels, List<ProbeFigures.Throughput> throughput,
        List<ProbeFigures.Memory> memory, List<ProbeChecks.Accuracy> accuracy, List<ProbeChecks.Feature> features,
        List<ProbeChecks.Speedup> speedups, List<ProbeCrossval> crossval, List<ProbeChecks.Leak> leaks) {
    private static final String VERSION = "1.0.0";
    private static final Set<String> STATES = Set.of("dispatched", "available", "unavailable");
    private static final Set<String> SECTIONS = Set.of("throughput", "memory", "accuracy", "features", "speedups", "crossval",
            "leaks");

    /**
     * One kernel of one operation.
     *
     * @param operation {@code gemv} for one
     * @param format {@code I2_S} for one
     * @param backend {@code vector} for one
     * @param kernel name of the kernel
     * @param width vector width in bits; null when it has none
     * @param status {@code dispatched}, {@code available} or {@code unavailable}
     * @param reason why it was not dispatched; null when it was
     */
    public record Kernel(String operation, String format, String backend, String kernel, Integer width, String status, String reason) {}

    /** A document that does not follow the protocol; the message names the field. */
    static final class BadDocument extends RuntimeException {
        private static final long serialVersionUID = 1L;

        BadDocument(String message) {
            super(message);
        }
    }

    static ProbeDocument parse(byte[] content) {
        JsonNode json;
        try {
            json = JsonMapper.shared().readTree(content);
        } catch (JacksonException e) {
            throw new BadDocument("it is not JSON: " + e.getOriginalMessage());
        }
        if (!json.isObject()) {
            throw new BadDocument("it is not a JSON object");
        }
        onlyKnown(json, "",
                Set.of("schemaVersion", "probe", "kernels", "throughput", "memory", "accuracy", "features", "speedups", "crossval",
                        "leaks"));
        String version = text(json, "", "schemaVersion");
        if (!version.equals(VERSION)) {
            throw new BadDocument("field schemaVersion is " + version + ", this plugin reads " + VERSION);
        }
        String probe = text(json, "", "probe");
        return new ProbeDocument(probe, kernels(json), ProbeFigures.throughput(json), ProbeFigures.memory(json), ProbeChecks.accuracy(json),
                ProbeChecks.features(json), ProbeChecks.speedups(json), ProbeCrossval.all(json),
                ProbeChecks.leaks(json));
    }

    private static List<Kernel> kernels(JsonNode json) {
        JsonNode kernels = json.get("kernels");
        boolean others = SECTIONS.stream().anyMatch(json::has);
        if (kernels == null && others) {
            return List.of();
        }
        if (kernels == null || !kernels.isArray() || (kernels.isEmpty() && !others)) {
            throw new BadDocument("field kernels must be an array that is not empty, unless there is one of " + new TreeSet<>(SECTIONS));
        }
        List<Kernel> read = new ArrayList<>();
        for (int i = 0; i < kernels.size(); i++) {
            read.add(kernel(kernels.get(i), "kernels[" + i + "]"));
        }
        return List.copyOf(read);
    }

    private static Kernel kernel(JsonNode json, String at) {
        if (!json.isObject()) {
            throw new BadDocument("field " + at + " must be an object");
        }
        String prefix = at + ".";
        onlyKnown(json, prefix, Set.of("operation", "format", "backend", "kernel", "width", "status", "reason"));
        String status = text(json, prefix, "status");
        if (!STATES.contains(status)) {
            throw new BadDocument("field " + prefix + "status is " + status + ", not one of " + new TreeSet<>(STATES));
        }
        // The reason is what makes an unavailable kernel believable, so it is required there.
        String reason = json.has("reason") || status.equals("unavailable") ? text(json, prefix, "reason") : null;
        return new Kernel(text(json, prefix, "operation"), text(json, prefix, "format"), text(json, prefix, "backend"),
                text(json, prefix, "kernel"),
                width(json, prefix), status, reason);
    }

    private static Integer width(JsonNode json, String prefix) {
        JsonNode width = json.get("width");
        if (width == null) {
            return null;
        }
        if (!width.isInt() || width.intValue() < 1) {
            throw new BadDocument(
                    "field " + prefix + "width must be a number of bits, not " + width + "; leave it out where there is none");
        }
        return width.intValue();
    }

    static String text(JsonNode json, String prefix, String field) {
        JsonNode value = json.get(field);
        if (value == null || !value.isString() || value.stringValue().isBlank()) {
            throw new BadDocument(
                    "field " + prefix + field + " must be text that is not blank, but is " + (value == null ? "missing" : value));
        }
        return value.stringValue();
    }

    static void onlyKnown(JsonNode json, String prefix, Set<String> known) {
        for (String field : json.propertyNames()) {
            if (!known.contains(field)) {
                throw new BadDocument("field " + prefix + field + " is unknown; known are " + new TreeSet<>(known));
            }
        }
    }
}
