package org.bitnetj.benchmark.fork;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;

import tools.jackson.databind.JsonNode;

/** The figures of whole models in a probe's document, read strictly; one that the machine's memory could not deliver is refused. */
public final class ProbeFigures {
    private static final Set<String> PHASES = Set.of("prefill", "decode");

    /** How far a speed may exceed the bandwidth that was measured beside it, which is a measurement too. */
    private static final double ROOFLINE_TOLERANCE = 1.1;

    private ProbeFigures() {}

    /**
     * Tokens a second of one phase.
     *
     * @param model the model's name
     * @param format of its ternary weights
     * @param head type of its output head
     * @param backend {@code vector} for one
     * @param threads threads that shared the work
     * @param phase {@code prefill} or {@code decode}
     * @param tokens how many were measured
     * @param tokensPerSecond speed
     * @param bytesPerToken bytes read a token, as the kernels really read them
     * @param memoryBandwidth bytes a second that as many threads read from memory, measured beside it
     * @param zeroShare share of zeros among the activations that enter ffn_down; null when it was not counted
     * @param firstTokenMillis from opening the file to the first logits; null where it was not measured
     */
    public record Throughput(String model, String format, String head, String backend, int threads, String phase, int tokens,
            double tokensPerSecond, double bytesPerToken, double memoryBandwidth, Double zeroShare, Double firstTokenMillis) {}

    /**
     * Memory of a model.
     *
     * @param model the model's name
     * @param format of its ternary weights
     * @param head type of its output head
     * @param backend {@code vector} for one
     * @param threads threads that shared the work
     * @param heapBytes on the Java heap, after a collection
     * @param offHeapBytes outside, mapped files included
     * @param peakHeapBytes the most of the heap that was in use
     */
    public record Memory(String model, String format, String head, String backend, int threads, long heapBytes, long offHeapBytes,
            long peakHeapBytes) {}

    static List<Throughput> throughput(JsonNode document) {
        return each(document, "throughput", ProbeFigures::speed);
    }

    static List<Memory> memory(JsonNode document) {
        return each(document, "memory", ProbeFigures::memory);
    }

    static <T> List<T> each(JsonNode document, String field, BiFunction<JsonNode, String, T> reader) {
        JsonNode array = document.get(field);
        if (array == null) {
            return List.of();
        }
        if (!array.isArray() || array.isEmpty()) {
            throw new ProbeDocument.BadDocument("field " + field + " must be an array that is not empty; leave it out where there is none");
        }
        List<T> read = new ArrayList<>();
        for (int i = 0; i < array.size(); i++) {
            if (!array.get(i).isObject()) {
                throw new ProbeDocument.BadDocument("field " + field + "[" + i + "] must be an object");
            }
            read.add(reader.apply(array.get(i), field + "[" + i + "]."));
        }
        return List.copyOf(read);
    }

    private static Throughput speed(JsonNode json, String at) {
        ProbeDocument.onlyKnown(json, at, Set.of("model", "format", "head", "backend", "threads", "phase", "tokens", "tokensPerSecond",
                "bytesPerToken", "memoryBandwidth", "zeroShare", "firstTokenMillis"));
        String phase = ProbeDocument.text(json, at, "phase");
        if (!PHASES.contains(phase)) {
            throw new ProbeDocument.BadDocument("field " + at + "phase is " + phase + ", not one of " + new TreeSet<>(PHASES));
        }
        Throughput read = new Throughput(ProbeDocument.text(json, at, "model"), ProbeDocument.text(json, at, "format"),
                ProbeDocument.text(json, at, "head"), ProbeDocument.text(json, at, "backend"), (int) whole(json, at, "threads", 1), phase,
                (int) whole(json, at, "tokens", 1), positive(json, at, "tokensPerSecond"), positive(json, at, "bytesPerToken"),
                positive(json, at, "memoryBandwidth"), json.has("zeroShare") ? share(json, at, "zeroShare") : null,
                json.has("firstTokenMillis") ? positive(json, at, "firstTokenMillis") : null);
        double bytes = read.tokensPerSecond() * read.bytesPerToken();
        if (bytes > ROOFLINE_TOLERANCE * read.memoryBandwidth()) {
            throw new ProbeDocument.BadDocument("field " + at + "tokensPerSecond is above the roofline: " + read.tokensPerSecond()
                    + " tokens/s of " + read.bytesPerToken() + " bytes are " + bytes + " bytes/s, but memory delivers "
                    + read.memoryBandwidth());
        }
        return read;
    }

    private static Memory memory(JsonNode json, String at) {
        ProbeDocument.onlyKnown(json, at, Set.of("model", "format", "head", "backend", "threads", "heapBytes", "offHeapBytes",
                "peakHeapBytes"));
        return new Memory(ProbeDocument.text(json, at, "model"), ProbeDocument.text(json, at, "format"),
                ProbeDocument.text(json, at, "head"),
                ProbeDocument.text(json, at, "backend"), (int) whole(json, at, "threads", 1), whole(json, at, "heapBytes", 0),
                whole(json, at, "offHeapBytes", 0), whole(json, at, "peakHeapBytes", 0));
    }

    static long whole(JsonNode json, String at, String field, long least) {
        JsonNode value = json.get(field);
        boolean fits = value != null && value.isIntegralNumber() && value.canConvertToLong() && value.longValue() >= least;
        if (!fits || (least == 1 && value.longValue() > Integer.MAX_VALUE)) {
            throw new ProbeDocument.BadDocument("field " + at + field + " must be a whole number of at least " + least + ", but is "
                    + (value == null ? "missing" : value));
        }
        return value.longValue();
    }

    private static double positive(JsonNode json, String at, String field) {
        JsonNode value = json.get(field);
        if (value == null || !value.isNumber() || !(value.doubleValue() > 0) || !Double.isFinite(value.doubleValue())) {
            throw new ProbeDocument.BadDocument("field " + at + field + " must be a positive number, but is "
                    + (value == null ? "missing" : value));
        }
        return value.doubleValue();
    }

    private static double share(JsonNode json, String at, String field) {
        JsonNode value = json.get(field);
        if (!value.isNumber() || !(value.doubleValue() >= 0 && value.doubleValue() <= 1)) {
            throw new ProbeDocument.BadDocument("field " + at + field + " must be a number from 0 to 1, but is " + value);
        }
        return value.doubleValue();
    }
}
