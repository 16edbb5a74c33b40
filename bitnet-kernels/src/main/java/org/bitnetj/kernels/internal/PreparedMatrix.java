package org.bitnetj.kernels.internal;

/** A matrix in a backend's layout. Any number of threads may multiply at once. */
public interface PreparedMatrix {
    /**
     * Multiplies one token, exactly.
     *
     * @param x the token, made by the same provider
     * @param sums receives m sums
     * @throws IllegalStateException if the matrix has been closed
     */
    void gemv(ActivationForm x, int[] sums);

    /**
     * {@return the name of the kernel behind {@code gemv}}
     */
    String gemvKernel();

    /**
     * {@return the width of that kernel's vectors in bits, 0 for scalar code}
     */
    int vectorBits();
}
