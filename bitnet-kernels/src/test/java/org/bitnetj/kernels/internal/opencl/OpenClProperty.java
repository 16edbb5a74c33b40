package org.bitnetj.kernels.internal.opencl;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Sets properties before each test, ahead of what a contract opens in its own {@code @BeforeEach}, and takes them back afterwards. */
final class OpenClProperty implements BeforeEachCallback, AfterEachCallback {
    private final String[] pairs;
    private final String[] before;

    /** @param pairs names and values, in turn */
    OpenClProperty(String... pairs) {
        this.pairs = pairs;
        this.before = new String[pairs.length];
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        set();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        restore();
    }

    private void set() {
        for (int i = 0; i < pairs.length; i += 2) {
            before[i] = System.getProperty(pairs[i]);
            System.setProperty(pairs[i], pairs[i + 1]);
        }
    }

    private void restore() {
        for (int i = 0; i < pairs.length; i += 2) {
            if (before[i] == null) {
                System.clearProperty(pairs[i]);
            } else {
                System.setProperty(pairs[i], before[i]);
            }
        }
    }

    /** Does something under other values. */
    static void with(Runnable action, String... pairs) {
        OpenClProperty property = new OpenClProperty(pairs);
        property.set();
        try {
            action.run();
        } finally {
            property.restore();
        }
    }
}
