package org.bitnetj.kernels.model;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Continues texts: prompt, then token after token, each chosen from the model's logits and handed on as text.
 *
 * <pre>{@code
 * Generator generator = new Generator(model.session(), tokenizer);
 * generator.generate("In the beginning", GenerationSettings.greedy(64), System.out::print);
 * }</pre>
 *
 * <p>The prompt is appended to what the model holds already, so that a conversation goes on with the same generator. The last token of a generation
 * needs no step of the model, and goes to it with the next prompt; a stop token does not.
 *
 * <p>A text ends where the model's context does: nothing is shifted out of it. For one thread; only {@code cancelled} may look at what others do.
 */
public final class Generator {
    /** Tokens of a prompt that go to the model at once: between them cancellation is noticed. */
    private static final int PREFILL_CHUNK = 512;

    private final NextLogits model;
    private final Tokenizer tokenizer;
    // The last token of the generation before, which the model has not been given.
    private int[] pending = {};

    /**
     * Makes a generator.
     *
     * @param session a session of a model; it may hold a text already
     * @param tokenizer the model's tokenizer
     * @throws IllegalArgumentException if the model has another number of tokens than the tokenizer
     */
    public Generator(Session session, Tokenizer tokenizer) {
        this(ofSession(session), tokenizer);
        int tokens = session.logits().length;
        if (tokens != tokenizer.size()) {
            throw new IllegalArgumentException("the model has " + tokens + " tokens, but the tokenizer " + tokenizer.size()
                    + "; take the tokenizer of the model's own file");
        }
    }

    Generator(NextLogits model, Tokenizer tokenizer) {
        this.model = Objects.requireNonNull(model, "model");
        this.tokenizer = Objects.requireNonNull(tokenizer, "tokenizer");
    }

    private static NextLogits ofSession(Session session) {
        return new NextLogits() {
            @Override
            public float[] prefill(int[] tokens) {
                return session.prefill(tokens);
            }

            @Override
            public float[] decode(int token) {
                return session.decode(token);
            }

            @Override
            public int position() {
                return session.position();
            }

            @Override
            public int contextLength() {
                return session.model().contextLength();
            }
        };
    }

    /**
     * Continues ordinary text; at the beginning of the model's text, with the token for the beginning in front.
     *
     * @param prompt the text
     * @param settings how much, and how chosen
     * @param text receives the continuation in pieces, whole code points, as soon as they are certain
     * @return the whole continuation and its figures
     * @throws IllegalArgumentException if the prompt has no tokens, or does not fit into the model's context
     */
    public Generation generate(String prompt, GenerationSettings settings, Consumer<String> text) {
        int[] tokens = model.position() == 0 ? tokenizer.prompt(prompt) : tokenizer.encode(prompt);
        return generate(tokens, settings, text, () -> false);
    }

    /**
     * Continues tokens.
     *
     * @param prompt the tokens, one or more
     * @param settings how much, and how chosen
     * @param text receives the continuation in pieces, whole code points, as soon as they are certain
     * @param cancelled asked before every step; true ends the text, and what there is is returned
     * @return the whole continuation and its figures
     * @throws IllegalArgumentException if the prompt has no tokens, or does not fit into the model's context
     */
    public Generation generate(int[] prompt, GenerationSettings settings, Consumer<String> text, BooleanSupplier cancelled) {
        if (prompt.length == 0) {
            throw new IllegalArgumentException("the prompt has no tokens; a model needs at least one to continue");
        }
        int room = model.contextLength() - model.position() - pending.length;
        if (prompt.length > room) {
            throw new IllegalArgumentException(
                    "the prompt has " + prompt.length + " tokens, but the model's context of " + model.contextLength()
                            + " has room for " + room + "; shorten the prompt");
        }
        int[] all = Arrays.copyOf(pending, pending.length + prompt.length);
        System.arraycopy(prompt, 0, all, pending.length, prompt.length);
        return new Run(all, settings, text, cancelled).generate();
    }

    /** One continuation while it comes about. */
    private final class Run {
        private final int[] prompt;
        private final GenerationSettings settings;
        private final Consumer<String> receiver;
        private final BooleanSupplier cancelled;
        private final Set<Integer> stops;
        private final Sampler sampler;
        private final TokenDecoder decoder = tokenizer.decoder();
        private final StopTexts stopTexts;
        private final StringBuilder text = new StringBuilder();
        private final List<Integer> tokens = new ArrayList<>();
        private final long start = System.nanoTime();
        private long prefilled = start;
        private long first = start;
        private int taken;
        private int steps;

        Run(int[] prompt, GenerationSettings settings, Consumer<String> receiver, BooleanSupplier cancelled) {
            this.prompt = prompt;
            this.settings = settings;
            this.receiver = receiver;
            this.cancelled = cancelled;
            this.stops = new HashSet<>(settings.stopTokens());
            if (settings.stopAtEnd()) {
                stops.addAll(tokenizer.stops());
            }
            this.sampler = new Sampler(settings.sampling());
            this.stopTexts = new StopTexts(settings.stopTexts());
        }

        Generation generate() {
            float[] logits = prefill();
            Generation.End end = logits == null ? Generation.End.CANCELLED : decode(logits);
            long last = System.nanoTime();
            if (end != Generation.End.STOP_TEXT) {
                emit(stopTexts.next(decoder.finish()));
                emit(stopTexts.finish());
            }
            return new Generation(text.toString(), taken, tokens, end, Duration.ofNanos(prefilled - start), Duration.ofNanos(first - start),
                    Duration.ofNanos(steps == 0 ? 0 : last - first), steps);
        }

        /** The logits after the prompt, or null if cancelled. */
        private float[] prefill() {
            float[] logits = null;
            while (taken < prompt.length) {
                if (cancelled.getAsBoolean()) {
                    return null;
                }
                int[] chunk = Arrays.copyOfRange(prompt, taken, Math.min(prompt.length, taken + PREFILL_CHUNK));
                logits = model.prefill(chunk);
                pending = new int[0];
                taken += chunk.length;
                prefilled = System.nanoTime();
            }
            for (int token : prompt) {
                sampler.accept(token);
            }
            return logits;
        }

        private Generation.End decode(float[] firstLogits) {
            float[] logits = firstLogits;
            while (true) {
                int token = sampler.sample(logits);
                if (steps == 0) {
                    first = System.nanoTime();
                }
                if (stops.contains(token)) {
                    return Generation.End.STOP_TOKEN;
                }
                tokens.add(token);
                pending = new int[]{token};
                sampler.accept(token);
                emit(stopTexts.next(decoder.next(token)));
                if (stopTexts.stopped()) {
                    return Generation.End.STOP_TEXT;
                }
                if (tokens.size() == settings.maxTokens()) {
                    return Generation.End.MAX_TOKENS;
                }
                if (model.position() == model.contextLength()) {
                    return Generation.End.CONTEXT_FULL;
                }
                if (cancelled.getAsBoolean()) {
                    return Generation.End.CANCELLED;
                }
                logits = model.decode(token);
                pending = new int[0];
                steps++;
            }
        }

        private void emit(String piece) {
            if (!piece.isEmpty()) {
                text.append(piece);
                receiver.accept(piece);
            }
        }
    }
}
