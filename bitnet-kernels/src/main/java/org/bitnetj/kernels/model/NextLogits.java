package org.bitnetj.kernels.model;

/**
 * A text that grows, and what a model expects next: what a {@link Generator} needs of a {@code Session}.
 *
 * <p>For one text and one thread.
 */
interface NextLogits {
    /**
     * Appends tokens.
     *
     * @param tokens one or more
     * @return the logits after the last of them, one for each token of the vocabulary; valid until the next call
     */
    float[] prefill(int[] tokens);

    /**
     * Appends one token.
     *
     * @param token the token
     * @return the logits after it, valid until the next call
     */
    float[] decode(int token);

    /**
     * {@return how many tokens there are}
     */
    int position();

    /**
     * {@return how many tokens there can be}
     */
    int contextLength();
}
