package org.bitnetj.kernels.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

import org.bitnetj.kernels.model.ChatTemplate;
import org.bitnetj.kernels.model.Generation;
import org.bitnetj.kernels.model.GenerationSettings;
import org.bitnetj.kernels.model.Generator;
import org.bitnetj.kernels.model.SamplerSettings;
import org.bitnetj.kernels.model.Tokenizer;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Continues a prompt. */
@Command(name = "generate", header = "Continues a text.", description = {
    "Prints the continuation, and nothing else, on standard output as it comes about, in UTF-8; figures go to standard error.",
    "The same options and seed give the same text, on the same backend."}, footer = {
        "  bitnet generate --model model.gguf --prompt \"In the beginning\"",
        "  bitnet generate --model model.gguf --prompt-file question.txt --temperature 0 --max-tokens 200",
        "  bitnet generate --model model.gguf --chat --prompt \"Why is the sky blue?\"",
        "  bitnet generate --model model.gguf --prompt \"Q: Why?\" --stop \"Q:\" --seed 7 --json > answer.json"})
final class GenerateCommand extends BitnetCommand {
    @Mixin
    private ModelOptions options;

    @ArgGroup(exclusive = true, multiplicity = "1")
    private Prompt prompt;

    /** One of the two. */
    private static final class Prompt {
        @Option(names = {"-p", "--prompt"}, required = true, paramLabel = "TEXT", description = "The text to continue.")
        private String text;

        @Option(names = "--prompt-file", required = true, paramLabel = "FILE", description = "A UTF-8 file with the text to continue, without the line end at its end; - is standard input.")
        private Path file;
    }

    @Option(names = "--special", description = "Recognise control tokens, such as <|eot_id|>, in the prompt.")
    private boolean special;

    @Option(names = "--chat", arity = "0..1", fallbackValue = "auto", paramLabel = "TEMPLATE", description = "The prompt is a question in a chat. "
            + "Without a value the chat is written as the model's file says, if its template is a known one; bitnet-2b4t or llama-3 demand one.")
    private String chat;

    @Option(names = "--system", paramLabel = "TEXT", description = "What the model is told before the question of --chat.")
    private String system;

    @Option(names = "--echo", description = "Print the prompt before its continuation.")
    private boolean echo;

    @Option(names = {"-n",
        "--max-tokens"}, paramLabel = "N", defaultValue = "128", description = "The most tokens. Default: ${DEFAULT-VALUE}.")
    private int maxTokens;

    @Option(names = {"-t",
        "--temperature"}, paramLabel = "T", defaultValue = "0.8", description = "How freely tokens are chosen; 0 takes the likeliest always. Default: ${DEFAULT-VALUE}.")
    private double temperature;

    @Option(names = "--top-k", paramLabel = "K", defaultValue = "40", description = "Keep the K likeliest tokens; 0 keeps all. Default: ${DEFAULT-VALUE}.")
    private int topK;

    @Option(names = "--top-p", paramLabel = "P", defaultValue = "0.95", description = "Keep the likeliest tokens that reach the probability P together; 1 keeps all. Default: ${DEFAULT-VALUE}.")
    private double topP;

    @Option(names = "--min-p", paramLabel = "P", defaultValue = "0", description = "Keep tokens of at least P times the largest probability; 0 keeps all. Default: ${DEFAULT-VALUE}.")
    private double minP;

    @Option(names = "--repetition-penalty", paramLabel = "X", defaultValue = "1", description = "Over 1 makes tokens less likely that are there already. Default: ${DEFAULT-VALUE}.")
    private double repetitionPenalty;

    @Option(names = "--repetition-window", paramLabel = "N", defaultValue = "64", description = "How many tokens back that penalty looks. Default: ${DEFAULT-VALUE}.")
    private int repetitionWindow;

