package org.bitnetj.kernels.internal.vector;

import org.bitnetj.kernels.Backend;
import org.bitnetj.kernels.GemmContract;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The contract of a gemm, whose words are made from the layout of each gemv, and whose last tokens each gemv multiplies. */
@Tag("vectors")
@Tag("long")
class VectorGemmRestOverridesTest {
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
    class Triples extends Contract {
        Triples() {
            super(KernelProperty.gemv("triples"));
        }
    }

    @Nested
    class Pairs extends Contract {
        Pairs() {
            super(KernelProperty.gemv("pairs"));
        }
    }

    @Nested
    class Planes extends Contract {
        Planes() {
            super(KernelProperty.gemv("planes"));
        }
    }

    @Nested
    class RowMajor extends Contract {
        RowMajor() {
            super(KernelProperty.gemv("row-major"));
        }
    }
}
