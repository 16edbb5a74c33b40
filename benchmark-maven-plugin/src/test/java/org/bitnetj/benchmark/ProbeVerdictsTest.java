package org.bitnetj.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

import org.bitnetj.benchmark.gate.Policy;
import org.bitnetj.benchmark.receipt.Receipt;
import org.bitnetj.benchmark.receipt.ReceiptJson;
import org.bitnetj.benchmark.receipt.Receipts;
import org.bitnetj.benchmark.view.Evidence;
import org.bitnetj.benchmark.view.ProbeEvidence;
import org.bitnetj.benchmark.view.Summary;
import org.junit.jupiter.api.Test;

/** From what probes measured to verdicts, gate and evidence lines, all from a receipt alone. */
class ProbeVerdictsTest {
    private static final String GATE = "review:gate:benchmarks";
    private static final String DIGEST = "ab".repeat(32);

    private static Receipt.Accuracy accuracy(String figure, String format, String metric, double value, Double threshold, String verdict) {
        boolean product = figure.equals("product");
        return new Receipt.Accuracy("accuracy", figure, format, product ? "vector" : null, product ? "planes" : null, "seeded", "gaussian",
                metric, 42, value, threshold, verdict);
    }

    private static List<Receipt.Accuracy> figures(double i2s, double tl1, double tl2) {
        List<Receipt.Accuracy> figures = new ArrayList<>();
        for (String format : List.of("I2_S", "TL1", "TL2")) {
            figures.add(accuracy("round-trip", format, "exact", 100, 100.0, null));
        }
        figures.add(accuracy("product", "I2_S", "accuracy", i2s, 99.0, null));
        figures.add(accuracy("product", "I2_S", "accuracy", 99.999, 99.0, null));
        figures.add(accuracy("product", "TL1", "accuracy", tl1, 99.0, null));
        figures.add(accuracy("product", "TL2", "accuracy", tl2, 99.0, null));
        figures.add(accuracy("product", "TL2", "accuracy", 91, null, null));
        return figures;
    }

    private static Receipt.Feature feature(String name, String backend, String status) {
        return new Receipt.Feature("features", name, backend, null, null, null, status, status.equals("ok") ? null : "why",
                status.equals("ok") ? DIGEST : null);
    }

    private static Receipt.Leak leak(Long before, Long after, String verdict) {
        return new Receipt.Leak("leaks", "models", "vector", 10, before, after, null, null, verdict, "why");
    }

    private static Receipt.Throughput decode(String model, String backend, double speed, double bytes) {
        return new Receipt.Throughput("model", model, "TL2", "F16", backend, 2, "decode", 128, speed, bytes, 1e12, null, null);
    }

    private static Receipt.Speedup speedup(String backend, double ratio) {
        return new Receipt.Speedup("speedup", "gemv", "I2_S", backend, "planes", "scalar", 64, 64, 1, 1, List.of(1.0), List.of(ratio),
                ratio);
    }

    private static Receipt.Crossval crossval(Double difference, double nanos) {
        return difference == null
                ? new Receipt.Crossval("crossval", "gemv", "TL1", null, null, null, null, null, null, null, null, null, null, null, null,
                        null,
                        null, "no reference")
                : new Receipt.Crossval("crossval", "gemv", "I2_S", "libggml.so", "1a2b", "vector", "planes", 64, 128, 1, 1, difference,
                        null,
                        List.of(nanos), List.of(29.9), 77.0, "pass", null);
    }

    private static Receipt checked() {
        return Receipts.complete()
                .edit()
                .policy(Policy.usual(true, false))
                .accuracy(figures(99.1999, 99.99, 99.05))
                .features(List.of(feature("cpu/scalar", "scalar", "ok"), feature("cpu/vector", "vector", "ok"),
                        feature("gpu/opencl", "opencl", "unavailable")))
                .speedups(List.of(speedup("vector", 3.29), speedup("vector", 12), speedup("opencl", 0.5)))
                .throughput(List.of(decode("tiny", "vector", 1500, 1e6), decode("large", "vector", 45.29, 1e9),
                        decode("large", "scalar", 1, 1e9), decode("large", "opencl", 156.8, 1e9)))
                .crossval(List.of(crossval(0.0, 20), crossval(1e-6, 10), crossval(null, 0)))
                .leaks(List.of(leak(5L, 5L, null), leak(null, null, null)))
                .build();
    }

