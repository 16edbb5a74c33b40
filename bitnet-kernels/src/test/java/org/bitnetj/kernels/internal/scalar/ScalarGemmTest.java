package org.bitnetj.kernels.internal.scalar;

import org.bitnetj.kernels.Backend;
import org.bitnetj.kernels.GemmContract;
import org.junit.jupiter.api.Tag;

@Tag("long")
class ScalarGemmTest extends GemmContract {
    @Override
    protected Backend backend() {
        return Backend.SCALAR;
    }
}
