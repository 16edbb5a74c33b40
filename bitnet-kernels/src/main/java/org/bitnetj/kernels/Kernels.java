package org.bitnetj.kernels;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.bitnetj.kernels.internal.CodeMatrix;
import org.bitnetj.kernels.internal.KernelProvider;

/**
 * Prepares ternary matrices and multiplies with them, on one backend chosen when it is opened.
 *
 * <pre>{@code
 * try (Kernels kernels = Kernels.open(); TernaryLinear linear = kernels.prepare(packed)) {
 *     Activations x = kernels.activations(packed.shape().k()).quantize(input);
 *     linear.gemv(x, output);
 * }
 * }</pre>
 *
 * <p>The fastest usable backend is taken, unless the caller or the system property {@code bitnet.backend} ({@code auto}, {@code scalar},
 * {@code vector}) demands one; {@link #selection()} tells what was chosen and why not the others. The property
 * {@code bitnet.vector.bits} (128, 256, 512) narrows the vectors.
 *
 * <p>Thread-safe. {@link #close()} closes every matrix that is still open.
 */
public final class Kernels implements AutoCloseable {
    private final KernelProvider provider;
    private final BackendSelection selection;
    private final Set<TernaryLinear> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    private Kernels(BackendLadder.Choice choice) {
        this.provider = choice.provider();
        this.selection = choice.selection();
    }

    /**
     * Opens the backend that the property {@code bitnet.backend} names, or else the fastest one.
     *
     * @return the kernels
     * @throws BackendUnavailableException if the property names a backend that cannot be used here
     * @throws IllegalArgumentException if a {@code bitnet.} property has a value that is none
     */
    public static Kernels open() {
        return new Kernels(BackendLadder.choose());
    }

    /**
     * Opens a backend.
     *
     * @param backend the one to use, whatever the property {@code bitnet.backend} says
     * @return the kernels
     * @throws BackendUnavailableException if it cannot be used here
     * @throws IllegalArgumentException if a {@code bitnet.} property has a value that is none
     */
    public static Kernels open(Backend backend) {
        return new Kernels(BackendLadder.demand(backend, "demanded by the caller"));
    }

    /**
     * {@return the backend in use, why, and what became of the others}
     */
    public BackendSelection selection() {
        return selection;
    }

    /**
     * Makes room for the activations of one token.
     *
     * @param k values of a token, 1 to {@link Shape#MAX_COLUMNS}
     * @return empty activations, to be filled and filled again
     * @throws IllegalArgumentException if k is out of range
     */
    public Activations activations(int k) {
        return new Activations(provider, new Shape(1, k).k());
    }

    /**
     * Copies a packed matrix into the backend's own layout.
     *
     * @param packed the matrix; not referred to afterwards
     * @return the matrix, ready to multiply
     * @throws IllegalArgumentException if the bytes hold a code that its format does not have
     * @throws IllegalStateException if this is closed
     */
    public TernaryLinear prepare(PackedMatrix packed) {
        return track(CodeMatrix.of(packed), packed.scale(), packed.format().name());
    }

    /**
     * Copies plain trits into the backend's own layout. Any m and k will do.
     *
     * @param matrix the matrix; not referred to afterwards
     * @return the matrix, ready to multiply
     * @throws IllegalStateException if this is closed
     */
    public TernaryLinear prepare(TernaryMatrix matrix) {
        return track(CodeMatrix.of(matrix), matrix.scale(), "ternary");
    }

    private TernaryLinear track(CodeMatrix codes, float scale, String format) {
        TernaryLinear linear = new TernaryLinear(provider, codes, scale, format, open::remove);
        open.add(linear);
        if (closed) {
            linear.close();
            throw new IllegalStateException("these kernels are closed");
        }
        return linear;
    }

    /**
     * Closes every matrix that is still open, and then refuses to prepare more. Closing twice does nothing.
     *
     * @throws IllegalStateException if a thread is multiplying right now; what could be closed is
     */
    @Override
    public void close() {
        closed = true;
        IllegalStateException busy = null;
        for (TernaryLinear linear : open) {
            try {
                linear.close();
            } catch (IllegalStateException e) {
                busy = e;
            }
        }
        if (busy != null) {
            throw busy;
        }
    }

    @Override
    public String toString() {
        return "Kernels[" + selection.chosen().id() + "]";
    }
}
