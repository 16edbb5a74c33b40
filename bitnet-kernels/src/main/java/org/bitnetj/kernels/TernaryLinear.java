package org.bitnetj.kernels;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import org.bitnetj.kernels.internal.KernelProvider;
import org.bitnetj.kernels.internal.PreparedMatrix;
import org.bitnetj.kernels.internal.TritSource;

/**
 * A ternary matrix {@code W (m,k)} in a kernel's own layout, ready to multiply. Made by {@link Kernels}; the packed form it came from is not
 * referred to any more.
 *
 * <p>Any number of threads may multiply at once. {@link #close()} gives the memory back; multiplying afterwards is an
 * {@link IllegalStateException}, and closing while another thread multiplies is one for either of the two, never a crash.
 */
public final class TernaryLinear implements AutoCloseable {
    private final KernelProvider provider;
    private final PreparedMatrix prepared;
    private final Shape shape;
    private final float scale;
    private final String format;
    private final Consumer<TernaryLinear> onClose;
    /** Room for the sums of one call, so that calls do not allocate; a concurrent call that finds it taken makes its own. */
    private final AtomicReference<int[]> spareSums = new AtomicReference<>();

    TernaryLinear(KernelProvider provider, TritSource trits, boolean sparse, float scale, String format, Consumer<TernaryLinear> onClose) {
        this.provider = provider;
        this.prepared = provider.prepare(trits, sparse);
        this.shape = trits.shape();
        this.scale = scale;
        this.format = format;
        this.onClose = onClose;
    }

    PreparedMatrix prepared() {
        return prepared;
    }

    /**
     * {@return rows and columns}
     */
    public Shape shape() {
        return shape;
    }

    /**
     * {@return what one trit is worth}
     */
    public float scale() {
        return scale;
    }

    /**
     * Multiplies one token, {@code W (m,k) @ x (k,) -> y (m,)}; see {@link #gemm(Activations, float[])}.
     *
     * @param x one token
     * @param y receives m values
     * @throws IllegalArgumentException if there is more than one token, k differs, or {@code y} is shorter than m
     * @throws IllegalStateException if this matrix is closed, or the activations are empty
     */
    public void gemv(Activations x, float[] y) {
        requireOneToken(x);
        gemm(x, y);
    }

    /**
     * Multiplies one token exactly; see {@link #gemm(Activations, int[])}.
     *
     * @param x one token
     * @param sums receives m sums
     * @throws IllegalArgumentException if there is more than one token, k differs, or {@code sums} is shorter than m
     * @throws IllegalStateException if this matrix is closed, or the activations are empty
     */
    public void gemv(Activations x, int[] sums) {
        requireOneToken(x);
        gemm(x, sums);
    }

    private static void requireOneToken(Activations x) {
        if (x.tokens() > 1) {
            throw new IllegalArgumentException("gemv multiplies one token, and these are " + x.tokens() + "; call gemm");
        }
    }

    /**
     * Multiplies exactly: {@code sums[t * m + r] = sum over c of trit[r,c] * code[t,c]}, in int32, which cannot overflow.
     *
     * @param x n tokens of k activations
     * @param sums receives {@code n * m} sums, token-major
     * @throws IllegalArgumentException if k differs, or {@code sums} is shorter than {@code n * m}
     * @throws IllegalStateException if this matrix is closed, or the activations are empty
     */
    public void gemm(Activations x, int[] sums) {
        requireRoom(x.tokens(), Objects.requireNonNull(sums, "sums").length);
        prepared.multiply(x.formFor(provider, shape.k()), x.tokens(), sums);
    }

    /**
     * Multiplies, {@code X (n,k) @ W(m,k)^T -> Y (n,m)}: {@code y[t * m + r] = sum / x.inverseScale(t) * scale()}, in float from left to right,
     * on every backend alike.
     *
     * @param x n tokens of k activations
     * @param y receives {@code n * m} values, token-major
     * @throws IllegalArgumentException if k differs, or {@code y} is shorter than {@code n * m}
     * @throws IllegalStateException if this matrix is closed, or the activations are empty
     */
    public void gemm(Activations x, float[] y) {
        int tokens = x.tokens();
        requireRoom(tokens, Objects.requireNonNull(y, "y").length);
        if (prepared.multiply(x.formFor(provider, shape.k()), tokens, scale, y)) {
            return;
        }
        int[] spare = spareSums.getAndSet(null);
        int[] sums = spare != null && spare.length >= tokens * shape.m() ? spare : new int[tokens * shape.m()];
        prepared.multiply(x.formFor(provider, shape.k()), tokens, sums);
        for (int t = 0; t < tokens; t++) {
            scale(sums, y, t * shape.m(), x.inverseScale(t));
        }
        spareSums.set(sums);
    }

    private void scale(int[] sums, float[] y, int from, float inverseScale) {
        for (int i = from; i < from + shape.m(); i++) {
            y[i] = sums[i] / inverseScale * scale;
        }
    }

    private void requireRoom(int tokens, int length) {
        if (length < (long) tokens * shape.m()) {
            throw new IllegalArgumentException("n=" + tokens + " tokens times m=" + shape.m() + " rows need room for "
                    + (long) tokens * shape.m() + " values; the output has " + length);
        }
    }

    /**
     * {@return the kernel of each operation, as it runs}
     */
    public List<DispatchedKernel> kernels() {
        Backend backend = prepared.instead().orElse(provider.backend());
        return prepared.uses().stream()
                .map(use -> new DispatchedKernel(use.operation(), format, backend, use.kernel(), use.vectorBits()))
                .toList();
    }

    /**
     * {@return the bytes of weights that multiplying these activations reads, as the kernels really read them: columns that they skip because
     * the activations are zero do not count, and what they read once for several tokens counts once}
     *
     * @param x n tokens of k activations
     * @throws IllegalArgumentException if k differs
     * @throws IllegalStateException if this matrix is closed, or the activations are empty
     */
    public long bytesRead(Activations x) {
        return prepared.bytesRead(x.formFor(provider, shape.k()), x.tokens());
    }

    /**
     * {@return the bytes of memory that this matrix holds now; layouts for other kinds of tokens are added when such tokens first come}
     */
    public long memoryBytes() {
        return prepared.memoryBytes();
    }

    /**
     * {@return the part of {@link #memoryBytes()} that lies outside the Java heap, in this process}
     */
    public long offHeapBytes() {
        return prepared.offHeapBytes();
    }

    /**
     * Gives the memory back. Closing twice does nothing.
     *
     * @throws IllegalStateException if another thread is multiplying right now; the matrix stays open
     */
    @Override
    public void close() {
        prepared.close();
        onClose.accept(this);
    }

    @Override
    public String toString() {
        return "TernaryLinear[" + shape + ", " + format + ", " + provider.backend().id() + "]";
    }
}
