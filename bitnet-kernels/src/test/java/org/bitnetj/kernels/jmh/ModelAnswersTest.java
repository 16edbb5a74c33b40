package org.bitnetj.kernels.jmh;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;

import org.bitnetj.kernels.Format;
import org.bitnetj.kernels.Kernels;
import org.bitnetj.kernels.model.BitnetModel;
import org.bitnetj.kernels.model.HeadType;
import org.bitnetj.kernels.model.Session;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the benchmarks of whole models compute, with the tiny one; the geometry of 2B4T takes too much memory for a test. */
class ModelAnswersTest {
    private static float[] expected(HeadType head, int count) {
        try (Kernels kernels = Kernels.open(); BitnetModel model = Models.open(Models.TINY, kernels, head)) {
            return model.session().prefill(Models.tokens(model, count));
        }
    }

    @ParameterizedTest
    @CsvSource({"STORED, 1", "STORED, 2", "INT8, 1", "INT8, 2"})
    void decodingGivesTheLogitsOfOneTokenAfterAnother(HeadType head, int threads) {
        DecodeBenchmark benchmark = new DecodeBenchmark();
        benchmark.model = Models.TINY;
        benchmark.head = head;
        benchmark.threads = threads;
        benchmark.openCold();
        try {
            for (int i = 0; i < DecodeBenchmark.TOKENS + 2; i++) {
                float[] logits = benchmark.decode();
                if (i % 64 == 1) {
                    // After 128 tokens it begins again.
                    assertThat(logits).as("token %d", i).isEqualTo(expected(head, i % DecodeBenchmark.TOKENS + 1));
                }
            }
        } finally {
            benchmark.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"1", "2"})
    void prefillingGivesTheLogitsOfTheLast(int threads) throws NoSuchMethodException {
        PrefillBenchmark benchmark = new PrefillBenchmark();
        benchmark.model = Models.TINY;
        benchmark.threads = threads;
        benchmark.openCold();
        try {
            for (int round = 0; round < 2; round++) {
                assertThat(benchmark.prefill()).isEqualTo(expected(HeadType.STORED, 128));
                assertThat(benchmark.prefill()).isEqualTo(expected(HeadType.STORED, 256));
            }
        } finally {
            benchmark.close();
        }
        assertThat(PrefillBenchmark.class.getMethod("prefill").getAnnotation(OperationsPerInvocation.class).value()).isEqualTo(128);
    }

    @Test
    void theProbeReportsEveryPhaseWithWhatItRead() throws InterruptedException {
        JsonNode document = JsonMapper.builder().build().valueToTree(new ModelProbe(List.of(Format.TL1), 8, 0).measure(Models.TINY));
        JsonNode throughput = document.get("throughput");
        assertThat(throughput)
                .extracting(t -> t.get("format").asString() + " " + t.get("backend").asString() + " " + t.get("phase").asString())
                .contains("TL1 vector prefill", "TL1 vector decode", "I2_S scalar prefill", "I2_S scalar decode");
        for (JsonNode entry : throughput) {
            double bytes = entry.get("bytesPerToken").asDouble();
            assertThat(bytes).isBetween(50_000.0, 2_000_000.0);
            assertThat(entry.get("tokensPerSecond").asDouble()).isPositive();
            assertThat(bytes * entry.get("tokensPerSecond").asDouble()).isLessThan(entry.get("memoryBandwidth").asDouble());
        }
        // The head, and 1.6 bits of each ternary weight.
        assertThat(document.get("memory")).hasSize(throughput.size() / 2)
                .allMatch(m -> m.get("offHeapBytes").asLong() >= 512 * 512 + 4718592 / 5);
        assertThat(document.get("kernels")).extracting(k -> k.get("format").asString()).contains("TL1", "I2_S");
    }

    @Test
    void modelsAndTokensAreSeeded() {
        try (Kernels kernels = Kernels.open(); BitnetModel model = Models.open(Models.TINY, kernels, HeadType.STORED)) {
            int[] tokens = Models.tokens(model, 100);
            assertThat(Models.tokens(model, 50)).isEqualTo(Arrays.copyOf(tokens, 50));
            assertThat(Arrays.stream(tokens).distinct().count()).isGreaterThan(50);
            Session session = model.session();
            assertThat(session.prefill(tokens)).hasSize(512);
        }
    }
}
