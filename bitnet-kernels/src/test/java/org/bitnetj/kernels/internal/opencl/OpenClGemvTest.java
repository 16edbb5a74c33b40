package org.bitnetj.kernels.internal.opencl;

import org.bitnetj.kernels.Backend;
import org.bitnetj.kernels.GemvContract;

class OpenClGemvTest extends GemvContract {
    @Override
    protected Backend backend() {
        return Backend.OPENCL;
    }
}
