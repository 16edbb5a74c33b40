package org.bitnetj.kernels.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

import org.bitnetj.kernels.gguf.GgufFile;
import org.bitnetj.kernels.gguf.GgufValueType;
import org.bitnetj.kernels.gguf.GgufWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a vocabulary says is what happens: on vocabularies small enough to work out by hand. */
class TokenizerTest {
    @TempDir
    private Path folder;

    private static void nothingMore(GgufWriter writer) {
        assertThat(writer).isNotNull();
    }

    private static List<String> names(Tokenizer tokenizer, String text) {
        return Arrays.stream(tokenizer.encode(text)).mapToObj(tokenizer::name).toList();
    }

    @Test
    void theLowestRankMergesFirstAndTheLeftmostOfEquals() throws Exception {
        Vocabularies vocabulary = Vocabularies.bytes().merge("b", "c").merge("a", "b").merge("a", "a").merge("ab", "c");
        Tokenizer tokenizer = vocabulary.gpt2(folder, "gpt-2");
        // b c before a b, so "ab c" never comes about.
        assertThat(names(tokenizer, "abc")).containsExactly("a", "bc");
        assertThat(names(tokenizer, "aaa")).containsExactly("aa", "a");
        assertThat(names(tokenizer, "aaaab")).containsExactly("aa", "a", "ab");
    }

    /** Where merging by the rank of the result (tiktoken, JTokkit) would go wrong. */
    @Test
    void aPairThatIsNotListedDoesNotMergeThoughItsTextIsAToken() throws Exception {
        Vocabularies vocabulary = Vocabularies.bytes().merge("b", "c").merge("a", "bc").token("ab", Vocabularies.NORMAL);
        Tokenizer tokenizer = vocabulary.gpt2(folder, "gpt-2");
        assertThat(names(tokenizer, "ab")).containsExactly("a", "b");
        assertThat(names(tokenizer, "abc")).containsExactly("abc");
    }

    @Test
    void idsNeedNotBeRanks() throws Exception {
        Vocabularies vocabulary = Vocabularies.bytes().token("ab", Vocabularies.NORMAL).token("bc", Vocabularies.NORMAL).merge("b", "c")
                .merge("a",
                        "b");
        assertThat(names(vocabulary.gpt2(folder, "gpt-2"), "abc")).containsExactly("a", "bc");
    }

