package org.bitnetj.kernels;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

import org.bitnetj.kernels.internal.CodeMatrix;
import org.bitnetj.kernels.internal.KernelProvider;
import org.bitnetj.kernels.internal.PreparedMatrix;

/**
 * A ternary matrix {@code W (m,k)} in a kernel's own layout, ready to multiply. Made by {@link Kernels}; the packed form it came from is not
 * referred to any more.
 *
 * <p>Any number of threads may multiply at once. {@link #close()} gives the memory back; multiplying afterwards is an
 * {@link IllegalStateException}, and closing while another thread multiplies is one for either of the two, never a crash.
 */
public final class TernaryLinear implements AutoCloseable {
    private final KernelProvider provider;
    private final CodeMatrix codes;
    private final PreparedMatrix prepared;
    private final Shape shape;
    private final float scale;
    private final String format;
    private final Runnable onClose;
    /** Room for the sums of one call, so that calls do not allocate; a concurrent call that finds it taken makes its own. */
    private final AtomicReference<int[]> spareSums = new AtomicReference<>();

    TernaryLinear(KernelProvider provider, CodeMatrix codes, float scale, String format,
            java.util.function.Consumer<TernaryLinear> onClose) {
        this.provider = provider;
        this.codes = codes;
        this.prepared = provider.prepare(codes);
        this.shape = codes.shape();
        this.scale = scale;
        this.format = format;
        this.onClose = () -> onClose.accept(this);
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
     * Multiplies exactly: {@code sums[r] = sum over c of trit[r,c] * code[c]}, in int32, which cannot overflow.
     *
     * @param x k activations
     * @param sums receives m sums
     * @throws IllegalArgumentException if k differs, or {@code sums} is shorter than m
     * @throws IllegalStateException if this matrix is closed, or the activations are empty
     */
    public void gemv(Activations x, int[] sums) {
        requireRoom(Objects.requireNonNull(sums, "sums").length);
        prepared.gemv(x.formFor(provider, shape.k()), sums);
    }

    /**
     * Multiplies, {@code W (m,k) @ x (k,) -> y (m,)}: {@code y[r] = sums[r] / x.inverseScale() * scale()}, in float from left to right, on
     * every backend alike.
     *
     * @param x k activations
     * @param y receives m values
     * @throws IllegalArgumentException if k differs, or {@code y} is shorter than m
     * @throws IllegalStateException if this matrix is closed, or the activations are empty
     */
    public void gemv(Activations x, float[] y) {
        requireRoom(Objects.requireNonNull(y, "y").length);
        int[] spare = spareSums.getAndSet(null);
        int[] sums = spare != null ? spare : new int[shape.m()];
        prepared.gemv(x.formFor(provider, shape.k()), sums);
        float inverseScale = x.inverseScale();
        for (int r = 0; r < sums.length; r++) {
            y[r] = sums[r] / inverseScale * scale;
        }
        spareSums.set(sums);
    }

    private void requireRoom(int length) {
        if (length < shape.m()) {
            throw new IllegalArgumentException("the matrix has m=" + shape.m() + " rows, the output room for " + length);
        }
    }

    /**
     * {@return the kernel of each operation, as it runs}
     */
    public List<DispatchedKernel> kernels() {
        return List.of(new DispatchedKernel("gemv", format, provider.backend(), prepared.gemvKernel(), prepared.vectorBits()));
    }

    /**
     * {@return the bytes of memory that this matrix holds}
     */
    public long memoryBytes() {
        return codes.byteSize();
    }

    /**
     * Gives the memory back. Closing twice does nothing.
     *
     * @throws IllegalStateException if another thread is multiplying right now; the matrix stays open
     */
    @Override
    public void close() {
        codes.close();
        onClose.run();
    }

    @Override
    public String toString() {
        return "TernaryLinear[" + shape + ", " + prepared.gemvKernel() + "]";
    }
}
