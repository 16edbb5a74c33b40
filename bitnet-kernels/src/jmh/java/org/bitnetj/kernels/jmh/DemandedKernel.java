package org.bitnetj.kernels.jmh;

import org.bitnetj.kernels.Backend;
import org.bitnetj.kernels.Kernels;
import org.bitnetj.kernels.TernaryLinear;

/** Opens the vector backend with one of its kernels demanded, by the property that is the only way to demand one. */
final class DemandedKernel {
    static final String AUTO = "auto";
    static final String GEMV_PROPERTY = "bitnet.kernel.gemv";
    static final String GEMM_PROPERTY = "bitnet.kernel.gemm";

    private DemandedKernel() {}

    /** Opens kernels; the property is read meanwhile, and is afterwards what it was, even if this fails. */
    static Kernels open(String property, String kernel, int threads) {
        String before = System.getProperty(property);
        System.setProperty(property, kernel);
        try {
            return Kernels.builder().backend(Backend.VECTOR).threads(threads).open();
        } finally {
            if (before == null) {
                System.clearProperty(property);
            } else {
                System.setProperty(property, before);
            }
        }
    }

    /** Fails if an operation would use another kernel than the demanded one: a time under the wrong name is worse than none. */
    static void requireDispatched(TernaryLinear linear, String operation, String kernel) {
        if (!kernel.equals(AUTO)
                && linear.kernels().stream().noneMatch(k -> k.operation().equals(operation) && k.kernel().contains(kernel))) {
            throw new IllegalStateException(operation + " by " + kernel + " was demanded, but the kernels are " + linear.kernels());
        }
    }
}
