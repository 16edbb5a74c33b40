package org.bitnetj.kernels.model;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;

import org.bitnetj.kernels.gguf.GgufFile;

/**
 * How a chat is written for a model that was trained on chats. A GGUF file keeps this as a Jinja program, {@value #KEY}; a program that is a known one,
 * but for its blanks and kind of quotes, is recognised, and none is run.
 *
 * <pre>
 *   BITNET_2B4T   {bos}System: ...{eot}User: ...{eot}Assistant:
 *   LLAMA_3       {bos}{header}user{/header}\n\n...{eot}{header}assistant{/header}\n\n
 * </pre>
 *
 * <p>What a message says is ordinary text: {@code "<|eot_id|>"} in it is ten characters, and steers nothing. Immutable and thread-safe.
 */
public enum ChatTemplate {
    /** BitNet b1.58 2B4T: the role's name, a colon and a space before each message. */
    BITNET_2B4T("message['role'] | capitalize + ': ' + message['content'] | trim + '<|eot_id|>'", "{{ 'Assistant: ' }}"),
    /** Llama 3, and with it Llama3-8B-1.58 and other models of its vocabulary: the role in header tokens. */
    LLAMA_3("'<|start_header_id|>' + message['role'] + '<|end_header_id|>' + message['content'] | trim + '<|eot_id|>'",
            "{{ '<|start_header_id|>assistant<|end_header_id|>' }}");

    /** The metadata key of the template. */
    public static final String KEY = "tokenizer.chat_template";

    private static final String END = "<|eot_id|>";
    private static final int SHOWN = 60;

    @SuppressWarnings("ImmutableEnumChecker") // An unmodifiable list of strings.
    private final List<String> known;

    ChatTemplate(String message, String answer) {
        List<String> chats = List.of(
                "{% set loop_messages = messages %}{% for message in loop_messages %}{% set content = " + message
                        + " %}{% if loop.index0 == 0 %}{% set content = bos_token + content %}{% endif %}{{ content }}{% endfor %}",
                "{% set loop_messages = messages %}{% for message in loop_messages %}{% set content = " + message
                        + " %}{{ content }}{% endfor %}",
                "{% for message in messages %}{{ " + message + " }}{% endfor %}");
        // Files of the first days begin the answer without being asked.
        known = chats.stream().flatMap(
                chat -> Stream.of(chat + "{% if add_generation_prompt %}" + answer + "{% endif %}", chat + answer)).map(ChatTemplate::bare)
                .toList();
    }

    /** Who speaks. */
    public enum Role {
        /** Whoever gives the model its task. */
        SYSTEM,
        /** Whoever asks. */
        USER,
        /** The model. */
        ASSISTANT;

        private String text(boolean capital) {
            String name = name();
            return (capital ? name.substring(0, 1) : name.substring(0, 1).toLowerCase(Locale.ROOT))
                    + name.substring(1).toLowerCase(Locale.ROOT);
        }
    }

    /**
     * What one said.
     *
     * @param role who
     * @param content what; blanks around it are left out, as the templates do
     */
    public record Message(Role role, String content) {
        /** Checks that both are there. */
        public Message {
            Objects.requireNonNull(role, "role");
            Objects.requireNonNull(content, "content");
        }
    }

    /**
     * Recognises the template of a file.
     *
     * @param file an open file
     * @return the template
     * @throws TokenizerException if the file has none, or one that is not known here
     * @throws IOException if the key has another type
     */
    public static ChatTemplate read(GgufFile file) throws IOException {
        String supported = "the template of " + Arrays.toString(values())
                + "; a chat of another kind can be written out in the prompt, with its control tokens recognised (--special)";
        if (!file.metadata().contains(KEY)) {
            throw new TokenizerException(file.path(), KEY, "no such key", supported);
        }
        String found = file.metadata().getString(KEY);
        String bare = bare(found);
        for (ChatTemplate template : values()) {
            if (template.known.contains(bare)) {
                return template;
            }
        }
        String line = found.replaceAll("\\s+", " ");
        throw new TokenizerException(file.path(), KEY, "one that is not known here, '" + line.substring(0, Math.min(SHOWN, line.length()))
                + (line.length() > SHOWN ? "...'" : "'"), supported);
    }

    /** A program without blanks, the marks that take blanks away, line ends, and with one kind of quotes. */
    private static String bare(String program) {
        return program.replace("\\n", "").replaceAll("\\s+", "").replace('"', '\'').replace("{%-", "{%").replace("-%}", "%}")
                .replace("{{-", "{{").replace("-}}", "}}");
    }

    /**
     * Writes a chat as tokens, up to where the model's answer begins.
     *
     * @param tokenizer the model's
     * @param messages what was said so far, the last of it not by the model
     * @return the tokens, beginning with the one for the beginning of a text
     * @throws IllegalArgumentException if nothing was said, the model spoke last, or the vocabulary lacks a control token of the template
     */
    public int[] prompt(Tokenizer tokenizer, List<Message> messages) {
        if (messages.isEmpty() || messages.getLast().role() == Role.ASSISTANT) {
            throw new IllegalArgumentException("a chat ends with what the model is to answer, and this one "
                    + (messages.isEmpty() ? "is empty" : "with an answer"));
        }
        TokenBuffer tokens = new TokenBuffer();
        tokens.add(tokenizer.bos().orElseThrow(() -> new IllegalArgumentException("the vocabulary has no token for the beginning, which "
                + this + " needs")));
        for (Message message : messages) {
            begin(tokenizer, tokens, message.role(), message.content().strip());
            tokens.add(control(tokenizer, END));
        }
        begin(tokenizer, tokens, Role.ASSISTANT, "");
        return tokens.toArray();
    }

    private void begin(Tokenizer tokenizer, TokenBuffer tokens, Role role, String content) {
        switch (this) {
            case BITNET_2B4T -> text(tokenizer, tokens, role.text(true) + ": " + content);
            case LLAMA_3 -> {
                tokens.add(control(tokenizer, "<|start_header_id|>"));
                text(tokenizer, tokens, role.text(false));
                tokens.add(control(tokenizer, "<|end_header_id|>"));
                text(tokenizer, tokens, "\n\n" + content);
            }
        }
    }

    private static void text(Tokenizer tokenizer, TokenBuffer tokens, String text) {
        for (int token : tokenizer.encode(text)) {
            tokens.add(token);
        }
    }

    private int control(Tokenizer tokenizer, String name) {
        int[] found = tokenizer.encodeWithSpecials(name);
        if (found.length != 1) {
            throw new IllegalArgumentException("the vocabulary has no control token " + name + ", which " + this + " needs");
        }
        return found[0];
    }
}
