package org.bitnetj.kernels.model;

import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What was generated, why it ended, and how long it took. Immutable.
 *
 * @param text the continuation, without prompt and stop text
 * @param promptTokens how many tokens the prompt had
 * @param tokens the tokens that were generated, without a stop token
 * @param end why there are no more
 * @param prefillTime how long the model took for the prompt
 * @param timeToFirstToken from the call until the first token was chosen; zero if there was none
 * @param decodeTime how long the model took for the tokens after the first, choosing included
 * @param decodeSteps how many tokens it was given in that time
 */
public record Generation(String text, int promptTokens, List<Integer> tokens, End end, Duration prefillTime, Duration timeToFirstToken,
        Duration decodeTime, int decodeSteps) {

    /** Why a text ended. */
    public enum End {
        /** The model chose a stop token. */
        STOP_TOKEN,
        /** A stop text came about. */
        STOP_TEXT,
        /** As many tokens as were asked for. */
        MAX_TOKENS,
        /** The model's context is full. */
        CONTEXT_FULL,
        /** The caller wanted no more. */
        CANCELLED
    }

    /** Copies the list. */
    public Generation {
        tokens = List.copyOf(tokens);
    }

    /**
     * {@return prompt tokens a second; empty if none were taken}
     */
    public OptionalDouble prefillTokensPerSecond() {
        return rate(promptTokens, prefillTime);
    }

    /**
     * {@return generated tokens a second, from the first token on; empty if there was only one}
     */
    public OptionalDouble decodeTokensPerSecond() {
        return rate(decodeSteps, decodeTime);
    }

    private static OptionalDouble rate(int tokens, Duration time) {
        return tokens == 0 || time.isZero() ? OptionalDouble.empty() : OptionalDouble.of(tokens * 1e9 / time.toNanos());
    }
}
