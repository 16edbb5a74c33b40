package org.bitnetj.kernels.internal.vector;

import org.bitnetj.kernels.Backend;
import org.bitnetj.kernels.Expected;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Sets a property that chooses a kernel before each test, ahead of what the contract opens in its own {@code @BeforeEach}, and takes it back
 * afterwards. A kernel that the vectors of this JVM are too narrow for is skipped with the reason, unless it is expected here.
 */
final class KernelProperty implements BeforeEachCallback, AfterEachCallback {
    private static final int LOOKUP_BITS = 512;

    private final String name;
    private final String value;
    private String before;

    KernelProperty(String name, String value) {
        this.name = name;
        this.value = value;
    }

    static KernelProperty gemv(String kernel) {
        return new KernelProperty(VectorDispatch.GEMV_PROPERTY, kernel);
    }

    static KernelProperty gemm(String kernel) {
        return new KernelProperty(VectorDispatch.GEMM_PROPERTY, kernel);
    }

    /** Skips the test where vectors cannot be used, or are too narrow for a gemv. */
    static void requireUsable(String gemv) {
        Expected.open(Backend.VECTOR).close();
        boolean lookup = gemv.equals("triples") || gemv.equals("pairs");
        if (lookup && Widths.BITS < LOOKUP_BITS && !Expected.bits(LOOKUP_BITS)) {
            Assumptions.abort("the gemv " + gemv + " needs vectors of 512 bits; these have " + Widths.BITS);
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        if (name.equals(VectorDispatch.GEMV_PROPERTY)) {
            requireUsable(value);
        }
        before = System.getProperty(name);
        System.setProperty(name, value);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        restore(name, before);
    }

    /** Does something under another value of a property. */
    static void with(String name, String value, Runnable action) {
        String before = System.getProperty(name);
        System.setProperty(name, value);
        try {
            action.run();
        } finally {
            restore(name, before);
        }
    }

    private static void restore(String name, String before) {
        if (before == null) {
            System.clearProperty(name);
        } else {
            System.setProperty(name, before);
        }
    }
}