    @Option(names = {"-s",
        "--seed"}, paramLabel = "S", defaultValue = "1", description = "The beginning of the random numbers. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(names = "--stop", paramLabel = "TEXT", description = "End before this text; may be given several times.")
    private List<String> stop = List.of();

    @Option(names = "--ignore-end", description = "Do not stop at the model's own end of text.")
    private boolean ignoreEnd;

    @Override
    public Integer call() throws IOException {
        GenerationSettings settings = settings();
        ChatTemplate demanded = demandedTemplate();
        if (options.needsRestart()) {
            return Restart.run(arguments());
        }
        String text = text();
        try (ModelOptions.Loaded loaded = options.open(this)) {
            int[] tokens = chat == null ? tokens(loaded.tokenizer(), text) : question(loaded, demanded, text);
            figure("model: %s (%s), %d layers of %d, context %d; loaded in %.2f s%s", loaded.name(), loaded.model().config().architecture(),
                    loaded.model().config().layers(), loaded.model().config().hidden(), loaded.model().contextLength(), loaded.seconds(),
                    loaded.model().isPrepared() ? " from prepared weights" : "");
            Generation generation = generate(loaded, tokens, text, settings);
            if (json()) {
                printJson(result(loaded, settings, generation));
            } else {
                out().println();
                out().flush();
            }
            figures(loaded, settings.sampling(), generation);
        }
        return Main.DONE;
    }

    private GenerationSettings settings() {
        try {
            SamplerSettings sampling = SamplerSettings.builder().temperature(temperature).topK(topK).topP(topP).minP(minP)
                    .repetitionPenalty(repetitionPenalty).repetitionWindow(repetitionWindow).seed(seed).build();
            return new GenerationSettings(maxTokens, sampling, !ignoreEnd, Set.of(), stop);
        } catch (IllegalArgumentException e) {
            throw misuse(e.getMessage());
        }
    }

    private String text() throws IOException {
        if (prompt.file == null) {
            // Where the locale knows ASCII only, Java has lost what the shell gave it.
            if (prompt.text.indexOf('\uFFFD') >= 0) {
                throw misuse("--prompt has characters that Java could not read in this locale; set LC_ALL=C.UTF-8, or use --prompt-file");
            }
            return prompt.text;
        }
        byte[] bytes = prompt.file.toString().equals("-") ? System.in.readAllBytes() : Files.readAllBytes(prompt.file);
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            // Editors and echo end a text so; a model would go on with another line.
            return text.replaceFirst("\\r?\\n\\z", "");
        } catch (CharacterCodingException e) {
            throw new Failure(prompt.file + " is no UTF-8 text; convert it, for example with iconv -t utf-8", e);
        }
    }

    /** The template that --chat names; null for that of the file. */
    private ChatTemplate demandedTemplate() {
        if (chat == null && system != null) {
            throw misuse("--system goes with --chat");
        }
        if (chat != null && special) {
            throw misuse("--chat writes control tokens itself; leave --special out, or write the chat out without --chat");
        }
        if (chat == null || chat.equals("auto")) {
            return null;
        }
        return Arrays.stream(ChatTemplate.values()).filter(template -> id(template).equals(chat)).findFirst()
                .orElseThrow(() -> misuse("--chat=" + chat + ": choose one of "
                        + String.join(", ", Arrays.stream(ChatTemplate.values()).map(GenerateCommand::id).toList())));
    }

