package org.bitnetj.kernels.internal.scalar;

import org.bitnetj.kernels.Backend;
import org.bitnetj.kernels.GemmContract;

class ScalarGemmTest extends GemmContract {
    @Override
    protected Backend backend() {
        return Backend.SCALAR;
    }
}
