package org.bitnetj.kernels.internal.vector;

import org.bitnetj.kernels.Backend;
import org.bitnetj.kernels.GemvContract;
import org.junit.jupiter.api.Tag;

@Tag("vectors")
class VectorGemvTest extends GemvContract {
    @Override
    protected Backend backend() {
        return Backend.VECTOR;
    }
}