    private static String id(ChatTemplate template) {
        return template.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private int[] question(ModelOptions.Loaded loaded, ChatTemplate demanded, String text) throws IOException {
        ChatTemplate template = demanded != null ? demanded : ChatTemplate.read(loaded.file());
        List<ChatTemplate.Message> messages = new ArrayList<>();
        if (system != null) {
            messages.add(new ChatTemplate.Message(ChatTemplate.Role.SYSTEM, system));
        }
        messages.add(new ChatTemplate.Message(ChatTemplate.Role.USER, text));
        try {
            return template.prompt(loaded.tokenizer(), messages);
        } catch (IllegalArgumentException e) {
            throw new Failure("--chat: " + e.getMessage(), e);
        }
    }

    private int[] tokens(Tokenizer tokenizer, String text) {
        int[] tokens = tokenizer.withBos(special ? tokenizer.encodeWithSpecials(text) : tokenizer.encode(text));
        if (tokens.length == 0) {
            throw new Failure("the prompt is empty, and this model has no token for the beginning; give it some text");
        }
        return tokens;
    }

    private Generation generate(ModelOptions.Loaded loaded, int[] tokens, String text, GenerationSettings settings) {
        if (echo && !json()) {
            out().print(text);
            out().flush();
        }
        Generator generator = new Generator(loaded.model().session(options.cache()), loaded.tokenizer());
        try {
            return generator.generate(tokens, settings, piece -> {
                if (!json()) {
                    out().print(piece);
                    out().flush();
                }
            }, out()::checkError);
        } catch (IllegalArgumentException e) {
            throw new Failure(e.getMessage(), e);
        }
    }

    private void figures(ModelOptions.Loaded loaded, SamplerSettings sampling, Generation generation) {
        figure("backend: %s, %d threads; %s", loaded.kernels().selection().chosen().id(), loaded.kernels().threads(),
                sampling.temperature() == 0
                        ? "greedy"
                        : "temperature " + sampling.temperature() + ", top-k " + sampling.topK() + ", top-p " + sampling.topP() + ", min-p "
                                + sampling.minP()
                                + ", seed " + sampling.seed());
        figure("prompt: %d tokens in %s%s; first token after %s", generation.promptTokens(), seconds(generation.prefillTime()),
                rate(generation.prefillTokensPerSecond()), seconds(generation.timeToFirstToken()));
        figure("generated: %d tokens, ended by %s; %d steps in %s%s", generation.tokens().size(), end(generation.end()),
                generation.decodeSteps(),
                seconds(generation.decodeTime()), rate(generation.decodeTokensPerSecond()));
    }

    private static String end(Generation.End end) {
        return end.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.3f s", time.toNanos() / 1e9);
    }

    private static String rate(OptionalDouble rate) {
        return rate.isEmpty() ? "" : String.format(Locale.ROOT, ", %.1f tokens/s", rate.getAsDouble());
    }

    private static Map<String, Object> result(ModelOptions.Loaded loaded, GenerationSettings settings, Generation generation) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("text", generation.text());
        result.put("end", generation.end().name().toLowerCase(Locale.ROOT));
        result.put("tokens", generation.tokens());
        result.put("prompt_tokens", generation.promptTokens());
        result.put("load_seconds", loaded.seconds());
        result.put("prepared", loaded.model().isPrepared());
        result.put("prefill_seconds", generation.prefillTime().toNanos() / 1e9);
        result.put("prefill_tokens_per_second", boxed(generation.prefillTokensPerSecond()));
        result.put("first_token_seconds", generation.timeToFirstToken().toNanos() / 1e9);
        result.put("decode_steps", generation.decodeSteps());
        result.put("decode_seconds", generation.decodeTime().toNanos() / 1e9);
        result.put("decode_tokens_per_second", boxed(generation.decodeTokensPerSecond()));
        result.put("model", loaded.name());
        result.put("architecture", loaded.model().config().architecture());
        result.put("backend", loaded.kernels().selection().chosen().id());
        result.put("threads", loaded.kernels().threads());
        SamplerSettings sampling = settings.sampling();
        result.put("temperature", sampling.temperature());
        result.put("top_k", sampling.topK());
        result.put("top_p", sampling.topP());
        result.put("min_p", sampling.minP());
        result.put("repetition_penalty", sampling.repetitionPenalty());
        result.put("seed", sampling.seed());
        return result;
    }

    private static Double boxed(OptionalDouble value) {
        return value.isPresent() ? value.getAsDouble() : null;
    }
}
