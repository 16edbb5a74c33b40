package org.bitnetj.kernels.model;

/**
 * What a session has read, counted as the kernels really read it.
 *
 * @param tokens tokens that went through the layers
 * @param ternaryBytes bytes of ternary weights; skipped columns do not count, and what is read once for several tokens counts once
 * @param headBytes bytes of the output head, and of the embedding's rows
 * @param cacheBytes bytes of keys and values
 * @param downValues activations that went into ffn_down
 * @param downZeros how many of these were quantized to zero, so that their columns can be skipped
 */
public record Work(long tokens, long ternaryBytes, long headBytes, long cacheBytes, long downValues, long downZeros) {
    /** Nothing yet. */
    static final Work NONE = new Work(0, 0, 0, 0, 0, 0);

    Work plus(Work other) {
        return new Work(tokens + other.tokens, ternaryBytes + other.ternaryBytes, headBytes + other.headBytes,
                cacheBytes + other.cacheBytes,
                downValues + other.downValues, downZeros + other.downZeros);
    }

    /**
     * {@return all bytes}
     */
    public long bytes() {
        return ternaryBytes + headBytes + cacheBytes;
    }
}
