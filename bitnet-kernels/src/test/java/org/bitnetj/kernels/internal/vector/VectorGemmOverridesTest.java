package org.bitnetj.kernels.internal.vector;

import org.bitnetj.kernels.Backend;
import org.bitnetj.kernels.GemmContract;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The contract of a gemm, for each kernel that {@code bitnet.kernel.gemm} can name. */
@Tag("vectors")
@Tag("long")
class VectorGemmOverridesTest {
    abstract static class Contract extends GemmContract {
        @RegisterExtension
        final KernelProperty property;

        Contract(KernelProperty property) {
            this.property = property;
        }

        @Override
        protected Backend backend() {
            return Backend.VECTOR;
        }
    }

    @Nested
    class Quads extends Contract {
        Quads() {
            super(KernelProperty.gemm("quads"));
        }
    }

    @Nested
    class Pairs extends Contract {
        Pairs() {
            super(KernelProperty.gemm("pairs"));
        }
    }

    @Nested
    class Triples extends Contract {
        Triples() {
            super(KernelProperty.gemm("triples"));
        }
    }

    @Nested
    class Gemv extends Contract {
        Gemv() {
            super(KernelProperty.gemm("gemv"));
        }
    }
}
