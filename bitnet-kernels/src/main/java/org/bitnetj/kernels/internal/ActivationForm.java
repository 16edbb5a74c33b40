package org.bitnetj.kernels.internal;

/** One token's codes as a backend's kernels want to read them. Written by one thread, then read by any. */
public interface ActivationForm {
    /**
     * Takes new codes, without allocating.
     *
     * @param codes k int8 codes
     */
    void set(byte[] codes);
}
