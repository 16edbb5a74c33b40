package org.bitnetj.kernels.internal.opencl;

import org.bitnetj.kernels.Backend;
import org.bitnetj.kernels.GemmContract;

class OpenClGemmTest extends GemmContract {
    @Override
    protected Backend backend() {
        return Backend.OPENCL;
    }
}
