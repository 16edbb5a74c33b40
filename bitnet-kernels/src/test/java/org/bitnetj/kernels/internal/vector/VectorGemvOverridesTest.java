package org.bitnetj.kernels.internal.vector;

import org.bitnetj.kernels.Backend;
import org.bitnetj.kernels.GemvContract;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The contract of a gemv, for each kernel that {@code bitnet.kernel.gemv} can name. */
@Tag("vectors")
@Tag("long")
class VectorGemvOverridesTest {
    abstract static class Contract extends GemvContract {
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
    class Buckets extends Contract {
        Buckets() {
            super(KernelProperty.gemv("buckets"));
        }
    }

    @Nested
    class Planes extends Contract {
        Planes() {
            super(KernelProperty.gemv("planes"));
        }

        @Override
        protected int maxColumns() {
            return PlaneTiles.MAX_COLUMNS;
        }
    }

    @Nested
    class RowMajor extends Contract {
        RowMajor() {
            super(KernelProperty.gemv("row-major"));
        }
    }
}
