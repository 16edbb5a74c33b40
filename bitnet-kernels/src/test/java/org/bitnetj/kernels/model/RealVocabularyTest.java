package org.bitnetj.kernels.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.Consumer;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real vocabularies, against an independent tokenizer that has them: GPT-2's (50,257 tokens), and one of 100,256 tokens that is cut by Llama 3's
 * pattern and that Llama 3's grew out of. Their tokens are ranked, not merged from a list; the list is worked out as converters to GGUF do.
 */
class RealVocabularyTest {
    private static final List<String> TEXTS = List.of(
            "In the beginning God created the heaven and the earth.\n2 And the earth was without form,",
            "public static void main(String[] args) {\n    System.out.println(\"Hello, world!\");\r\n\t}\n\n\n",
            "I'll say she's, we'VE, they'D: don't.",
            "3.14159 26535, 1,000,000; 2026-11-24", "Größenwahn, naïve café, Привет, 你好世界, こんにちは, مرحبا, 안녕하세요",
            "👩‍💻🙂🌍 emoji\u00A0nbsp\u2003em",
            "   leading, trailing   ", "a\n\n  b\n \n", "https://example.org/a?b=c&d=%20#e_f-g",
            "\t\t\tif (x<=y) { z+=1; } // ----------------");

    @TempDir
    private Path folder;

    @Test
    void gpt2() throws Exception {
        Tokenizer tokenizer = read("r50k_base", 50_256, vocabulary -> vocabulary.token("<|endoftext|>", Vocabularies.CONTROL));
        assertThat(tokenizer.preTokenizer()).contains(PreTokenizer.GPT_2);
        compare(tokenizer, Encodings.newDefaultEncodingRegistry().getEncoding(EncodingType.R50K_BASE));
    }

    @Test
    void llama3sPattern() throws Exception {
        // Padded to where a vocabulary of Llama 3 has its token for the beginning, it is taken for one.
        Tokenizer tokenizer = read("cl100k_base", 100_256,
                vocabulary -> vocabulary.padTo(128_000).token("<|begin_of_text|>", Vocabularies.CONTROL).padTo(128_256));
        assertThat(tokenizer.preTokenizer()).contains(PreTokenizer.LLAMA_3);
        compare(tokenizer, Encodings.newDefaultEncodingRegistry().getEncoding(EncodingType.CL100K_BASE));
    }

    private Tokenizer read(String name, int size, Consumer<Vocabularies> more) throws IOException {
        List<String> tokens = ranked(name);
        assertThat(tokens).hasSize(size);
        Map<String, Integer> ranks = HashMap.newHashMap(tokens.size());
        tokens.forEach(token -> ranks.put(token, ranks.size()));
        Vocabularies vocabulary = new Vocabularies();
        tokens.forEach(token -> vocabulary.token(token, Vocabularies.NORMAL));
        for (int rank = 0; rank < tokens.size(); rank++) {
            if (tokens.get(rank).length() > 1) {
                List<String> parts = parts(tokens.get(rank), rank, ranks);
                assertThat(parts).hasSize(2);
                vocabulary.mergeLine(parts.get(0) + " " + parts.get(1));
            }
        }
        more.accept(vocabulary);
        return vocabulary.read(folder, "gpt2", writer -> assertThat(writer).isNotNull());
    }

    private static List<String> ranked(String name) throws IOException {
        List<String> tokens = new ArrayList<>();
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(Encodings.class.getResourceAsStream(name + ".tiktoken"), name), StandardCharsets.US_ASCII))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                int space = line.indexOf(' ');
                assertThat(Integer.parseInt(line.substring(space + 1))).isEqualTo(tokens.size());
                tokens.add(ByteAlphabet.write(Base64.getDecoder().decode(line.substring(0, space))));
            }
        }
        return tokens;
    }

    /** Merges a token's bytes with all tokens of lower rank: what is left are the two that it is made of. */
    private static List<String> parts(String token, int rank, Map<String, Integer> ranks) {
        List<String> parts = new ArrayList<>(List.of(token.split("", -1)));
        parts.removeIf(String::isEmpty);
        while (true) {
            int best = -1;
            int bestRank = rank;
            for (int i = 0; i + 1 < parts.size(); i++) {
                int merged = ranks.getOrDefault(parts.get(i) + parts.get(i + 1), Integer.MAX_VALUE);
                if (merged < bestRank) {
                    best = i;
                    bestRank = merged;
                }
            }
            if (best < 0) {
                return parts;
            }
            parts.set(best, parts.get(best) + parts.remove(best + 1));
        }
    }

    private static void compare(Tokenizer tokenizer, Encoding other) {
        List<String> texts = new ArrayList<>(TEXTS);
        Random random = new Random(7);
        for (int i = 0; i < 2000; i++) {
            texts.add(mixed(random));
        }
        int tokens = 0;
        for (String text : texts) {
            int[] ours = tokenizer.encode(text);
            assertThat(ours).as(text).containsExactly(other.encodeOrdinary(text).toArray());
            assertThat(tokenizer.decode(ours)).isEqualTo(text);
            tokens += ours.length;
        }
        assertThat(tokens).isGreaterThan(20_000);
    }

    /** Pieces of the texts, cut anywhere and put together. */
    private static String mixed(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = 1 + random.nextInt(8); i > 0; i--) {
            String one = TEXTS.get(random.nextInt(TEXTS.size()));
            int from = one.offsetByCodePoints(0, random.nextInt(one.codePointCount(0, one.length())));
            int most = one.codePointCount(from, one.length());
            text.append(one, from, one.offsetByCodePoints(from, Math.min(most, 1 + random.nextInt(20))));
        }
        return text.toString();
    }
}
