package org.bitnetj.kernels.model;

/** Receives the logits of one position after another. */
@FunctionalInterface
public interface LogitsConsumer {
    /**
     * Receives the logits of a position.
     *
     * @param position of the token after which these are the logits, from 0
     * @param logits one a token of the vocabulary; used again for the next position
     */
    void accept(int position, float[] logits);
}
