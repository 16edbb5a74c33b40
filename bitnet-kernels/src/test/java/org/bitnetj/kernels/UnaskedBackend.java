package org.bitnetj.kernels;

import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Takes back {@code -Dbitnet.backend}, which a build hands to its tests and to its benchmarks alike: it is meant for the benchmarks, while a test demands
 * the backend that it tests, or is about the choice that is made when none is demanded.
 */
public final class UnaskedBackend implements BeforeAllCallback {
    /** For JUnit. */
    public UnaskedBackend() {}

    @Override
    public void beforeAll(ExtensionContext context) {
        System.clearProperty(BackendLadder.BACKEND_PROPERTY);
    }
}
