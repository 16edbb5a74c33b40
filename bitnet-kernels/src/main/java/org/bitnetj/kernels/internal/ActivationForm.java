package org.bitnetj.kernels.internal;

/** Tokens as a backend's kernels want to read them. Written by one thread, then read by any. */
public interface ActivationForm {
    /**
     * Takes new tokens, without allocating.
     *
     * @param codes int8 codes, token-major; referred to, and unchanged until the next call
     * @param tokens how many tokens
     */
    void set(byte[] codes, int tokens);

    /**
     * Takes new tokens with their inverse scales, for backends that scale sums themselves.
     *
     * @param codes int8 codes, token-major; referred to, and unchanged until the next call
     * @param tokens how many tokens
     * @param inverse an inverse scale for each token; not referred to afterwards
     */
    default void set(byte[] codes, int tokens, float[] inverse) {
        set(codes, tokens);
    }

    /**
     * Quantizes tokens in place of {@code set}, if the backend does that where its kernels run, with the results of
     * {@link org.bitnetj.kernels.quantize.ActivationQuantizer}.
     *
     * @param x {@code tokens * k} activations, token-major
     * @param tokens how many tokens
     * @param inverse receives an inverse scale for each token
     * @return false if the caller has to quantize; nothing has then happened
     * @throws IllegalArgumentException if an activation is NaN or infinite
     */
    default boolean quantize(float[] x, int tokens, float[] inverse) {
        return false;
    }

    /**
     * Fetches the codes after a {@code quantize} that returned true.
     *
     * @param target receives {@code tokens * k} codes, token-major
     * @param tokens how many tokens
     */
    default void copyCodes(byte[] target, int tokens) {
        throw new UnsupportedOperationException("this form does not quantize");
    }

    /**
     * Releases what is not ordinary memory; a second call does nothing.
     *
     * @throws IllegalStateException if another thread is multiplying with these tokens right now
     */
    default void close() {}
}
