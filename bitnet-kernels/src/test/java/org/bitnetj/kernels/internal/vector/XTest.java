package org.bitnetj.kernels.internal.vector;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class XTest {
    @Test
    void lanes() {
        assertThat(X.lanes()).isGreaterThan(0);
    }
}
