package org.bitnetj.kernels;

import java.util.Locale;

/** What multiplies: the ways to compute one and the same exact product. */
public enum Backend {
    /** Plain Java, one weight at a time: the reference, right everywhere and slow. */
    SCALAR,
    /** SIMD on the CPU by {@code jdk.incubator.vector}. */
    VECTOR,
    /** An OpenCL device: a GPU, unless another kind is demanded. */
    OPENCL;

    /**
     * {@return the name as properties and receipts write it, in lower case}
     */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
