package org.bitnetj.kernels.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.StreamSupport;

import org.bitnetj.kernels.Kernels;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** From text to text with the trained tiny model, by the results of its reference. */
class TinyGenerationTest {
    /** Below this margin between the first two logits, rounding may decide. */
    private static final double MARGIN = 0.15;

    private static Kernels kernels;
    private static BitnetModel model;
    private static Tokenizer tokenizer;

    @BeforeAll
    static void open() throws Exception {
        kernels = Kernels.open();
        model = BitnetModel.open(TinyModel.path(), kernels);
        tokenizer = TinyModel.tokenizer();
    }

    @AfterAll
    static void close() {
        model.close();
        kernels.close();
    }

    private static int[] ints(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).mapToInt(JsonNode::asInt).toArray();
    }

    @Test
    void greedyTextIsThatOfTheReferenceWhileItsMarginsAreClear() throws Exception {
        JsonNode prompts = TinyModel.json("refs.json").get("prompts");
        assertThat(prompts.size()).isEqualTo(6);
        int compared = 0;
        for (JsonNode prompt : prompts) {
            int[] ids = tokenizer.prompt(prompt.get("text").asString());
            assertThat(ids).containsExactly(ints(prompt.get("ids")));
            int[] expected = ints(prompt.get("greedy"));
            int clear = 0;
            while (clear < expected.length && prompt.get("greedy_margins").get(clear).asDouble() >= MARGIN) {
                clear++;
            }
            List<String> pieces = new ArrayList<>();
            Generation generation = new Generator(model.session(), tokenizer).generate(prompt.get("text").asString(),
                    GenerationSettings.greedy(32).withStopTokens(false, Set.of()), pieces::add);
            assertThat(generation.tokens()).hasSize(32);
            assertThat(generation.tokens().stream().mapToInt(i -> i).limit(clear).toArray())
                    .containsExactly(Arrays.copyOf(expected, clear));
            assertThat(String.join("", pieces)).isEqualTo(generation.text());
            compared += clear;
        }
        assertThat(compared).isGreaterThan(20);
    }

    @Test
    void sampledTextDependsOnTheSeedAlone() {
        GenerationSettings settings = GenerationSettings.greedy(40)
                .withSampling(
                        SamplerSettings.builder().temperature(0.9).topK(50).topP(0.95).minP(0.02).repetitionPenalty(1.1).seed(3).build());
        Generation one = new Generator(model.session(), tokenizer).generate("In the beginning", settings, piece -> {});
        Generation two = new Generator(model.session(), tokenizer).generate("In the beginning", settings, piece -> {});
        assertThat(one.tokens()).isEqualTo(two.tokens());
    }

    @Test
    void perplexityOfTheHeldOutSliceIsThatOfTheReference() throws Exception {
        JsonNode heldOut = TinyModel.json("heldout.json");
        int[] tokens = ints(heldOut.get("ids"));
        assertThat(tokens).hasSize(8192);
        int[] windows = {0};
        Perplexity result = Perplexity.of(model.session(), tokenizer.bos(), tokens, 256, (done, all, soFar) -> {
            assertThat(all).isEqualTo(32);
            assertThat(done).isEqualTo(++windows[0]);
            assertThat(soFar.tokens()).isEqualTo(256L * done);
        });
        assertThat(windows[0]).isEqualTo(32);
        assertThat(result.natsPerToken()).isCloseTo(2.34922, within(0.001));
        assertThat(result.perplexity()).isCloseTo(10.4773, within(0.02));
    }

    @Test
    void withoutATokenForTheBeginningTheFirstOfAWindowDoesNotCount() {
        int[] tokens = tokenizer.encode("In the beginning God created the heaven and the earth.");
        Perplexity without = Perplexity.of(model.session(), OptionalInt.empty(), tokens, 8, (done, all, soFar) -> {});
        int windows = (tokens.length + 7) / 8;
        assertThat(without.tokens()).isEqualTo(tokens.length - windows);
        // By hand: the loss of one token after another.
        Session session = model.session();
        double nats = 0;
        for (int i = 0; i < tokens.length; i++) {
            if (i % 8 == 0) {
                session.rewind(0);
            } else {
                nats += Perplexity.loss(session.logits(), tokens[i]);
            }
            session.decode(tokens[i]);
        }
        assertThat(without.nats()).isCloseTo(nats, within(1e-6));
    }

    @Test
    void lossIsTheNegativeLogarithmOfTheSoftmax() {
        // e^0 + e^ln2 + e^ln5 = 8.
        float[] logits = {0, (float) Math.log(2), (float) Math.log(5)};
        assertThat(Perplexity.loss(logits, 0)).isCloseTo(Math.log(8), within(1e-6));
        assertThat(Perplexity.loss(logits, 2)).isCloseTo(Math.log(8.0 / 5), within(1e-6));
    }

    @Test
    void windowsAndTextsOutOfRangeAreRefused() {
        Perplexity.Progress none = (done, all, soFar) -> {};
        assertThatThrownBy(() -> Perplexity.of(model.session(), tokenizer.bos(), new int[9], 257, none)).hasMessageContaining("257")
                .hasMessageContaining("256");
        assertThatThrownBy(() -> Perplexity.of(model.session(), tokenizer.bos(), new int[9], 1, none)).hasMessageContaining("2 to 256");
        assertThatThrownBy(() -> Perplexity.of(model.session(), tokenizer.bos(), new int[1], 8, none)).hasMessageContaining("1 tokens");
    }

    @Test
    void aTokenizerOfAnotherModelIsRefused(@TempDir Path folder) throws Exception {
        Tokenizer other = Vocabularies.bytes().gpt2(folder, "gpt-2");
        assertThatThrownBy(() -> new Generator(model.session(), other)).hasMessageContaining("512 tokens").hasMessageContaining("256");
    }
}
