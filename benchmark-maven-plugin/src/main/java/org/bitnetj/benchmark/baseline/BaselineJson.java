package org.bitnetj.benchmark.baseline;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.annotation.JsonInclude;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Baselines as JSON, and back. Anything that is not exactly a baseline is refused, with what is wrong. */
final class BaselineJson {
    private static final int MAJOR = 1;
    static final JsonMapper JSON = JsonMapper.builder()
            .changeDefaultPropertyInclusion(always -> always.withValueInclusion(JsonInclude.Include.NON_NULL))
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private BaselineJson() {}

    static String write(Baseline baseline) {
        return JSON.writeValueAsString(baseline) + "\n";
    }

    /** Reads; an {@link IllegalArgumentException} says what is wrong. */
    static Baseline read(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("it is empty");
        }
        try {
            JsonNode tree = JSON.readTree(text);
            version(tree);
            Baseline baseline = JSON.treeToValue(tree, Baseline.class);
            check(baseline);
            return baseline;
        } catch (JacksonException e) {
            throw new IllegalArgumentException("it is damaged: " + e.getOriginalMessage().lines().findFirst().orElse("") + where(e), e);
        }
    }

    private static String where(JacksonException e) {
        return e.getLocation() == null || e.getLocation().getLineNr() < 1 ? "" : " (line " + e.getLocation().getLineNr() + ")";
    }

    private static void version(JsonNode tree) {
        JsonNode version = tree.get("schemaVersion");
        if (version == null || !version.isString() || !version.stringValue().matches("\\d+\\.\\d+\\.\\d+")) {
            throw new IllegalArgumentException("it is no baseline: it has no schemaVersion");
        }
        if (Integer.parseInt(version.stringValue().replaceFirst("\\..*", "")) > MAJOR) {
            throw new IllegalArgumentException("its schemaVersion is " + version.stringValue() + ", and this plugin knows " + MAJOR
                    + ".x: use a newer version of the plugin");
        }
    }

    private static void check(Baseline baseline) {
        if (baseline.module() == null || baseline.fingerprint() == null) {
            throw new IllegalArgumentException("it names no module or no fingerprint");
        }
        Set<String> names = new HashSet<>();
        for (Baseline.Accepted accepted : baseline.benchmarks()) {
            if (!names.add(accepted.benchmark())) {
                throw new IllegalArgumentException("it has " + accepted.benchmark() + " twice; was it merged by hand?");
            }
            if (accepted.byteCode() == null || accepted.metrics() == null || accepted.metrics().isEmpty()) {
                throw new IllegalArgumentException("it has no samples or no byteCode of " + accepted.benchmark());
            }
            accepted.metrics().forEach(metric -> check(accepted.benchmark(), metric));
        }
    }

    private static void check(String benchmark, Baseline.Metric metric) {
        if (metric.metric() == null || metric.unit() == null) {
            throw new IllegalArgumentException("it has a metric of " + benchmark + " without name or unit");
        }
        if (metric.forks() == null || metric.forks().isEmpty() || metric.forks().stream().anyMatch(List::isEmpty)) {
            throw new IllegalArgumentException("it has a fork of " + benchmark + " without samples");
        }
        for (List<Double> fork : metric.forks()) {
            for (Double value : fork) {
                if (value == null || !Double.isFinite(value) || (metric.metric().equals("score") && !(value > 0))) {
                    throw new IllegalArgumentException("it has a " + metric.metric() + " of " + value + " for " + benchmark
                            + "; scores are positive and finite");
                }
            }
        }
    }
}
