package org.bitnetj.kernels.jmh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

import org.bitnetj.kernels.Backend;
import org.bitnetj.kernels.Expected;
import org.bitnetj.kernels.Format;
import org.bitnetj.kernels.Kernels;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the probes of accuracy, variants, speed against the reference and leaks report. */
class ProbesTest {
    private static JsonNode accuracy;
    private static JsonNode features;

    @BeforeAll
    static void measure() throws InterruptedException {
        Expected.open(Backend.VECTOR).close();
        accuracy = json(new AccuracyProbe(42).document()).get("accuracy");
        features = json(new FeatureProbe(42).document()).get("features");
    }

    private static JsonNode json(Map<String, Object> document) {
        assertThat(document.get("schemaVersion")).isEqualTo("1.0.0");
        return JsonMapper.shared().valueToTree(document);
    }

    private static List<JsonNode> with(JsonNode entries, String... fieldsAndValues) {
        List<JsonNode> found = StreamSupport.stream(entries.spliterator(), false).filter(entry -> {
            for (int i = 0; i < fieldsAndValues.length; i += 2) {
                if (!entry.path(fieldsAndValues[i]).asString("").equals(fieldsAndValues[i + 1])) {
                    return false;
                }
            }
            return true;
        }).toList();
        assertThat(found).as(String.join(" ", fieldsAndValues)).isNotEmpty();
        return found;
    }

    @Test
    void everyFormatReturnsEveryTrit() {
        for (Format format : Format.values()) {
            assertThat(with(accuracy, "figure", "round-trip", "format", format.name())).hasSize(2)
                    .allMatch(e -> e.get("value").asDouble() == 100 && e.get("threshold").asDouble() == 100)
                    .extracting(e -> e.get("weights").asString())
                    .containsExactly("seeded", "trained");
        }
    }

    @Test
    void productsOfEveryFormatAndBackendAreWithinAPercentOfFloat64() {
        for (Format format : Format.values()) {
            for (String backend : List.of("scalar", "vector")) {
                for (String distribution : List.of("gaussian", "sparse")) {
                    // gemv and gemm, seeded and trained weights
                    assertThat(
                            with(accuracy, "figure", "product", "format", format.name(), "backend", backend, "distribution", distribution,
                                    "metric", "accuracy"))
                            .hasSize(4)
                            .allMatch(e -> e.get("value").asDouble() >= 99 && e.get("value").asDouble() < 100)
                            .allMatch(e -> e.get("threshold").asDouble() == 99);
                }
                assertThat(with(accuracy, "figure", "product", "format", format.name(), "backend", backend, "metric", "cosine")).hasSize(12)
                        .allMatch(e -> e.get("value").asDouble() >= 0.999 && e.get("threshold").asDouble() == 0.99);
            }
        }
    }

    @Test
    void heavyTailsAreReportedAndNotGated() {
        assertThat(with(accuracy, "figure", "product", "distribution", "heavy-tailed", "metric", "accuracy"))
                .allMatch(e -> !e.has("threshold") && e.get("value").asDouble() > 97);
    }

    @Test
    void backendsAgreeToTheLastBit() {
        for (String metric : List.of("accuracy", "cosine")) {
            for (String weights : List.of("seeded", "trained")) {
                for (Format format : Format.values()) {
                    List<JsonNode> same = with(accuracy, "figure", "product", "format", format.name(), "weights", weights, "distribution",
                            "gaussian", "metric", metric);
                    assertThat(same).extracting(e -> e.get("value").asDouble()).containsOnly(same.getFirst().get("value").asDouble());
                }
            }
        }
    }

    @Test
    void absmeanOfGaussianWeightsHasTheCosineOfTheory() {
        // With threshold at half of E|w|: E[|w|; |w| > t] / sqrt(P(|w| > t)) = 0.8871 for the standard normal.
        assertThat(with(accuracy, "figure", "quantization", "distribution", "gaussian", "metric", "cosine")).singleElement()
                .satisfies(e -> assertThat(e.get("value").asDouble()).isCloseTo(0.8871, within(0.005)))
                .matches(e -> !e.has("threshold"));
        assertThat(with(accuracy, "figure", "quantization", "weights", "trained")).hasSize(2);
    }

