package org.bitnetj.kernels.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Generation from a model whose every next token is known. */
class GeneratorTest {
    private static Tokenizer tokenizer;

    @BeforeAll
    static void read() throws Exception {
        tokenizer = TinyModel.tokenizer();
    }

    /** Recites tokens, whatever it is given, and remembers what that was. */
    private static final class Recital implements NextLogits {
        private final int[] script;
        private final int contextLength;
        private final List<Integer> given = new ArrayList<>();
        private final List<Integer> chunks = new ArrayList<>();
        private int at;

        Recital(int contextLength, int... script) {
            this.script = script;
            this.contextLength = contextLength;
        }

        private float[] next() {
            assertThat(given.size()).isLessThanOrEqualTo(contextLength);
            float[] logits = new float[512];
            logits[script[Math.min(at, script.length - 1)]] = 9;
            return logits;
        }

        @Override
        public float[] prefill(int[] tokens) {
            chunks.add(tokens.length);
            for (int token : tokens) {
                given.add(token);
            }
            return next();
        }

        @Override
        public float[] decode(int token) {
            given.add(token);
            at++;
            return next();
        }

        @Override
        public int position() {
            return given.size();
        }

        @Override
        public int contextLength() {
            return contextLength;
        }
    }

    private final List<String> pieces = new ArrayList<>();

    private Generation generate(Recital model, GenerationSettings settings) {
        return new Generator(model, tokenizer).generate("And", settings, pieces::add);
    }

    @Test
    void endsAtTheNumberOfTokens() {
        Recital model = new Recital(256, tokenizer.encode(" the LORD said"));
        Generation generation = generate(model, GenerationSettings.greedy(2));
        assertThat(generation.text()).isEqualTo(" the LORD");
        assertThat(pieces).containsExactly(" the", " LORD");
        assertThat(generation.end()).isEqualTo(Generation.End.MAX_TOKENS);
        assertThat(generation.tokens()).containsExactly(258, 343);
        assertThat(generation.promptTokens()).isEqualTo(3);
        // The last token is chosen, and needs no step.
        assertThat(generation.decodeSteps()).isEqualTo(1);
        assertThat(model.given).containsExactly(510, 32, 260, 258);
        assertThat(generation.decodeTokensPerSecond()).isPresent();
        assertThat(generation.prefillTokensPerSecond()).isPresent();
        assertThat(generation.timeToFirstToken()).isGreaterThanOrEqualTo(generation.prefillTime());
    }

    @Test
    void oneTokenHasNoDecodeRate() {
        Generation generation = generate(new Recital(256, 64), GenerationSettings.greedy(1));
        assertThat(generation.decodeTokensPerSecond()).isEmpty();
        assertThat(generation.decodeTime()).isZero();
    }

    @Test
    void endsAtAStopToken() {
        Generation generation = generate(new Recital(256, 258, 511, 258), GenerationSettings.greedy(9));
        assertThat(generation.text()).isEqualTo(" the");
        assertThat(generation.tokens()).containsExactly(258);
        assertThat(generation.end()).isEqualTo(Generation.End.STOP_TOKEN);
        Generation other = generate(new Recital(256, 258, 343), GenerationSettings.greedy(9).withStopTokens(true, Set.of(343)));
        assertThat(other.tokens()).containsExactly(258);
        Generation through = generate(new Recital(256, 511, 258), GenerationSettings.greedy(2).withStopTokens(false, Set.of()));
        assertThat(through.tokens()).containsExactly(511, 258);
        assertThat(through.text()).isEqualTo(" the");
    }

    @Test
    void endsAtAStopTextThoughItIsSpreadOverTokens() {
        Generation generation = generate(new Recital(256, tokenizer.encode(" the LORD said")),
                GenerationSettings.greedy(9).withStopTexts(List.of("LORD s", "never")));
        assertThat(generation.text()).isEqualTo(" the ");
        assertThat(generation.end()).isEqualTo(Generation.End.STOP_TEXT);
        assertThat(String.join("", pieces)).isEqualTo(" the ");
    }

