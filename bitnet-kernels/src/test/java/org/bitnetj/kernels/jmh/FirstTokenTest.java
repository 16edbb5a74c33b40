package org.bitnetj.kernels.jmh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

import org.bitnetj.kernels.Backend;
import org.bitnetj.kernels.Expected;
import org.bitnetj.kernels.Format;
import org.bitnetj.kernels.Kernels;
import org.bitnetj.kernels.gguf.GgufFile;
import org.bitnetj.kernels.model.BitnetModel;
import org.bitnetj.kernels.model.GenerationSettings;
import org.bitnetj.kernels.model.Generator;
import org.bitnetj.kernels.model.HeadType;
import org.bitnetj.kernels.model.ModelConfig;
import org.bitnetj.kernels.model.Tokenizer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the benchmark of first tokens starts, and the file that it makes. */
class FirstTokenTest {
    private static final ModelConfig SMALL = new ModelConfig("bitnet-b1.58", 2, 256, 512, 2, 1, 128, SeededVocabulary.SIZE, 64, 500000, 128,
            1,
            1e-5f, ModelConfig.Gate.RELU_SQUARED, true, ModelConfig.RopeStyle.HALVES);

    @TempDir
    private Path folder;

    @BeforeEach
    void mustHaveVectors() {
        Expected.open(Backend.VECTOR).close();
    }

    private static FirstTokenBenchmark benchmark(HeadType head, boolean prepared) throws IOException {
        FirstTokenBenchmark benchmark = new FirstTokenBenchmark();
        benchmark.model = Models.TINY;
        benchmark.head = head;
        benchmark.prepared = prepared;
        benchmark.write();
        return benchmark;
    }

    @ParameterizedTest
    @CsvSource({"STORED, true", "STORED, false", "INT8, true"})
    void anotherJvmSaysTheTokenThatThisOneWould(HeadType head, boolean prepared) throws IOException, InterruptedException {
        Path tiny = folder.resolve("tiny.gguf");
        Models.write(tiny, Format.I2_S);
        int expected;
        try (Kernels kernels = Kernels.open();
                GgufFile file = GgufFile.open(tiny);
                BitnetModel model = BitnetModel.open(file, kernels, head)) {
            expected = new Generator(model.session(), Tokenizer.read(file)).generate(FirstTokenBenchmark.PROMPT,
                    GenerationSettings.greedy(1).withStopTokens(false, Set.of()), text -> {}).tokens().getFirst();
        }
        FirstTokenBenchmark benchmark = benchmark(head, prepared);
        try {
            assertThat(benchmark.firstToken()).isEqualTo(expected);
            benchmark.end();
            assertThat(benchmark.firstToken()).isEqualTo(expected);
            benchmark.end();
        } finally {
            benchmark.delete();
        }
    }

    @Test
    void whatIsNotPreparedIsNotMeasuredAsIfItWere() throws IOException, InterruptedException {
        FirstTokenBenchmark benchmark = benchmark(HeadType.STORED, false);
        try {
            benchmark.prepared = true;
            assertThatIOException().isThrownBy(benchmark::firstToken).withMessageContaining("false instead of a token");
        } finally {
            benchmark.end();
            benchmark.delete();
        }
    }

    @Test
    void aSeededFileIsAWholeModel() throws IOException {
        Path path = folder.resolve("seeded.gguf");
        SeededModelFile.write(path, SMALL, 1);
        try (Kernels kernels = Kernels.open();
                GgufFile file = GgufFile.open(path);
                BitnetModel model = BitnetModel.open(file, kernels, HeadType.STORED)) {
            assertThat(model.config()).isEqualTo(SMALL);
            Tokenizer tokenizer = Tokenizer.read(file);
            assertThat(tokenizer.notes()).isEmpty();
            assertThat(tokenizer.prompt(FirstTokenBenchmark.PROMPT)).hasSize(8);
            assertThat(tokenizer.decode(tokenizer.encode("aaa bbb, \u00e9\ud83d\ude00"))).isEqualTo("aaa bbb, \u00e9\ud83d\ude00");
            float[] logits = model.session().prefill(tokenizer.prompt(FirstTokenBenchmark.PROMPT));
            assertThat(logits).hasSize(SeededVocabulary.SIZE).doesNotContain(Float.NaN);
            assertThat(logits[0]).isNotEqualTo(logits[1]);
        }
        Path again = folder.resolve("again.gguf");
        SeededModelFile.write(again, SMALL, 1);
        assertThat(Files.mismatch(path, again)).isEqualTo(-1);
        SeededModelFile.write(again, SMALL, 2);
        assertThat(Files.mismatch(path, again)).isNotNegative();
    }
}
