package org.bitnetj.kernels.model;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

import org.bitnetj.kernels.gguf.GgufFile;
import org.bitnetj.kernels.gguf.GgufMetadata;

/**
 * Text to the tokens of a model and back, by the vocabulary in its GGUF file: byte-level BPE ({@code tokenizer.ggml.model} is {@code gpt2}) or
 * SentencePiece BPE ({@code llama}).
 *
 * <pre>{@code
 * Tokenizer tokenizer = Tokenizer.read(path);
 * int[] prompt = tokenizer.prompt("In the beginning");     // with <s> in front if the model wants it
 * String text = tokenizer.decode(prompt);                  // In the beginning
 * }</pre>
 *
 * <p>Text is any sequence of code points. A surrogate without its partner is none, and is taken for U+FFFD, as decoders of UTF-8 do. With that
 * exception decoding gives back exactly what was encoded; SentencePiece moreover cannot tell U+2581 from a space. A file without
 * {@code tokenizer.ggml.pre} is read by the pre-tokenizer of its vocabulary if that is a known one, and {@link #notes()} says so.
 *
 * <p>Why no library: JTokkit, the one in plain Java, merges whatever pair gives the token of the lowest id, so ids must be ranks. Here they are not:
 * a file lists pairs, ids are arbitrary, and a pair that is not listed must not merge though its text is a token. Hugging Face's tokenizers are native code for each platform.
 *
 * <p>Immutable and thread-safe; nothing refers to the file afterwards.
 */
public final class Tokenizer {
    private static final String MODEL = "tokenizer.ggml.model";
    private static final String ADD_BOS = "tokenizer.ggml.add_bos_token";
    private static final List<String> STOP_IDS = List.of("eos", "eot", "eom");
    /** Control tokens that end a text or a turn in the vocabularies of the field; files often name only one of them. */
    private static final List<String> STOP_TEXTS = List.of("<|end_of_text|>", "<|endoftext|>", "<|eot_id|>", "<|eom_id|>", "<|im_end|>",
            "</s>");

    private final Vocabulary vocabulary;
    private final TextModel model;
    private final PreTokenizer preTokenizer;
    private final SpecialTokens userDefined;
    private final SpecialTokens special;
    private final OptionalInt bos;
    private final OptionalInt eos;
    private final Set<Integer> stops;
    private final boolean addsBos;
    private final List<String> notes;

    private Tokenizer(GgufFile file, Vocabulary vocabulary, TextModel model, PreTokenizer preTokenizer, List<String> notes)
            throws IOException {
        this.vocabulary = vocabulary;
        this.model = model;
        this.preTokenizer = preTokenizer;
        this.userDefined = new SpecialTokens(vocabulary, false);
        this.special = new SpecialTokens(vocabulary, true);
        this.bos = id(file, "bos");
        this.eos = id(file, "eos");
        Set<Integer> ends = new TreeSet<>();
        for (String name : STOP_IDS) {
            id(file, name).ifPresent(ends::add);
        }
        STOP_TEXTS.forEach(text -> vocabulary.control(text).ifPresent(ends::add));
        this.stops = Set.copyOf(ends);
        List<String> all = new ArrayList<>(notes);
        this.addsBos = addsBos(file, all);
        this.notes = List.copyOf(all);
    }

    /**
     * Reads the tokenizer of a model.
     *
     * @param file path of its GGUF file
     * @return the tokenizer
     * @throws TokenizerException if the vocabulary is of a kind, or asks for a pre-tokenizer, that this library does not have, or contradicts itself
     * @throws IOException if the file cannot be read, a key is missing or has another type
     */
    public static Tokenizer read(Path file) throws IOException {
        try (GgufFile gguf = GgufFile.open(file)) {
            return read(gguf);
        }
    }

    /**
     * Reads the tokenizer of a model.
     *
     * @param file an open file
     * @return the tokenizer
     * @throws TokenizerException if the vocabulary is of a kind, or asks for a pre-tokenizer, that this library does not have, or contradicts itself
     * @throws IOException if a key is missing or has another type
     */
    public static Tokenizer read(GgufFile file) throws IOException {
        return read(file, Optional.empty());
    }

