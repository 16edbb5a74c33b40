package org.bitnetj.kernels.internal.scalar;

import org.bitnetj.kernels.Backend;
import org.bitnetj.kernels.GemvContract;

class ScalarGemvTest extends GemvContract {
    @Override
    protected Backend backend() {
        return Backend.SCALAR;
    }
}
