package org.bitnetj.benchmark.view.html;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import org.bitnetj.benchmark.receipt.Receipt;
import org.bitnetj.benchmark.view.Numbers;
import org.bitnetj.benchmark.view.html.Table.Row;

/** Everything but the benchmarks themselves, in the order in which it is read. A section that the receipt lacks is absent. */
final class Sections {
    private final List<Section> sections = new ArrayList<>();
    private final Receipt receipt;

    private Sections(Receipt receipt) {
        this.receipt = receipt;
    }

    static List<Section> of(Receipt receipt) {
        Sections all = new Sections(receipt);
        all.failures();
        all.add("speedups", "Formats, and SIMD against scalar", Products.NOTE, Products.tables(receipt));
        all.crossval();
        all.throughput();
        all.accuracy();
        all.kernels();
        all.memory();
        all.history();
        all.rulers();
        EnvironmentSection.add(receipt, all.sections);
        all.preconditions();
        all.attempts();
        all.leftOut();
        return List.copyOf(all.sections);
    }

    private void add(String id, String title, String note, List<Table> tables) {
        List<Table> filled = tables.stream().filter(table -> !table.rows().isEmpty()).toList();
        if (!filled.isEmpty()) {
            sections.add(new Section(id, title, note, filled));
        }
    }

    private static <T> Stream<T> stream(List<T> list) {
        return list == null ? Stream.empty() : list.stream();
    }

    private void failures() {
        add("failures", "Failures", "What went wrong. Logs are beside the receipt.",
                List.of(Table.of("Failures", List.of("what", "fork", "message", "log"),
                        stream(receipt.failures()).map(f -> Row.of(f.benchmark() != null ? f.benchmark() : "probe " + f.probe(),
                                Cell.number(f.fork() == null ? "" : Integer.toString(f.fork() + 1)), Cell.text(f.message()),
                                Cell.text(f.log()))))));
    }

    private void crossval() {
        List<Table> tables = new ArrayList<>();
        stream(receipt.crossval()).filter(c -> c.ratio() != null).map(Sections::reference).distinct()
                .forEach(reference -> tables.add(compared(reference)));
        tables.add(Table.of("Not compared", List.of("operation", "format", "reason"),
                stream(receipt.crossval()).filter(c -> c.ratio() == null)
                        .map(c -> Row.of(c.operation(), Cell.text(c.format()), Cell.text(c.reason())))));
        add("crossval", "Against a reference that others wrote",
                "The same product by this library and by the reference, in one process and in turns. Difference is the largest of two results over the "
                        + "largest result of the reference; speedup is time of the reference over time of the kernel.",
                tables);
    }

    private static String reference(Receipt.Crossval c) {
        return c.reference() + ", " + c.version();
    }

    private Table compared(String reference) {
        return Table.of("Against " + reference,
                List.of("operation", "format", "kernel", "m × k, n", "threads", "difference", "time", "time of the reference", "speedup",
                        "verdict"),
                stream(receipt.crossval()).filter(c -> c.ratio() != null && reference(c).equals(reference))
                        .map(c -> Row.of(c.operation(), Cell.text(c.format()), Cell.text(c.kernel()),
                                Cell.number(c.m() + " × " + c.k() + ", " + c.n()), Cell.number(Units.text(c.threads())),
                                Cell.number(Double.toString(c.difference())), Cell.number(Units.nanos(Units.median(c.nanos()))),
                                Cell.number(Units.nanos(Units.median(c.referenceNanos()))),
                                Cell.number(String.format(Locale.ROOT, "%.2f×", c.ratio())), Cell.status(c.verdict()))));
    }

    private void throughput() {
        add("throughput", "Tokens a second",
                "Whole models. The stroke is the roofline: memory bandwidth, measured beside it, over the bytes that a "
                        + "token reads; in prefill tokens share what is read.",
                stream(receipt.throughput()).map(Receipt.Throughput::phase).distinct().sorted().map(this::throughput).toList());
    }