    @Test
    void linesSayWhatTheReceiptHoldsCutAndNotRounded() {
        Receipt receipt = Judge.judge(checked(), GATE);
        assertThat(receipt.gates().get(0).status()).isEqualTo("pass");
        List<String> lines = List.of("quantization: I2S: 99.1%, TL1: 99.9%, TL2: 99.0% accuracy",
                "inference: 45.2 tokens/sec CPU; result: decode of large, TL2 with F16 head, vector, 2 threads",
                "simd: 3.2x speedup vs scalar; memory: leak check pass", "crossval: Java vs C++: parity within 1.0E-5; 2/2 ops; speed 1.4x",
                "features: matrix: 2/2 ok (cpu); 1 unavailable (gpu)");
        assertThat(ProbeEvidence.lines(receipt)).isEqualTo(lines);
        assertThat(Evidence.text(receipt).lines()).containsSubsequence(lines);
        assertThat(Summary.lines(receipt, "r.json")).containsSubsequence(lines);
    }

    @Test
    void aGpuIsNamedOnlyWhereAProbeFoundOne() {
        Receipt receipt = checked().edit()
                .features(List.of(feature("cpu/scalar", "scalar", "ok"), feature("gpu/opencl", "opencl", "ok")))
                .build();
        assertThat(ProbeEvidence.inference(receipt))
                .hasValue("inference: 45.2 tokens/sec CPU, 156.8 tokens/sec GPU; result: decode of large,"
                        + " TL2 with F16 head, vector, 2 threads; TL2 with F16 head, opencl, 2 threads");
        assertThat(ProbeEvidence.features(receipt)).hasValue("features: matrix: 2/2 ok (cpu/gpu)");
    }

    @Test
    void whatWasNotMeasuredIsAbsent() {
        assertThat(ProbeEvidence.lines(Receipts.complete())).isEmpty();
        Receipt receipt = Receipts.complete().edit().speedups(List.of(speedup("vector", 2))).build();
        assertThat(ProbeEvidence.lines(receipt)).containsExactly("simd: 2.0x speedup vs scalar");
        assertThat(ProbeEvidence.lines(Receipts.complete().edit().leaks(List.of(leak(1L, 2L, "fail"))).build()))
                .containsExactly("memory: leak check fail");
        assertThat(ProbeEvidence.lines(Receipts.complete().edit().leaks(List.of(leak(null, null, "unavailable"))).build())).isEmpty();
    }

    @Test
    void verdictsFollowFromValuesWhateverTheReceiptClaims() {
        List<Receipt.Accuracy> lied = new ArrayList<>(figures(99.5, 99.5, 99.5));
        lied.set(6, accuracy("product", "TL2", "accuracy", 98.96, 99.0, "pass"));
        Receipt receipt = Judge.judge(checked().edit().accuracy(lied).leaks(List.of(leak(5L, 6L, "pass"))).build(), GATE);
        assertThat(receipt.accuracy().get(6).verdict()).isEqualTo("fail");
        assertThat(receipt.accuracy().get(7).verdict()).isNull();
        assertThat(receipt.leaks().get(0).verdict()).isEqualTo("fail");
        assertThat(receipt.gates().get(0).conclusion()).isEqualTo("failure");
        assertThat(receipt.gates().get(0).reasons()).hasSize(2)
                .anyMatch(r -> r.startsWith("accuracy: TL2 product accuracy is 98.96, below 99"))
                .anyMatch(r -> r.startsWith("leak: models (vector): bytes 5 -> 6"));
        assertThat(ProbeEvidence.quantization(receipt)).hasValue("quantization: I2S: 99.5%, TL1: 99.5%, TL2: 98.9% accuracy");
    }

    @Test
    void judgedAgainItIsTheSame() {
        Receipt once = Judge.judge(checked(), GATE);
        assertThat(ReceiptJson.write(Judge.judge(ReceiptJson.read(ReceiptJson.write(once)), GATE))).isEqualTo(ReceiptJson.write(once));
    }

    @Test
    void aReferenceThatDiffersFailsTheGateAndIsSaid() {
        Receipt receipt = Judge.judge(checked().edit().crossval(List.of(crossval(0.0, 20), crossval(0.25, 10))).build(), GATE);
        assertThat(receipt.crossval()).extracting(Receipt.Crossval::verdict).containsExactly("pass", "fail");
        assertThat(receipt.crossval().get(1).ratio()).isEqualTo(29.9 / 10);
        assertThat(receipt.gates().get(0).reasons()).singleElement().asString()
                .startsWith("crossval: gemv I2_S 64x128, n = 1 differs from libggml.so by 0.25");
        assertThat(ProbeEvidence.crossval(receipt)).hasValue("crossval: Java vs C++: parity not within 1.0E-5; 1/2 ops; speed 1.4x");
        Receipt none = Judge.judge(checked().edit().crossval(List.of(crossval(null, 0))).build(), GATE);
        assertThat(none.crossval().get(0).verdict()).isEqualTo("unavailable");
        assertThat(ProbeEvidence.crossval(none)).isEmpty();
    }
}
