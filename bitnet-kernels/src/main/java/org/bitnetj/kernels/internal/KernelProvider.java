package org.bitnetj.kernels.internal;

import org.bitnetj.kernels.Backend;

/** A backend: prepares matrices and activations for its kernels. Thread-safe. */
public interface KernelProvider {
    /**
     * {@return which backend this is}
     */
    Backend backend();

    /**
     * {@return an empty holder for one token in the form that this backend's kernels read}
     *
     * @param k values of a token
     */
    ActivationForm activations(int k);

    /**
     * {@return the matrix in this backend's layout}
     *
     * @param codes the matrix; stays owned by the caller, who closes it after the last product
     */
    PreparedMatrix prepare(CodeMatrix codes);
}
