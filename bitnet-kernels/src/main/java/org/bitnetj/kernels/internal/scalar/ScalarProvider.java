package org.bitnetj.kernels.internal.scalar;

import java.util.List;

import org.bitnetj.kernels.Backend;
import org.bitnetj.kernels.internal.ActivationForm;
import org.bitnetj.kernels.internal.CodeMatrix;
import org.bitnetj.kernels.internal.FloatKernels;
import org.bitnetj.kernels.internal.KernelProvider;
import org.bitnetj.kernels.internal.PreparedMatrix;
import org.bitnetj.kernels.internal.TritSource;

/** The scalar backend. */
public final class ScalarProvider implements KernelProvider {
    /** Ready to use. */
    public ScalarProvider() {}

    @Override
    public Backend backend() {
        return Backend.SCALAR;
    }

    @Override
    public String explain() {
        return "scalar-reference for every token";
    }

    @Override
    public ActivationForm activations(int k, int maxTokens) {
        return new Codes();
    }

    @Override
    public PreparedMatrix prepare(TritSource source) {
        return new ScalarMatrix(CodeMatrix.of(source));
    }

    @Override
    public FloatKernels floats() {
        return new ScalarFloats();
    }

    /** The codes as they are. */
    private static final class Codes implements ActivationForm {
        private byte[] values;

        @Override
        public void set(byte[] codes, int tokens) {
            values = codes;
        }
    }

    private record ScalarMatrix(CodeMatrix w) implements PreparedMatrix {
        @Override
        public void multiply(ActivationForm x, int tokens, int[] sums) {
            for (int t = 0; t < tokens; t++) {
                ScalarGemv.gemv(w.bytes(), w.rowBytes(), w.shape(), ((Codes) x).values, t * w.shape().k(), sums, t * w.shape().m());
            }
        }

        @Override
        public List<Use> uses() {
            return List.of(new Use("gemv", "scalar-reference", 0), new Use("gemm", "scalar-reference", 0));
        }

        @Override
        public long bytesRead(ActivationForm x, int tokens) {
            return tokens * w.byteSize();
        }

        @Override
        public long offHeapBytes() {
            return memoryBytes();
        }

        @Override
        public long memoryBytes() {
            return w.byteSize();
        }

        @Override
        public void close() {
            w.close();
        }
    }
}
