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
}