    @Test
    void whatMayBecomeAStopTextIsHeldBackAndComesLater() {
        Generation generation = generate(new Recital(256, 65, 64, 65, 64, 66), GenerationSettings.greedy(5).withStopTexts(List.of("babb")));
        assertThat(generation.text()).isEqualTo("babac");
        assertThat(pieces).containsExactly("ba", "bac");
        pieces.clear();
        Generation end = generate(new Recital(256, 65, 64), GenerationSettings.greedy(2).withStopTexts(List.of("bab")));
        assertThat(end.text()).isEqualTo("ba");
        assertThat(pieces).containsExactly("ba");
    }

    @Test
    void theEarliestStopTextWins() {
        Generation generation = generate(new Recital(256, tokenizer.encode("abc")),
                GenerationSettings.greedy(9).withStopTexts(List.of("c", "bc")));
        assertThat(generation.text()).isEqualTo("a");
    }

    @Test
    void endsWhereTheContextDoes() {
        Recital model = new Recital(5, 64);
        Generation generation = generate(model, GenerationSettings.greedy(99));
        assertThat(generation.end()).isEqualTo(Generation.End.CONTEXT_FULL);
        // 3 of the prompt; the third token is chosen and has no place any more.
        assertThat(generation.text()).isEqualTo("aaa");
        assertThat(model.given).hasSize(5);
        assertThatThrownBy(() -> new Generator(new Recital(2, 64), tokenizer).generate("And", GenerationSettings.greedy(1), pieces::add))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("3 tokens").hasMessageContaining("context of 2");
    }

    @Test
    void cancellationKeepsWhatThereIs() {
        AtomicInteger asked = new AtomicInteger();
        Recital model = new Recital(2048, 64);
        Generation generation = new Generator(model, tokenizer).generate(new int[]{510}, GenerationSettings.greedy(99), pieces::add,
                () -> asked.incrementAndGet() > 4);
        assertThat(generation.end()).isEqualTo(Generation.End.CANCELLED);
        // Asked once before the prompt, then after each token.
        assertThat(generation.text()).isEqualTo("aaaa");

        asked.set(0);
        Recital large = new Recital(2048, 64);
        Generation early = new Generator(large, tokenizer).generate(new int[1500], GenerationSettings.greedy(99), pieces::add,
                () -> asked.incrementAndGet() > 2);
        assertThat(early.end()).isEqualTo(Generation.End.CANCELLED);
        assertThat(early.tokens()).isEmpty();
        assertThat(large.chunks).containsExactly(512, 512);
        assertThat(early.promptTokens()).isEqualTo(1024);
    }

    @Test
    void aConversationGoesOn() {
        Recital model = new Recital(256, 64, 65, 66, 67);
        Generator generator = new Generator(model, tokenizer);
        Generation one = generator.generate("And", GenerationSettings.greedy(2), pieces::add);
        Generation two = generator.generate("And", GenerationSettings.greedy(1), pieces::add);
        assertThat(one.text() + two.text()).isEqualTo("abb");
        // The b that ended the first one comes before the second prompt, which has no beginning of its own.
        assertThat(model.given).containsExactly(510, 32, 260, 64, 65, 32, 260);
        assertThat(two.promptTokens()).isEqualTo(3);
    }

    @Test
    void bytesOfACharacterThatNeverEndedComeAsReplacement() {
        Generation generation = generate(new Recital(256, tokenizer.encode("🙂")), GenerationSettings.greedy(2));
        assertThat(generation.text()).isEqualTo("\uFFFD");
    }

    @Test
    void settingsAreChecked() {
        assertThatThrownBy(() -> GenerationSettings.greedy(0)).hasMessageContaining("max tokens is 0");
        assertThatThrownBy(() -> GenerationSettings.greedy(1).withStopTexts(List.of(""))).hasMessageContaining("empty");
        assertThatThrownBy(() -> new Generator(new Recital(9, 1), tokenizer).generate(new int[0], GenerationSettings.greedy(1), pieces::add,
                () -> false)).hasMessageContaining("no tokens");
    }
}
