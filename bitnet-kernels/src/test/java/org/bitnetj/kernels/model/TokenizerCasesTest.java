package org.bitnetj.kernels.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The tiny model's tokenizer, against what an independent one makes of the same texts, and round trips of any text at all. */
class TokenizerCasesTest {
    private static Tokenizer tokenizer;

    @BeforeAll
    static void read() throws Exception {
        tokenizer = TinyModel.tokenizer();
    }

    static Stream<Arguments> cases() throws Exception {
        JsonNode cases = TinyModel.json("tokenizer-cases.json");
        assertThat(cases.size()).isEqualTo(28);
        return StreamSupport.stream(cases.spliterator(), false).map(one -> Arguments.of(one.get("text").asString(),
                StreamSupport.stream(one.get("ids").spliterator(), false).mapToInt(JsonNode::asInt).toArray()));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void encodesAndDecodesAsTheReference(String text, int[] ids) {
        assertThat(tokenizer.encode(text)).containsExactly(ids);
        assertThat(tokenizer.decode(ids)).isEqualTo(text);
        assertThat(streamed(ids)).isEqualTo(text);
        assertThat(tokenizer.prompt(text)).startsWith(510).hasSize(ids.length + 1);
    }

    @Test
    void knowsItsControlTokens() {
        assertThat(tokenizer.size()).isEqualTo(512);
        assertThat(tokenizer.bos()).hasValue(510);
        assertThat(tokenizer.eos()).hasValue(511);
        assertThat(tokenizer.stops()).containsExactly(511);
        assertThat(tokenizer.addsBos()).isTrue();
        assertThat(tokenizer.preTokenizer()).contains(PreTokenizer.LLAMA_3);
        assertThat(tokenizer.notes()).isEmpty();
        assertThat(tokenizer.encodeWithSpecials("a<s></s>b")).containsExactly(64, 510, 511, 65);
        assertThat(tokenizer.withBos(new int[]{510, 64})).containsExactly(510, 64);
        assertThat(tokenizer.decode(510, 64, 511)).isEqualTo("a");
        assertThat(tokenizer.name(258)).isEqualTo("Ġthe");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void anyTextComesBack(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 300; i++) {
            String text = Texts.any(random, 1 + random.nextInt(120));
            int[] tokens = tokenizer.encode(text);
            assertThat(tokenizer.decode(tokens)).isEqualTo(text);
            assertThat(streamed(tokens)).isEqualTo(text);
            // Control tokens in it are steering, not text.
            assertThat(tokenizer.decode(tokenizer.encodeWithSpecials(text))).isEqualTo(text.replace("<s>", "").replace("</s>", ""));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14})
    void surrogatesWithoutPartnerBecomeReplacementCharacters(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 300; i++) {
            String text = Texts.withLoneSurrogates(random, 1 + random.nextInt(60));
            // The JDK's encoder, told to replace by U+FFFD, is the other opinion.
            String expected = text.codePoints().map(c -> c >= 0xD800 && c < 0xE000 ? 0xFFFD : c)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
            assertThat(tokenizer.decode(tokenizer.encode(text))).isEqualTo(expected);
        }
        assertThat(tokenizer.decode(tokenizer.encode("a\uDC00\uD800b\uD800"))).isEqualTo("a\uFFFD\uFFFDb\uFFFD");
    }

    /** A model may put tokens in any order, so that their bytes are no UTF-8. */
    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23, 24})
    void anyTokensStreamToWhatTheyDecodeTo(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            int[] tokens = random.ints(random.nextInt(40), 0, 512).toArray();
            byte[] bytes = new byte[0];
            for (int token : tokens) {
                byte[] more = tokenizer.bytes(token);
                bytes = Arrays.copyOf(bytes, bytes.length + more.length);
                System.arraycopy(more, 0, bytes, bytes.length - more.length, more.length);
            }
            assertThat(tokenizer.decode(tokens)).isEqualTo(new String(bytes, StandardCharsets.UTF_8));
            assertThat(streamed(tokens)).isEqualTo(tokenizer.decode(tokens));
        }
    }

    @Test
    void aCharacterIsHeldBackUntilItIsComplete() {
        TokenDecoder decoder = tokenizer.decoder();
        int[] smile = tokenizer.encode("🙂");
        assertThat(smile).hasSize(4);
        assertThat(decoder.next(smile[0])).isEmpty();
        assertThat(decoder.next(smile[1])).isEmpty();
        assertThat(decoder.next(smile[2])).isEmpty();
        assertThat(decoder.next(smile[3])).isEqualTo("🙂");
        assertThat(decoder.finish()).isEmpty();

        assertThat(decoder.next(smile[0])).isEmpty();
        assertThat(decoder.next(64)).isEqualTo("\uFFFDa");
        assertThat(decoder.next(smile[0])).isEmpty();
        assertThat(decoder.finish()).isEqualTo("\uFFFD");
    }

    /** With anything worse than n log n this would not end in a test's time. */
    @Test
    void aMillionCharactersInOnePieceAreEncoded() {
        String text = "th".repeat(500_000);
        assertThat(tokenizer.encode(text)).hasSize(500_000).containsOnly(256);
        String spaces = " ".repeat(1_000_000);
        assertThat(tokenizer.decode(tokenizer.encode(spaces))).isEqualTo(spaces);
    }

    private static String streamed(int[] tokens) {
        TokenDecoder decoder = tokenizer.decoder();
        StringBuilder text = new StringBuilder();
        for (int token : tokens) {
            text.append(decoder.next(token));
        }
        return text.append(decoder.finish()).toString();
    }
}