    @Test
    void llama3TakesAPieceThatIsATokenAtOnceAndGpt2DoesNot() throws Exception {
        Vocabularies vocabulary = Vocabularies.bytes().merge("b", "c").token("abc", Vocabularies.NORMAL).token("STOP",
                Vocabularies.CONTROL);
        assertThat(names(vocabulary.gpt2(folder, "llama-bpe"), "abc")).containsExactly("abc");
        assertThat(names(vocabulary.gpt2(folder, "gpt-2"), "abc")).containsExactly("a", "bc");
        // Even there a control token does not come out of text.
        assertThat(names(vocabulary.gpt2(folder, "llama-bpe"), "STOP")).containsExactly("S", "T", "O", "P");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            llama-bpe | 12345 it's IT'S | 123/45/Ġit/'s/ĠIT/'S
            gpt-2     | 12345 it's IT'S | 12345/Ġit/'s/ĠIT/'/S
            qwen2     | 123 a.b          | 1/2/3/Ġa/.b
            smollm    | 123 a.b          | 1/2/3/Ġa/./b
            llama-bpe | 123 a.b          | 123/Ġa/.b
            """)
    void everyPreTokenizerCutsInItsWay(String pre, String text, String pieces) throws Exception {
        // A vocabulary in which whatever stands in one piece merges into one token.
        Vocabularies vocabulary = Vocabularies.bytes();
        for (String piece : pieces.split("/", -1)) {
            for (int end = 2; end <= piece.length(); end++) {
                if (!has(vocabulary, piece.substring(0, end))) {
                    vocabulary.merge(piece.substring(0, end - 1), piece.substring(end - 1, end));
                }
            }
        }
        Tokenizer tokenizer = vocabulary.gpt2(folder, pre);
        assertThat(String.join("/", names(tokenizer, text))).isEqualTo(pieces);
        assertThat(tokenizer.decode(tokenizer.encode(text))).isEqualTo(text);
    }

    private static boolean has(Vocabularies vocabulary, String token) {
        try {
            return vocabulary.id(token) >= 0;
        } catch (IllegalArgumentException absent) {
            return false;
        }
    }

    @Test
    void userDefinedTokensAreFoundInAnyTextAndControlTokensWhenAsked() throws Exception {
        Vocabularies vocabulary = Vocabularies.bytes().token("<|é", Vocabularies.USER_DEFINED).token("<|é|>", Vocabularies.USER_DEFINED)
                .token("<|end|>", Vocabularies.CONTROL);
        Tokenizer tokenizer = vocabulary.gpt2(folder, "gpt-2");
        int longer = vocabulary.id("<|é|>");
        assertThat(tokenizer.encode("a<|é|>b<|é")).containsExactly('a', longer, 'b', longer - 1);
        assertThat(tokenizer.decode('a', longer, 'b')).isEqualTo("a<|é|>b");
        assertThat(tokenizer.encode("<|end|>")).hasSize(7);
        assertThat(tokenizer.encodeWithSpecials("<|end|>x<|end|>")).containsExactly(longer + 1, 'x', longer + 1);
        assertThat(tokenizer.decode(longer + 1, 'x')).isEqualTo("x");
    }

    @ParameterizedTest
    @CsvSource({"128000,128256,<|begin_of_text|>,LLAMA_3,Llama 3", "11,131072,<|endoftext|>,LLAMA_3,Falcon 3",
        "50256,50257,<|endoftext|>,GPT_2,GPT-2", "151643,151936,<|endoftext|>,QWEN_2,Qwen 2"})
    void aKnownVocabularyWithoutPreTokenizerGetsItsOwnAndSaysSo(int id, int size, String token, PreTokenizer expected, String name)
            throws Exception {
        Vocabularies vocabulary = id < 256 ? new Vocabularies().padTo(id).token(token, Vocabularies.CONTROL) : Vocabularies.bytes();
        if (id < 256) {
            for (int b = 0; b < 256; b++) {
                vocabulary.token(String.valueOf(ByteAlphabet.character(b)), Vocabularies.NORMAL);
            }
        } else {
            vocabulary.padTo(id).token(token, Vocabularies.CONTROL);
        }
        vocabulary.padTo(size);
        for (Consumer<GgufWriter> said : List.<Consumer<GgufWriter>>of(TokenizerTest::nothingMore,
                writer -> writer.putString("tokenizer.ggml.pre", "default"))) {
            Tokenizer tokenizer = vocabulary.read(folder, "gpt2", said);
            assertThat(tokenizer.preTokenizer()).contains(expected);
            assertThat(tokenizer.notes()).singleElement().asString().contains("tokenizer.ggml.pre").contains(name)
                    .contains(size + " tokens")
                    .contains(token).contains(expected.name());
        }
    }

    @Test
    void anUnknownVocabularyWithoutPreTokenizerNeedsADecision() throws Exception {
        Path path = Vocabularies.bytes().write(folder, "gpt2", TokenizerTest::nothingMore);
        try (GgufFile file = GgufFile.open(path)) {
            assertThatThrownBy(() -> Tokenizer.read(file)).isInstanceOf(TokenizerException.class).hasMessageContaining(path.toString())
                    .hasMessageContaining("tokenizer.ggml.pre").hasMessageContaining("no such key").hasMessageContaining("256 tokens")
                    .hasMessageContaining("llama-bpe").hasMessageContaining("GPT_2");
            assertThat(Tokenizer.read(file, PreTokenizer.GPT_2).preTokenizer()).contains(PreTokenizer.GPT_2);
            assertThat(Tokenizer.read(file, PreTokenizer.GPT_2).notes()).containsExactly("pre-tokenizer GPT_2, as demanded");
        }
    }

    @Test
    void stopsAreWhatTheFileNamesAndWhatIsKnown() throws Exception {
        Vocabularies vocabulary = Vocabularies.bytes().token("<|begin_of_text|>", 3).token("<|end_of_text|>", 3).token("<|eot_id|>", 3)
                .token("bye", 3).token("<|im_end|>", Vocabularies.NORMAL);
        Tokenizer tokenizer = vocabulary.read(folder, "gpt2", writer -> writer.putString("tokenizer.ggml.pre", "llama-bpe")
                .putInteger("tokenizer.ggml.bos_token_id", GgufValueType.UINT32, 256)
                .putInteger("tokenizer.ggml.eos_token_id", GgufValueType.UINT32, 259));
        assertThat(tokenizer.stops()).containsExactlyInAnyOrder(257, 258, 259);
        assertThat(tokenizer.addsBos()).isTrue();
        assertThat(tokenizer.notes()).singleElement().asString().contains("add_bos_token").contains("<|begin_of_text|>");
        assertThat(tokenizer.prompt("a")).containsExactly(256, 'a');
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ab        | two tokens with a space
            a b       | no token 'ab'
            a xyz     | no token 'axyz'
            """)
    void mergesThatAreNoneAreRefused(String line, String message) throws Exception {
        Vocabularies vocabulary = Vocabularies.bytes().mergeLine(line);
        assertThatThrownBy(() -> vocabulary.gpt2(folder, "gpt-2")).isInstanceOf(TokenizerException.class)
                .hasMessageContaining("tokenizer.ggml.merges").hasMessageContaining("'" + line + "' at index 0")
                .hasMessageContaining(message);
    }