    @Test
    void theErrorOfAProductIsMeasuredAgainstItsNorm() {
        double[] expected = {3, 4};
        assertThat(AccuracyProbe.relativeError(new float[]{3, 4}, expected)).isZero();
        assertThat(AccuracyProbe.relativeError(new float[]{3, 4.5f}, expected)).isCloseTo(0.1, within(1e-12));
        assertThat(AccuracyProbe.cosine(new float[]{6, 8}, expected)).isCloseTo(1, within(1e-12));
        assertThat(AccuracyProbe.cosine(new float[]{-4, 3}, expected)).isCloseTo(0, within(1e-12));
    }

    @Test
    void everyVariantThatThisMachineHasEqualsTheScalarReference() {
        String scalar = with(features, "name", "cpu/scalar").getFirst().get("outputs").asString();
        assertThat(features).allMatch(f -> !f.get("status").asString().equals("failed"));
        assertThat(with(features, "status", "ok")).allMatch(f -> f.get("outputs").asString().equals(scalar));
        int bits;
        try (Kernels any = Kernels.open(Backend.SCALAR)) {
            bits = any.selection().candidates().stream().filter(s -> s.backend() == Backend.VECTOR)
                    .mapToInt(s -> Integer.parseInt(s.detail().replaceAll("\\D.*", ""))).findFirst().orElseThrow();
        }
        for (int width : new int[]{128, 256, 512}) {
            assertThat(with(features, "width", Integer.toString(width))).hasSize(4)
                    .allMatch(f -> f.get("status").asString().equals(width <= bits ? "ok" : "unavailable"));
        }
        assertThat(with(features, "deterministic", "true")).hasSize(6);
        assertThat(with(features, "backend", "opencl")).isNotEmpty();
        assertThat(with(features, "name", "gpu/opencl")).allMatch(f -> f.get("status").asString().equals("ok")
                || f.get("reason").asString().startsWith("gpu hardware unavailable"));
    }

    @Test
    void outputsDependOnTheSeedAlone() {
        // The variants of other JVMs have worked them out again already.
        try (Kernels scalar = Kernels.open(Backend.SCALAR)) {
            assertThat(FeatureVariant.outputs(scalar, 42)).isEqualTo(with(features, "name", "cpu/scalar").getFirst().get("outputs")
                    .asString());
            assertThat(FeatureVariant.outputs(scalar, 43)).isNotEqualTo(FeatureVariant.outputs(scalar, 42));
        }
        assertThat(json(new AccuracyProbe(42).document()).get("accuracy")).isEqualTo(accuracy);
    }

    @Test
    void speedIsMeasuredOnEqualWork() {
        JsonNode speedups = json(new SpeedupProbe("64x256", 0, 42).document()).get("speedups");
        assertThat(speedups).extracting(s -> s.get("format").asString() + " " + s.get("operation").asString() + " " + s.get("n").asInt())
                .containsExactly("I2_S gemv 1", "TL1 gemv 1", "TL2 gemv 1", "I2_S gemm 32");
        assertThat(speedups).allMatch(s -> s.get("nanos").size() == 5 && s.get("referenceNanos").size() == 5)
                .allMatch(s -> s.get("reference").asString().startsWith("scalar") && s.get("kernel").asString().startsWith("vector"));
    }

    @Test
    void nothingIsLeftOutsideTheHeap() throws Exception {
        JsonNode leaks = json(LeakProbe.document(42)).get("leaks");
        assertThat(leaks).extracting(l -> l.get("subject").asString()).containsExactly("prepared matrices", "models");
        for (JsonNode leak : leaks) {
            assertThat(leak.get("cycles").asInt()).isPositive();
            assertThat(leak.get("bytesAfter").asLong()).as("%s", leak).isLessThanOrEqualTo(leak.get("bytesBefore").asLong());
            assertThat(leak.get("countAfter").asLong()).as("%s", leak).isLessThanOrEqualTo(leak.get("countBefore").asLong());
        }
    }

    @Test
    void memoryThatIsKeptIsCounted() throws Exception {
        List<String> lines = OwnJvm.run(List.of("-XX:NativeMemoryTracking=summary"), Map.of(), LeakingMain.class);
        JsonNode leak = JsonMapper.shared().readTree(lines.getFirst());
        assertThat(leak.get("bytesAfter").asLong() - leak.get("bytesBefore").asLong()).isGreaterThanOrEqualTo(30 * 1000);
        assertThat(leak.get("countAfter").asLong() - leak.get("countBefore").asLong()).isGreaterThanOrEqualTo(30);
    }

    @Test
    void aJvmThatFailsIsToldWithItsOutput() {
        assertThatThrownBy(() -> OwnJvm.run(List.of(), Map.of(), FeatureVariant.class, "no number"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("FeatureVariant", "NumberFormatException");
    }
}
