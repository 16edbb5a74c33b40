package org.bitnetj.benchmark.fork;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.bitnetj.benchmark.plan.Benchmark;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads the harness's lines. Anything unexpected is refused, with the line. */
final class EventReader {
    private static final JsonMapper JSON = JsonMapper.shared();

    private EventReader() {}

    /** A line that the harness can not have written. */
    static final class BadEvent extends RuntimeException {
        private static final long serialVersionUID = 1L;

        BadEvent(String line, String problem, Throwable cause) {
            super("unreadable event (" + problem + "): " + (line.length() > 200 ? line.substring(0, 200) + "..." : line), cause);
        }
    }

    static Event parse(String line) {
        try {
            JsonNode json = JSON.readTree(line);
            return switch (text(json, "event")) {
                case "environment" -> new Event.Environment(environment(json));
                case "benchmark" -> new Event.Listed(benchmark(json));
                case "step-started" -> new Event.StepStarted(integer(json, "step"));
                case "fork" -> new Event.Fork(integer(json, "step"), required(json, "pid").longValue());
                case "iteration" ->
                    new Event.Iteration(integer(json, "step"), required(json, "warmup").booleanValue(), integer(json, "iteration"),
                            number(required(json, "score")), text(json, "unit"));
                case "step-finished" -> new Event.StepFinished(integer(json, "step"), text(json, "unit"), numbers(required(json, "scores")),
                        secondary(required(json, "secondary")), numbers(required(json, "nanos")));
                case "step-failed" -> new Event.StepFailed(integer(json, "step"), text(json, "message"), text(json, "stack"));
                case "ruler" -> new Event.Ruler(
                        new RulerReading(integer(json, "block"), text(json, "name"), number(required(json, "nanos"))));
                case "end" -> new Event.End();
                default -> throw new IllegalArgumentException("unknown event");
            };
        } catch (JacksonException | IllegalArgumentException e) {
            throw new BadEvent(line, e.getMessage().lines().findFirst().orElse(""), e);
        }
    }

    private static ForkEnvironment environment(JsonNode json) {
        JsonNode vectorSize = json.get("maxVectorSize");
        return new ForkEnvironment(text(json, "vendor"), text(json, "version"), text(json, "vm"), texts(required(json, "flags")),
                text(json, "gc"),
                integer(json, "availableProcessors"), required(json, "maxHeapBytes").longValue(), text(json, "blackHole"),
                text(json, "jmh"),
                vectorSize == null ? null : vectorSize.intValue());
    }

    private static Benchmark benchmark(JsonNode json) {
        Map<String, String> params = new TreeMap<>();
        required(json, "params").properties().forEach(param -> params.put(param.getKey(), param.getValue().stringValue()));
        return new Benchmark(text(json, "class"), text(json, "method"), text(json, "mode"), params, text(json, "unit"),
                text(json, "better"),
                integer(json, "threads"), texts(required(json, "jvmArgs")), text(json, "byteCode"));
    }

    private static Map<String, Measurement.Series> secondary(JsonNode json) {
        Map<String, Measurement.Series> metrics = new TreeMap<>();
        json.properties()
                .forEach(metric -> metrics.put(metric.getKey(), new Measurement.Series(text(metric.getValue(), "unit"),
                        numbers(required(metric.getValue(), "scores")))));
        return metrics;
    }

    private static JsonNode required(JsonNode json, String field) {
        JsonNode value = json.get(field);
        if (value == null || value.isNull()) {
            throw new IllegalArgumentException("no field " + field);
        }
        return value;
    }

    private static String text(JsonNode json, String field) {
        return required(json, field).stringValue();
    }

    private static int integer(JsonNode json, String field) {
        return required(json, field).intValue();
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(element -> texts.add(element.stringValue()));
        return texts;
    }

    private static List<Double> numbers(JsonNode array) {
        List<Double> numbers = new ArrayList<>();
        array.forEach(element -> numbers.add(number(element)));
        return numbers;
    }

    /** JSON has no NaN: the harness writes the word. */
    private static double number(JsonNode value) {
        return value.isString() ? Double.parseDouble(value.stringValue()) : value.doubleValue();
    }
}
