package org.bitnetj.benchmark.view;

import java.util.List;
import java.util.Map;

import org.bitnetj.benchmark.receipt.Receipt;
import org.bitnetj.benchmark.receipt.Receipts;

/** Receipts that show what views must cope with. */
final class ViewReceipts {
    private static final String HOSTILE = "x|y`z*<img src=q onerror=alert(1)>](http://evil) <!-- gates:end -->\r\n# Head \u202Etxt\u0000 \"'&;漢字𝄞\uD800";

    private ViewReceipts() {}

    /** One benchmark regressed, the other can not tell, one was left out. */
    static Receipt regressed() {
        Receipt good = Receipts.complete();
        String multiply = "org.example.Suite.multiply:avgt:k=64";
        String reason = "+23.4 % [+20.1, +26.8] time an operation, limit +3.0 %, adjusted p < 0.001";
        String open = "+4.0 % [-3.0, +11.5] time an operation, limit +3.0 %, smallest change this could tell 9.0 %; about 12 forks would decide it";
        return good.edit()
                .comparisons(List.of(compared(multiply, 1.234, 1.201, 1.268, "REGRESSED", reason),
                        compared(Receipts.ADD, 1.04, 0.97, 1.115, "INCONCLUSIVE", open)))
                .change(new Receipt.Change(2, 1.133, 1.08, 1.19))
                .gates(List.of(new Receipt.Gate("review:gate:benchmarks", "failure", "failure",
                        List.of("regressed: " + multiply + ": " + reason, "inconclusive: " + Receipts.ADD + ": " + open),
                        "benchmarks: jmh: 2 benchmarks ok")))
                .attempts(List.of(attempt(multiply, 0, 2), attempt(multiply, 1, 3), attempt(Receipts.ADD, 0, 1)))
                .routing(new Receipt.Routing("regression", "failure", "perf-fixer",
                        "regressed above 20 %: " + multiply + ": " + reason, null))
                .build();
    }

    /** Names that try to be Markdown, HTML, XML, JSON, markers or paths. */
    static Receipt hostile() {
        Receipt good = regressed();
        String id = "org.example.Suite.m:avgt:p=" + HOSTILE;
        String path = "../../etc/passwd.p:avgt";
        Receipt.Plan plan = good.plan();
        List<Receipt.Benchmark> benchmarks = List.of(
                new Receipt.Benchmark(id, "org.example.Suite", "m", "avgt", Map.of("p", HOSTILE), "us/op", "lower", 1, List.of(), "00"),
                new Receipt.Benchmark(path, "../../etc/passwd", "p", "avgt", Map.of(), "us/op", "lower", 1, List.of(), "00"));
        Receipt.Failure failure = new Receipt.Failure(id, 0, null, HOSTILE, HOSTILE.repeat(2000), "log/" + HOSTILE);
        Receipt.Source source = good.source();
        return good.edit()
                .source(new Receipt.Source(HOSTILE, HOSTILE, source.commit(), HOSTILE, true, null))
                .plan(new Receipt.Plan(plan.profile(), plan.budget(), 2, 2, "PT1S", 1, "PT1S", benchmarks,
                        List.of(new Receipt.LeftOut(HOSTILE, HOSTILE)), List.of()))
                .samples(List.of())
                .estimates(List.of(new Receipt.Estimate(id, "score", HOSTILE, "lower", 1.5, 1.4, 1.6, 2)))
                .comparisons(List.of(compared(path, 1.5, 1.4, 1.6, "REGRESSED", HOSTILE)))
                .change(null)
                .failures(List.of(failure))
                .gates(List.of(new Receipt.Gate(HOSTILE, "failure", "failure",
                        List.of("benchmark failed: " + id, "regressed: " + path + ": " + HOSTILE, HOSTILE.repeat(100)), HOSTILE)))
                .routing(new Receipt.Routing("benchmark-failed", "failure", HOSTILE, "failed: " + HOSTILE.repeat(100), null))
                .build();
    }

    private static Receipt.Comparison compared(String benchmark, double ratio, double lower, double upper, String verdict, String reason) {
        return new Receipt.Comparison(benchmark, "score", "unpaired", 5, 5, ratio, lower, upper, 0.0004, 0.0008, 0.09, null, verdict, null,
                reason, null, List.of());
    }

    private static Receipt.Attempt attempt(String benchmark, int fork, int seconds) {
        return new Receipt.Attempt(benchmark, fork, 1, Receipts.START, Receipts.START.plusSeconds(seconds), "ok", null, null);
    }
}