    @Test
    void vocabulariesThatContradictThemselvesAreRefused() throws Exception {
        Vocabularies few = new Vocabularies().token("a", 1);
        assertThatThrownBy(() -> few.gpt2(folder, "gpt-2")).hasMessageContaining("for the byte 0x00");
        Vocabularies types = Vocabularies.bytes().token("x y", 9);
        assertThatThrownBy(() -> types.gpt2(folder, "gpt-2")).hasMessageContaining("type 9 for token 256");
        assertThatThrownBy(() -> Vocabularies.bytes().read(folder, "bert", TokenizerTest::nothingMore)).hasMessageContaining("'bert'")
                .hasMessageContaining("'gpt2'");
        assertThatThrownBy(() -> Vocabularies.bytes().gpt2(folder, "tekken")).hasMessageContaining("'tekken'")
                .hasMessageContaining("gpt-2");
        assertThatThrownBy(() -> Vocabularies.bytes().read(folder, "gpt2", writer -> writer.putString("tokenizer.ggml.pre", "gpt-2")
                .putInteger("tokenizer.ggml.eos_token_id", GgufValueType.UINT32, 256))).hasMessageContaining("token 256")
                .hasMessageContaining("0 to 255");
        assertThatThrownBy(() -> Vocabularies.bytes().read(folder, "gpt2", writer -> writer.putString("tokenizer.ggml.pre", "gpt-2")
                .putBool("tokenizer.ggml.add_bos_token", true))).hasMessageContaining("bos_token_id");
    }

    @Test
    void sentencePieceMergesByScore() throws Exception {
        Vocabularies vocabulary = Vocabularies.sentencePiece();
        for (String c : List.of("▁", "a", "b", "c")) {
            vocabulary.token(c, Vocabularies.NORMAL, -100);
        }
        vocabulary.token("ab", 1, -3).token("bc", 1, -2).token("▁a", 1, -4).token("▁ab", 1, -5).token("abc", 1, -1);
        Tokenizer tokenizer = vocabulary.read(folder, "llama", writer -> writer
                .putInteger("tokenizer.ggml.bos_token_id", GgufValueType.UINT32, 1)
                .putInteger("tokenizer.ggml.eos_token_id", GgufValueType.UINT32, 2));
        assertThat(names(tokenizer, "abc")).containsExactly("▁", "abc");
        assertThat(names(tokenizer, "ab ab")).containsExactly("▁ab", "▁ab");
        assertThat(names(tokenizer, "aé")).containsExactly("▁a", "<0xC3>", "<0xA9>");
        assertThat(tokenizer.prompt("")).containsExactly(1);
        assertThat(tokenizer.preTokenizer()).isEmpty();
        for (String text : List.of("abc", " abc", "  a  b ", "aé🙂\n\u0000", "")) {
            assertThat(tokenizer.decode(tokenizer.prompt(text))).isEqualTo(text);
        }
        TokenDecoder decoder = tokenizer.decoder();
        assertThat(decoder.next(vocabulary.id("▁ab")) + decoder.finish()).isEqualTo(" ab");
    }

    @Test
    void sentencePieceNeedsScoresAndBytes() throws Exception {
        Vocabularies vocabulary = new Vocabularies().token("a", 1, 0);
        assertThatThrownBy(() -> vocabulary.read(folder, "llama", TokenizerTest::nothingMore)).hasMessageContaining("'<0x00>'");
        Vocabularies nan = Vocabularies.sentencePiece().token("a", 1, Float.NaN);
        assertThatThrownBy(() -> nan.read(folder, "llama", TokenizerTest::nothingMore)).hasMessageContaining("NaN for token 259");
    }
}