    /** Phases have tables, and scales, of their own: prefill is many times as fast as decoding. */
    private Table throughput(String phase) {
        List<Receipt.Throughput> rows = receipt.throughput().stream().filter(t -> t.phase().equals(phase)).toList();
        double most = rows.stream().mapToDouble(t -> Math.max(t.tokensPerSecond(), roof(t))).filter(d -> d < Double.MAX_VALUE).max()
                .orElse(1);
        return Table.of("Tokens a second of " + phase + " against the roofline",
                List.of("model", "format", "head", "backend", "threads", "tokens", "tokens/s", "roofline", "GB/s read", "first token", ""),
                rows.stream().map(t -> Row.of(t.model(), Cell.text(t.format()), Cell.text(t.head()), Cell.text(t.backend()),
                        Cell.number(Integer.toString(t.threads())), Cell.number(Integer.toString(t.tokens())),
                        Cell.number(Numbers.score(t.tokensPerSecond())),
                        Cell.number(roof(t) < Double.MAX_VALUE ? Numbers.score(roof(t)) : ""),
                        Cell.number(Numbers.score(t.tokensPerSecond() * t.bytesPerToken() / 1e9)),
                        Cell.number(t.firstTokenMillis() == null ? "" : Numbers.score(t.firstTokenMillis()) + " ms"),
                        Cell.picture(Svg.bar(t.tokensPerSecond(), roof(t) < Double.MAX_VALUE ? roof(t) : Double.NaN, most)))));
    }

    private static double roof(Receipt.Throughput t) {
        return t.bytesPerToken() > 0 ? t.memoryBandwidth() / t.bytesPerToken() : Double.MAX_VALUE;
    }

    private void accuracy() {
        add("accuracy", "Accuracy",
                "Three figures that are never mixed: packing and unpacking again must return every weight; products are measured against "
                        + "float64; how well real-valued weights become ternary informs, and is not judged.",
                List.of(Table.of("Accuracy by format",
                        List.of("figure", "format", "kernel", "weights", "inputs", "metric", "value", "at least",
                                "verdict"),
                        stream(receipt.accuracy()).map(a -> Row.of(a.figure(), Cell.text(a.format()),
                                Cell.text(a.kernel() == null ? a.backend() : a.kernel()), Cell.text(a.weights()),
                                Cell.text(a.distribution()), Cell.text(a.metric()), Cell.number(precise(a.value())),
                                Cell.number(a.threshold() == null ? "" : precise(a.threshold())), Cell.status(a.verdict()))))));
    }

    /** 99.99 and 100 must not look alike. */
    private static String precise(double value) {
        String text = String.format(Locale.ROOT, "%.6f", value);
        return text.indexOf('.') < 0 ? text : text.replaceAll("0+$", "").replaceAll("\\.$", "");
    }

    private void kernels() {
        Table dispatched = Table.of("Kernels, as the dispatcher reported them",
                List.of("operation", "format", "backend", "kernel", "bits", "status", "reason"),
                stream(receipt.kernels()).map(k -> Row.of(k.operation(), Cell.text(k.format()), Cell.text(k.backend()),
                        Cell.text(k.kernel()), Cell.number(Units.text(k.width())), Cell.status(k.status()), Cell.text(k.reason()))));
        Table features = Table.of("The matrix of variants",
                List.of("variant", "backend", "bits", "threads", "deterministic", "status", "reason"),
                stream(receipt.features()).map(f -> Row.of(f.name(), Cell.text(f.backend()), Cell.number(Units.text(f.width())),
                        Cell.number(Units.text(f.threads())), Cell.text(Units.text(f.deterministic())), Cell.status(f.status()),
                        Cell.text(f.reason()))));
        add("features", "Kernels and variants", "Which kernels really ran, and why others did not.", List.of(features, dispatched));
    }