    /**
     * Reads the tokenizer of a model whose file names no pre-tokenizer, or the wrong one.
     *
     * @param file an open file
     * @param demanded the pre-tokenizer, whatever the file says; not used by SentencePiece
     * @return the tokenizer
     * @throws TokenizerException if the vocabulary is of a kind that this library does not have, or contradicts itself
     * @throws IOException if a key is missing or has another type
     */
    public static Tokenizer read(GgufFile file, PreTokenizer demanded) throws IOException {
        return read(file, Optional.of(demanded));
    }

    private static Tokenizer read(GgufFile file, Optional<PreTokenizer> demanded) throws IOException {
        String kind = file.metadata().getString(MODEL);
        return switch (kind) {
            case "gpt2" -> {
                Vocabulary vocabulary = Vocabulary.read(file);
                PreTokenizerChoice choice = demanded.isPresent()
                        ? new PreTokenizerChoice(demanded.get(), List.of("pre-tokenizer " + demanded.get() + ", as demanded"))
                        : PreTokenizerChoice.of(file, vocabulary);
                TextModel model = ByteLevelBpe.read(file, vocabulary, choice.preTokenizer());
                yield new Tokenizer(file, vocabulary, model, choice.preTokenizer(), choice.notes());
            }
            case "llama" -> {
                Vocabulary vocabulary = Vocabulary.read(file);
                yield new Tokenizer(file, vocabulary, SentencePieceBpe.read(file, vocabulary), null, List.of());
            }
            default ->
                throw new TokenizerException(file.path(), MODEL, "'" + kind + "'", "'gpt2' (byte-level BPE) or 'llama' (SentencePiece)");
        };
    }

    private OptionalInt id(GgufFile file, String name) throws IOException {
        String key = "tokenizer.ggml." + name + "_token_id";
        OptionalInt id = file.metadata().optionalInt(key);
        if (id.isPresent() && (id.getAsInt() < 0 || id.getAsInt() >= vocabulary.size())) {
            throw new TokenizerException(file.path(), key, "token " + id.getAsInt(), "0 to " + (vocabulary.size() - 1));
        }
        return id;
    }

    /** Files of Llama 3's vocabulary and of SentencePiece begin with bos unless they say otherwise; that is llama.cpp's rule. */
    private boolean addsBos(GgufFile file, List<String> all) throws IOException {
        GgufMetadata metadata = file.metadata();
        Optional<Boolean> said = metadata.optionalBool(ADD_BOS);
        if (said.orElse(false) && bos.isEmpty()) {
            throw new TokenizerException(file.path(), "tokenizer.ggml.bos_token_id", "no such key", "a token, as " + ADD_BOS + " is true");
        }
        if (said.isPresent()) {
            return said.get();
        }
        boolean usual = bos.isPresent() && (preTokenizer == null || preTokenizer == PreTokenizer.LLAMA_3);
        if (usual) {
            all.add("metadata \"" + ADD_BOS + "\": found no such key; prompts begin with " + vocabulary.text(bos.getAsInt())
                    + ", as is usual for this kind of vocabulary");
        }
        return usual;
    }

    /**
     * Encodes ordinary text. Control tokens are not recognised in it: {@code "</s>"} becomes the tokens of these four characters, so that text of
     * strangers cannot steer the model.
     *
     * @param text any text
     * @return its tokens
     */
    public int[] encode(String text) {
        return encode(text, userDefined);
    }

    /**
     * Encodes text in which control tokens are written out, such as {@code "<|eot_id|>"}: what a chat template makes.
     *
     * @param text any text
     * @return its tokens
     */
    public int[] encodeWithSpecials(String text) {
        return encode(text, special);
    }

    /**
     * Encodes the beginning of a text: {@link #encode(String)}, after the token for the beginning if {@link #addsBos()}.
     *
     * @param text any text
     * @return its tokens
     */
    public int[] prompt(String text) {
        return withBos(encode(text));
    }

