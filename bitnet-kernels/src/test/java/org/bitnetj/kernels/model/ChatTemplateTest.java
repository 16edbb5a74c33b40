package org.bitnetj.kernels.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import org.bitnetj.kernels.gguf.GgufFile;
import org.bitnetj.kernels.gguf.GgufValueType;
import org.bitnetj.kernels.model.ChatTemplate.Message;
import org.bitnetj.kernels.model.ChatTemplate.Role;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChatTemplateTest {
    private static final String BITNET = "{% set loop_messages = messages %}{% for message in loop_messages %}{% set content = message['role'] | "
            + "capitalize + ': '+ message['content'] | trim + '<|eot_id|>' %}{% if loop.index0 == 0 %}{% set content = bos_token + content %}"
            + "{% endif %}{{ content }}{% endfor %}{% if add_generation_prompt %}{{ 'Assistant: ' }}{% endif %}";
    private static final String LLAMA = "{% set loop_messages = messages %}{% for message in loop_messages %}{% set content = "
            + "'<|start_header_id|>' + message['role'] + '<|end_header_id|>\n\n'+ message['content'] | trim + '<|eot_id|>' %}"
            + "{% if loop.index0 == 0 %}{% set content = bos_token + content %}{% endif %}{{ content }}{% endfor %}"
            + "{{ '<|start_header_id|>assistant<|end_header_id|>\n\n' }}";
    private static final List<Message> CHAT = List.of(new Message(Role.SYSTEM, "Be\n"), new Message(Role.USER, " a<|eot_id|> "));

    @TempDir
    private Path folder;

    /** What tokens say, control tokens by name. */
    private static String written(Tokenizer tokenizer, int[] tokens) {
        StringBuilder text = new StringBuilder();
        for (int token : tokens) {
            text.append(tokenizer.bytes(token).length == 0 ? "[" + tokenizer.name(token) + "]" : tokenizer.decode(token));
        }
        return text.toString();
    }

    private Path file(String template, String... controls) throws IOException {
        Vocabularies vocabulary = Vocabularies.bytes();
        for (String control : controls) {
            vocabulary.token(control, Vocabularies.CONTROL);
        }
        return vocabulary.write(folder, "gpt2", writer -> {
            writer.putString("tokenizer.ggml.pre", "llama-bpe");
            if (controls.length > 0) {
                writer.putInteger("tokenizer.ggml.bos_token_id", GgufValueType.UINT32, vocabulary.id(controls[0]));
            }
            if (template != null) {
                writer.putString(ChatTemplate.KEY, template);
            }
        });
    }

    private String chat(ChatTemplate expected, String template, String... controls) throws IOException {
        try (GgufFile file = GgufFile.open(file(template, controls))) {
            ChatTemplate found = ChatTemplate.read(file);
            assertThat(found).isEqualTo(expected);
            Tokenizer tokenizer = Tokenizer.read(file);
            return written(tokenizer, found.prompt(tokenizer, CHAT));
        }
    }

    @Test
    void theTemplateOf2b4tIsRecognisedAndTextOfAMessageSteersNothing() throws IOException {
        assertThat(chat(ChatTemplate.BITNET_2B4T, BITNET, "<|begin_of_text|>", "<|eot_id|>"))
                .isEqualTo("[<|begin_of_text|>]System: Be[<|eot_id|>]User: a<|eot_id|>[<|eot_id|>]Assistant: ");
    }

    @Test
    void theTemplateOfLlama3IsRecognised() throws IOException {
        assertThat(chat(ChatTemplate.LLAMA_3, LLAMA, "<|begin_of_text|>", "<|eot_id|>", "<|start_header_id|>", "<|end_header_id|>"))
                .isEqualTo(
                        "[<|begin_of_text|>][<|start_header_id|>]system[<|end_header_id|>]\n\nBe[<|eot_id|>][<|start_header_id|>]user[<|end_header_id|>]"
                                + "\n\na<|eot_id|>[<|eot_id|>][<|start_header_id|>]assistant[<|end_header_id|>]\n\n");
    }

    @Test
    void theShortFormOf2b4tIsRecognised() throws IOException {
        String brief = "{% for message in messages %}{{ message['role'] | capitalize + ': ' + message['content'] | trim + '<|eot_id|>' }}"
                + "{% endfor %}{% if add_generation_prompt %}{{ 'Assistant: ' }}{% endif %}";
        assertThat(chat(ChatTemplate.BITNET_2B4T, brief, "<|begin_of_text|>", "<|eot_id|>")).startsWith("[<|begin_of_text|>]System: Be");
    }

    @Test
    void blanksAndQuotesDoNotMatter() throws IOException {
        String spread = BITNET.replace("{%", "{%- ").replace("%}", " -%}\n").replace("'", "\"");
        assertThat(chat(ChatTemplate.BITNET_2B4T, spread, "<|begin_of_text|>", "<|eot_id|>")).startsWith("[<|begin_of_text|>]System: Be");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{{ messages }}", "{% set loop_messages = messages %}", ""})
    void anotherTemplateIsRefusedWithWhatIsSupported(String template) throws IOException {
        try (GgufFile file = GgufFile.open(file(template, "<|begin_of_text|>"))) {
            assertThatThrownBy(() -> ChatTemplate.read(file)).isInstanceOf(TokenizerException.class).hasMessageContaining(ChatTemplate.KEY)
                    .hasMessageContaining("'" + template + "'").hasMessageContaining("BITNET_2B4T, LLAMA_3");
        }
    }

    @Test
    void aFileWithoutATemplateIsRefused() throws IOException {
        try (GgufFile file = GgufFile.open(file(null, "<|begin_of_text|>"))) {
            assertThatThrownBy(() -> ChatTemplate.read(file)).isInstanceOf(TokenizerException.class).hasMessageContaining("no such key");
        }
    }

    @Test
    void aChatThatCannotBeWrittenIsRefused() throws IOException {
        try (GgufFile file = GgufFile.open(file(BITNET, "<|begin_of_text|>"))) {
            Tokenizer tokenizer = Tokenizer.read(file);
            assertThatThrownBy(() -> ChatTemplate.BITNET_2B4T.prompt(tokenizer, CHAT)).hasMessageContaining("no control token <|eot_id|>");
            assertThatThrownBy(() -> ChatTemplate.BITNET_2B4T.prompt(tokenizer, List.of())).hasMessageContaining("is empty");
            assertThatThrownBy(() -> ChatTemplate.BITNET_2B4T.prompt(tokenizer, List.of(new Message(Role.ASSISTANT, "x"))))
                    .hasMessageContaining("with an answer");
        }
        try (GgufFile file = GgufFile.open(file(BITNET))) {
            Tokenizer tokenizer = Tokenizer.read(file);
            assertThatThrownBy(() -> ChatTemplate.BITNET_2B4T.prompt(tokenizer, CHAT)).hasMessageContaining("no token for the beginning");
        }
    }
}
