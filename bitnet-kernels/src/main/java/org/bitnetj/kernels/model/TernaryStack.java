package org.bitnetj.kernels.model;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;

import org.bitnetj.kernels.Activations;
import org.bitnetj.kernels.Kernels;
import org.bitnetj.kernels.Shape;
import org.bitnetj.kernels.TernaryLinear;
import org.bitnetj.kernels.internal.KernelsAccess;
import org.bitnetj.kernels.internal.TritSource;

/**
 * Matrices with the same input, one below the other: one product in place of two or three, so that the threads meet less often and tables made from
 * the activations serve more rows.
 */
final class TernaryStack {
    /**
     * One matrix of a stack.
     *
     * @param trits its rows
     * @param scale what a trit is worth
     */
    record Part(TritSource trits, float scale) {}

    /** Layouts that have been made before. */
    @FunctionalInterface
    interface Layouts {
        Layouts NONE = (name, bytes) -> Optional.empty();

        /** As {@link TritSource#laidOut}. */
        Optional<MemorySegment> find(String name, long bytes);
    }

    private final TernaryLinear linear;
    private final int[] starts;
    private final float[] scales;

    /**
     * Prepares.
     *
     * @param kernels where
     * @param parts the matrices, the first on top
     * @param sparse whether most codes of the tokens will be zero
     * @param format what the trits were stored in
     * @param layouts those that need not be made
     */
    TernaryStack(Kernels kernels, List<Part> parts, boolean sparse, String format, Layouts layouts) {
        Rows rows = new Rows(parts, layouts);
        starts = rows.starts;
        scales = new float[parts.size()];
        for (int i = 0; i < scales.length; i++) {
            scales[i] = parts.get(i).scale();
        }
        linear = KernelsAccess.get().prepare(kernels, rows, sparse, format);
    }

    TernaryLinear linear() {
        return linear;
    }

    /** Rows of all parts. */
    int rows() {
        return starts[scales.length];
    }

    /** The first row of a part. */
    int start(int part) {
        return starts[part];
    }

    /** The rows of a part. */
    int rows(int part) {
        return starts[part + 1] - starts[part];
    }

    /** What a trit of each part is worth; not to be changed. */
    float[] scales() {
        return scales;
    }

    float scale(int part) {
        return scales[part];
    }

    /** The exact sums of n tokens, {@code sums[t * rows() + r]}. */
    void multiply(Activations x, int[] sums) {
        linear.gemm(x, sums);
    }

    /** The parts as one matrix. */
    private static final class Rows implements TritSource {
        private final List<Part> parts;
        private final int[] starts;
        private final Shape shape;
        private final Layouts layouts;

        Rows(List<Part> parts, Layouts layouts) {
            this.parts = parts;
            this.layouts = layouts;
            starts = new int[parts.size() + 1];
            for (int i = 0; i < parts.size(); i++) {
                starts[i + 1] = starts[i] + parts.get(i).trits().shape().m();
            }
            shape = new Shape(starts[parts.size()], parts.getFirst().trits().shape().k());
        }

        @Override
        public Shape shape() {
            return shape;
        }

        @Override
        public void copyRows(int from, int to, byte[] trits) {
            for (int i = 0; i < parts.size(); i++) {
                int first = Math.max(from, starts[i]);
                int end = Math.min(to, starts[i + 1]);
                if (first < end) {
                    copy(parts.get(i).trits(), first - starts[i], end - starts[i], trits, (first - from) * shape.k());
                }
            }
        }

        @Override
        public void copyCodes(int from, int to, long[] codes, int at) {
            int longs = TritSource.codeLongs(shape.k());
            for (int i = 0; i < parts.size(); i++) {
                int first = Math.max(from, starts[i]);
                int end = Math.min(to, starts[i + 1]);
                if (first < end) {
                    parts.get(i).trits().copyCodes(first - starts[i], end - starts[i], codes, at + (first - from) * longs);
                }
            }
        }

        @Override
        public Optional<MemorySegment> laidOut(String layout, long bytes) {
            return layouts.find(layout, bytes);
        }

        private void copy(TritSource part, int from, int to, byte[] trits, int at) {
            if (at == 0) {
                part.copyRows(from, to, trits);
                return;
            }
            byte[] own = new byte[(to - from) * shape.k()];
            part.copyRows(from, to, own);
            System.arraycopy(own, 0, trits, at, own.length);
        }
    }
}