    private void memory() {
        Table memory = Table.of("Memory of whole models", List.of("model", "format", "head", "backend", "threads", "heap",
                "outside the heap", "most heap in use"),
                stream(receipt.memory()).map(m -> Row.of(m.model(), Cell.text(m.format()), Cell.text(m.head()), Cell.text(m.backend()),
                        Cell.number(Integer.toString(m.threads())), Cell.number(Units.bytes(m.heapBytes())),
                        Cell.number(Units.bytes(m.offHeapBytes())), Cell.number(Units.bytes(m.peakHeapBytes())))));
        Table leaks = Table.of("What is left after many cycles of use and close", List.of("subject", "backend", "cycles", "bytes before",
                "bytes after", "count before", "count after", "verdict", "reason"),
                stream(receipt.leaks()).map(l -> Row.of(l.subject(), Cell.text(l.backend()), Cell.number(Integer.toString(l.cycles())),
                        Cell.number(Units.bytes(l.bytesBefore())), Cell.number(Units.bytes(l.bytesAfter())),
                        Cell.number(Units.text(l.countBefore())), Cell.number(Units.text(l.countAfter())), Cell.status(l.verdict()),
                        Cell.text(l.reason()))));
        add("memory", "Memory and leaks", "Bytes that the models hold, and whether closing gives them back.", List.of(memory, leaks));
    }

    private void history() {
        add("history", "History",
                "Where this run stands among earlier sessions on this kind of machine: the band is what was to be expected. It informs, and judges nothing.",
                List.of(Table.of("This session among earlier ones",
                        List.of("benchmark", "sessions", "mean", "expected", "", "as expected", "level changed at", "advice"),
                        stream(receipt.history()).map(p -> Row.of(p.metric().equals("score")
                                ? p.benchmark()
                                : p.benchmark() + " " + p.metric(), Cell.number(Integer.toString(p.sessions())),
                                Cell.number(Numbers.score(p.mean())),
                                Cell.number(p.lower() == null || p.upper() == null
                                        ? ""
                                        : Numbers.score(p.lower()) + " to " + Numbers.score(p.upper())),
                                p.lower() == null || p.upper() == null
                                        ? Cell.text("")
                                        : Cell.picture(Svg.within(p.mean(), p.lower(), p.upper())),
                                p.expected() == null ? Cell.text("") : Cell.status(p.expected() ? "expected" : "unexpected"),
                                Cell.text(p.changePoints() == null ? "" : String.join(", ", p.changePoints())),
                                Cell.text(p.advice()))))));
    }

    private void rulers() {
        add("rulers", "Rulers",
                "Fixed kernels of the JDK, timed in each block. Where they move, the machine was not steady; they label results, and never rescale them.",
                List.of(Table.of("How far the rulers moved", List.of("ruler", "moved by", "median", "each block"),
                        stream(receipt.rulers()).map(r -> Row.of(r.name(), Cell.number(Units.percent(r.movement())),
                                Cell.number(Units.nanos(Units.median(r.nanos()))),
                                Cell.text(String.join("  ", r.nanos().stream().map(Units::nanos).toList())))))));
    }

    private void preconditions() {
        add("preconditions", "Preconditions", "What must hold before benchmarks are worth their time.",
                List.of(Table.of("Preconditions", List.of("name", "status", "evidence", "took"),
                        stream(receipt.preconditions()).map(p -> Row.of(p.name(), Cell.status(p.status()), Cell.text(p.evidence()),
                                Cell.number(p.durationMillis() + " ms"))))));
    }

    private void attempts() {
        add("attempts", "Steps that did not go well", "Each step that was tried more than once, or that gave no result.",
                List.of(Table.of("Attempts", List.of("benchmark", "fork", "attempt", "outcome"),
                        stream(receipt.attempts()).filter(a -> a.attempt() > 1 || !a.outcome().startsWith("measured"))
                                .map(a -> Row.of(a.benchmark(), Cell.number(Integer.toString(a.fork() + 1)),
                                        Cell.number(Integer.toString(a.attempt())), Cell.status(a.outcome()))))));
    }

    private void leftOut() {
        if (receipt.plan() == null) {
            return;
        }
        Table left = Table.of("Left out", List.of("benchmark", "reason"),
                stream(receipt.plan().leftOut()).map(l -> Row.of(l.benchmark(), Cell.text(l.reason()))));
        Table unasked = Table.of("Listed and not asked for", List.of("benchmark"),
                stream(receipt.plan().notSelected()).map(name -> Row.of(name)));
        add("left-out", "Not measured", "What this run says nothing of.", List.of(left, unasked));
    }
}
