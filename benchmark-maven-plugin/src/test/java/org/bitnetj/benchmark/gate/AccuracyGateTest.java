package org.bitnetj.benchmark.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccuracyGateTest {
    private static Checked.Figure product(String format, double value, Double threshold) {
        return new Checked.Figure("product", format, "vector", "accuracy", value, threshold);
    }

    private static Checked.Figure roundTrip(String format, double value) {
        return new Checked.Figure("round-trip", format, "seeded", "exact", value, 100.0);
    }

    private static List<Checked.Figure> all(double accuracy) {
        List<Checked.Figure> figures = new ArrayList<>();
        for (String format : AccuracyGate.CORE_FORMATS) {
            figures.add(product(format, accuracy, 99.0));
            figures.add(roundTrip(format, 100));
        }
        return figures;
    }

    private static Verdict judge(List<Checked.Figure> figures) {
        return AccuracyGate.judge(new Checked(figures, List.of(), List.of(), List.of()));
    }

    private static Checked.Variant variant(String name, String backend, String status, String outputs) {
        return new Checked.Variant("features", name, backend, status, "the reason", outputs);
    }

    private static Verdict variants(Checked.Variant... variants) {
        return AccuracyGate.judge(new Checked(List.of(), List.of(variants), List.of(), List.of()));
    }

    @ParameterizedTest
    @CsvSource({"98.999999999, failure", "99, pass", "99.1, pass"})
    void productsMustReach99(double value, String status) {
        Verdict verdict = judge(all(value));
        assertThat(verdict.status().label()).isEqualTo(status);
        if (!verdict.reasons().isEmpty()) {
            assertThat(verdict.reasons()).hasSize(3).first().asString()
                    .startsWith("accuracy: I2_S product accuracy is 98.999999999, below 99 (vector)");
        }
    }

    @Test
    void everyTritMustReturn() {
        List<Checked.Figure> figures = all(99.5);
        figures.set(3, roundTrip("TL1", Math.nextDown(100.0)));
        assertThat(judge(figures).status()).isEqualTo(Verdict.Status.FAILURE);
        assertThat(judge(figures).reasons()).singleElement().asString().startsWith("accuracy: TL1 round-trip exact is 99.99999999999999,");
    }

    @Test
    void onceOneCoreFormatIsMeasuredAllMustBe() {
        for (int left = 0; left < 6; left++) {
            List<Checked.Figure> figures = all(99.5);
            Checked.Figure removed = figures.remove(left);
            assertThat(judge(figures).status()).isEqualTo(Verdict.Status.FAILURE);
            assertThat(judge(figures).reasons()).singleElement().asString().startsWith("accuracy missing: no ").contains(removed.format());
        }
        List<Checked.Figure> informing = all(99.5);
        informing.set(0, product("I2_S", 99.5, null));
        assertThat(judge(informing).reasons()).singleElement().asString()
                .isEqualTo("accuracy missing: no product of I2_S was measured against a threshold");
    }

    @Test
    void nothingMeasuredIsNoClaimAndInformingFiguresFailNothing() {
        assertThat(judge(List.of())).isEqualTo(new Verdict(Verdict.Status.PASS, List.of()));
        List<Checked.Figure> figures = all(99.5);
        figures.add(product("TL2", 12, null));
        figures.add(new Checked.Figure("quantization", "ternary", "seeded", "cosine", 0.1, null));
        assertThat(judge(figures).status()).isEqualTo(Verdict.Status.PASS);
        assertThat(judge(List.of(new Checked.Figure("quantization", "I2_S", "seeded", "snr", 3, null))).reasons()).isEmpty();
    }

    @Test
    void aThresholdBelowTheGatesDoesNotHelpAndOneAboveCounts() {
        assertThat(AccuracyGate.verdict("product", "accuracy", 98, 50.0)).isEqualTo("fail");
        assertThat(AccuracyGate.verdict("product", "accuracy", 99.2, 99.5)).isEqualTo("fail");
        assertThat(AccuracyGate.verdict("product", "cosine", 0.98, 0.5)).isEqualTo("fail");
        assertThat(AccuracyGate.verdict("product", "cosine", 0.99, 0.99)).isEqualTo("pass");
        assertThat(AccuracyGate.verdict("round-trip", "exact", 99.9, 99.0)).isEqualTo("fail");
        assertThat(AccuracyGate.verdict("product", "accuracy", Double.NaN, 99.0)).isEqualTo("fail");
        assertThat(AccuracyGate.verdict("product", "accuracy", 1, null)).isNull();
    }

    @Test
    void variantsMustAgreeWithTheReferenceAndUnavailableOnesFailNothing() {
        Checked.Variant scalar = variant("cpu/scalar", "scalar", "ok", "aa");
        Checked.Variant missing = variant("gpu/opencl", "opencl", "unavailable", null);
        assertThat(variants(scalar, variant("cpu/vector", "vector", "ok", "aa"), missing).status()).isEqualTo(Verdict.Status.PASS);
        assertThat(variants(scalar, variant("cpu/vector", "vector", "ok", "bb")).reasons())
                .containsExactly("feature failed: the outputs of cpu/vector are not those of cpu/scalar");
        assertThat(variants(scalar, variant("cpu/vector", "vector", "failed", null)).reasons())
                .containsExactly("feature failed: cpu/vector: the reason");
        // another probe has outputs of its own
        assertThat(variants(scalar, new Checked.Variant("other", "a", "vector", "ok", null, "bb")).reasons()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"5,5,1,1,pass", "5,6,1,1,fail", "5,5,1,2,fail", "5,4,1,1,pass", ",,1,2,fail", "5,5,,,pass", ",,,,unavailable"})
    void leftoversFail(Long bytesBefore, Long bytesAfter, Long countBefore, Long countAfter, String verdict) {
        assertThat(AccuracyGate.leakVerdict(bytesBefore, bytesAfter, countBefore, countAfter)).isEqualTo(verdict);
        Verdict judged = AccuracyGate.judge(new Checked(List.of(), List.of(),
                List.of(new Checked.Leftover("models", "vector", 10, bytesBefore, bytesAfter, countBefore, countAfter)), List.of()));
        assertThat(judged.status() == Verdict.Status.FAILURE).isEqualTo(verdict.equals("fail"));
        if (verdict.equals("fail")) {
            assertThat(judged.reasons()).singleElement().asString().startsWith("leak: models (vector):").contains("after 10 cycles");
        }
    }

    @ParameterizedTest
    @CsvSource({"0,pass", "1e-5,pass", "1.0001e-5,fail", "NaN,fail", ",unavailable"})
    void aProductThatIsNotThatOfTheReferenceFails(Double difference, String verdict) {
        assertThat(AccuracyGate.parityVerdict(difference)).isEqualTo(verdict);
        Verdict judged = AccuracyGate.judge(new Checked(List.of(), List.of(), List.of(),
                List.of(new Checked.Parity("gemv I2_S 64x128, n = 1", "libggml.so", difference))));
        assertThat(judged.status() == Verdict.Status.FAILURE).isEqualTo(verdict.equals("fail"));
        if (verdict.equals("fail")) {
            assertThat(judged.reasons()).singleElement().asString()
                    .startsWith("crossval: gemv I2_S 64x128, n = 1 differs from libggml.so by")
                    .contains("above 1.0E-5");
        }
    }
}
