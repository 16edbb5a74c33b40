package org.bitnetj.kernels.internal.scalar;

import org.bitnetj.kernels.Backend;
import org.bitnetj.kernels.internal.ActivationForm;
import org.bitnetj.kernels.internal.CodeMatrix;
import org.bitnetj.kernels.internal.KernelProvider;
import org.bitnetj.kernels.internal.PreparedMatrix;

/** The scalar backend. */
public final class ScalarProvider implements KernelProvider {
    /** Ready to use. */
    public ScalarProvider() {}

    @Override
    public Backend backend() {
        return Backend.SCALAR;
    }

    @Override
    public ActivationForm activations(int k) {
        return new Codes(k);
    }

    @Override
    public PreparedMatrix prepare(CodeMatrix codes) {
        return new ScalarMatrix(codes);
    }

    /** The codes as they are. */
    private static final class Codes implements ActivationForm {
        private final byte[] values;

        Codes(int k) {
            values = new byte[k];
        }

        @Override
        public void set(byte[] codes) {
            System.arraycopy(codes, 0, values, 0, values.length);
        }
    }

    private record ScalarMatrix(CodeMatrix w) implements PreparedMatrix {
        @Override
        public void gemv(ActivationForm x, int[] sums) {
            ScalarGemv.gemv(w.bytes(), w.rowBytes(), w.shape(), ((Codes) x).values, sums);
        }

        @Override
        public String gemvKernel() {
            return "scalar-reference";
        }

        @Override
        public int vectorBits() {
            return 0;
        }
    }
}