    /**
     * Puts the token for the beginning in front of others, if {@link #addsBos()} and it is not there already.
     *
     * @param tokens tokens
     * @return tokens, or a longer copy
     */
    public int[] withBos(int[] tokens) {
        if (!addsBos || (tokens.length > 0 && tokens[0] == bos.getAsInt())) {
            return tokens;
        }
        int[] all = new int[tokens.length + 1];
        all[0] = bos.getAsInt();
        System.arraycopy(tokens, 0, all, 1, tokens.length);
        return all;
    }

    private int[] encode(String text, SpecialTokens lookedFor) {
        TokenBuffer tokens = new TokenBuffer();
        lookedFor.split(wellFormed(text), new SpecialTokens.Parts() {
            @Override
            public void text(String part) {
                model.encode(part, tokens);
            }

            @Override
            public void token(int id) {
                tokens.add(id);
            }
        });
        return tokens.toArray();
    }

    private static String wellFormed(String text) {
        StringBuilder fixed = null;
        for (int i = 0; i < text.length(); i++) {
            if (!Character.isSurrogate(text.charAt(i))) {
                continue;
            }
            if (Character.isSupplementaryCodePoint(text.codePointAt(i))) {
                i++;
            } else {
                fixed = fixed == null ? new StringBuilder(text) : fixed;
                fixed.setCharAt(i, '\uFFFD');
            }
        }
        return fixed == null ? text : fixed.toString();
    }

    /**
     * Decodes a whole text. Control tokens give nothing. Bytes that are no UTF-8, as tokens in any order can be, become U+FFFD.
     *
     * @param tokens tokens
     * @return the text; of SentencePiece without the space that encoding had put in front
     * @throws IndexOutOfBoundsException if a token is not in the vocabulary
     */
    public String decode(int... tokens) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int token : tokens) {
            bytes.writeBytes(bytes(token));
        }
        String text = bytes.toString(StandardCharsets.UTF_8);
        return model.addsSpace() && text.startsWith(" ") ? text.substring(1) : text;
    }

    /**
     * Makes a decoder for tokens that come one by one.
     *
     * @return a decoder for one text
     */
    public TokenDecoder decoder() {
        return new TokenDecoder(this);
    }

    /**
     * The bytes of text that a token stands for. A character may be spread over several tokens.
     *
     * @param token a token
     * @return its bytes, none for control tokens
     * @throws IndexOutOfBoundsException if it is not in the vocabulary
     */
    public byte[] bytes(int token) {
        Objects.checkIndex(token, size());
        return switch (vocabulary.type(token)) {
            case CONTROL, UNKNOWN -> new byte[0];
            case USER_DEFINED -> vocabulary.text(token).getBytes(StandardCharsets.UTF_8);
            case NORMAL, UNUSED, BYTE -> model.bytes(token);
        };
    }

    /**
     * A token as the vocabulary writes it, for people: {@code Ġthe}, {@code <s>}.
     *
     * @param token a token
     * @return its entry in the vocabulary
     * @throws IndexOutOfBoundsException if it is not in the vocabulary
     */
    public String name(int token) {
        return vocabulary.text(Objects.checkIndex(token, size()));
    }

    /**
     * {@return the number of tokens in the vocabulary}
     */
    public int size() {
        return vocabulary.size();
    }

    /**
     * {@return the token that begins a text, if the file names one}
     */
    public OptionalInt bos() {
        return bos;
    }

    /**
     * {@return the token that ends a text, if the file names one}
     */
    public OptionalInt eos() {
        return eos;
    }

    /**
     * {@return all tokens after which a model has nothing more to say: those that the file names as end of text, turn or message, and control tokens
     * that are known to be}
     */
    public Set<Integer> stops() {
        return stops;
    }

    /**
     * {@return whether {@link #prompt(String)} begins with {@link #bos()}}
     */
    public boolean addsBos() {
        return addsBos;
    }

    /**
     * {@return how text is cut before it merges; empty for SentencePiece, which does not cut}
     */
    public Optional<PreTokenizer> preTokenizer() {
        return Optional.ofNullable(preTokenizer);
    }

    /**
     * {@return what the file left open and how that was decided, for users to see; empty if nothing}
     */
    public List<String> notes() {
        return notes;
    }
}
