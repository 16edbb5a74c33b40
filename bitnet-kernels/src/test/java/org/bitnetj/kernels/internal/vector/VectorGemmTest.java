package org.bitnetj.kernels.internal.vector;

import org.bitnetj.kernels.Backend;
import org.bitnetj.kernels.GemmContract;
import org.junit.jupiter.api.Tag;

@Tag("vectors")
class VectorGemmTest extends GemmContract {
    @Override
    protected Backend backend() {
        return Backend.VECTOR;
    }
}
