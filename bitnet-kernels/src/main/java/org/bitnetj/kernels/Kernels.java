package org.bitnetj.kernels;

import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.bitnetj.kernels.internal.DeviceModel;
import org.bitnetj.kernels.internal.FloatKernels;
import org.bitnetj.kernels.internal.KernelProvider;
import org.bitnetj.kernels.internal.KernelsAccess;
import org.bitnetj.kernels.internal.KnownProperties;
import org.bitnetj.kernels.internal.PreparedMatrix;
import org.bitnetj.kernels.internal.ThreadTeam;
import org.bitnetj.kernels.internal.TritSource;

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
 * <p>The fastest usable backend is taken, unless the caller, the system property {@code bitnet.backend} ({@code auto}, {@code scalar},
 * {@code vector}, {@code opencl}) or the environment variable {@code BITNET_BACKEND} demands one; of OpenCL's devices only a GPU is taken
 * unasked, and if it is lost, the CPU goes on. {@link #selection()} tells what was chosen and why not the others. The property
 * {@code bitnet.vector.bits} (128, 256, 512) narrows the vectors, {@code bitnet.threads} sets how many threads share a product.
 * {@code bitnet.tuning} names a file that keeps which kernels are fastest on this machine; it is measured, in half a minute, where it does
 * not exist yet.
 *
 * <p>Thread-safe. {@link #close()} closes every matrix that is still open.
 */
public final class Kernels implements AutoCloseable {
    static final String THREADS_PROPERTY = "bitnet.threads";

    static {
        KernelsAccess.set(new KernelsAccess() {
            @Override
            public ThreadTeam team(Kernels kernels) {
                return kernels.team;
            }

            @Override
            public FloatKernels floats(Kernels kernels) {
                return kernels.provider.floats();
            }

            @Override
            public Backend floatsBackend(Kernels kernels) {
                return kernels.provider.floatsBackend();
            }

            @Override
            public PreparedMatrix prepared(TernaryLinear linear) {
                return linear.prepared();
            }

            @Override
            public Optional<DeviceModel> model(Kernels kernels, DeviceModel.Spec spec) {
                return kernels.provider.model(spec);
            }

            @Override
            public boolean relieve(Kernels kernels, DeviceException e) {
                return kernels.provider.relieve(e);
            }

            @Override
            public boolean isRelieved(Kernels kernels) {
                return kernels.provider.lost().isPresent();
            }

            @Override
            public TernaryLinear prepare(Kernels kernels, TritSource trits, boolean sparse, String format) {
                return kernels.track(trits, sparse, 1, format);
            }
        });
    }

    private final ThreadTeam team;
    private final KernelProvider provider;
    private final BackendSelection selection;
    private final Set<TernaryLinear> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    private Kernels(BackendLadder.Choice choice, int threads) {
        this.team = new ThreadTeam(threads);
        this.selection = choice.selection();
        try {
            this.provider = choice.provider().apply(team);
        } catch (IllegalArgumentException | UncheckedIOException e) {
            team.close();
            throw e;
        }
    }

    /** What to open: a backend and a number of threads. */
    public static final class Builder {
        private Backend backend;
        private int threads;
        private String openClDevice;
        private String openClLibrary;

        private Builder() {}

        /**
         * Demands a backend, whatever the property {@code bitnet.backend} says.
         *
         * @param wanted the backend
         * @return this
         */
        public Builder backend(Backend wanted) {
            backend = Objects.requireNonNull(wanted, "wanted");
            return this;
        }

        /**
         * Sets the number of threads that share a product, the calling one included. Results do not depend on it.
         *
         * @param count 1 or more
         * @return this
         * @throws IllegalArgumentException if it is less than 1
         */
        public Builder threads(int count) {
            if (count < 1) {
                throw new IllegalArgumentException("kernels need at least 1 thread, not " + count);
            }
            threads = count;
            return this;
        }

        /**
         * Chooses the device of the OpenCL backend, whatever the property {@code bitnet.opencl.device} says.
         *
         * @param wanted {@code auto}; {@code gpu}, {@code cpu} or {@code accelerator}; the index of a device; or a part of its name or its
         *        platform's name
         * @return this
         */
        public Builder openClDevice(String wanted) {
            openClDevice = Objects.requireNonNull(wanted, "wanted");
            return this;
        }

        /**
         * Names the OpenCL library, whatever the property {@code bitnet.opencl.library} says. A process loads one.
         *
         * @param wanted a path, or the name of a library
         * @return this
         */
        public Builder openClLibrary(String wanted) {
            openClLibrary = Objects.requireNonNull(wanted, "wanted");
            return this;
        }

        /**
         * Opens the kernels.
         *
         * @return the kernels, to be closed by the caller
         * @throws BackendUnavailableException if a backend was demanded, here or by the property, that cannot be used
         * @throws IllegalArgumentException if a {@code bitnet.} property has a value that is none
         */
        public Kernels open() {
            KnownProperties.warnOfOthers();
            int count = threads > 0 ? threads : defaultThreads();
            BackendLadder ladder = new BackendLadder(Optional.ofNullable(openClDevice), Optional.ofNullable(openClLibrary));
            return new Kernels(backend == null ? ladder.choose() : ladder.demand(backend, "demanded by the caller"), count);
        }

        private static int defaultThreads() {
            String value = System.getProperty(THREADS_PROPERTY, "auto").strip();
            if (value.equals("auto")) {
                return Runtime.getRuntime().availableProcessors();
            }
            if (!value.matches("[1-9][0-9]{0,3}")) {
                throw new IllegalArgumentException("-D" + THREADS_PROPERTY + "=" + value + ": choose auto, or a number from 1 to 9999");
            }
            return Integer.parseInt(value);
        }
    }

    /**
     * {@return a builder, to demand a backend or a number of threads}
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Opens the backend that the property {@code bitnet.backend} names, or else the fastest one, with the threads that the property
     * {@code bitnet.threads} names, or else one a processor.
     *
     * @return the kernels
     * @throws BackendUnavailableException if the property names a backend that cannot be used here
     * @throws IllegalArgumentException if a {@code bitnet.} property has a value that is none
     */
    public static Kernels open() {
        return builder().open();
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
        return builder().backend(backend).open();
    }

    /**
     * {@return in words: the backend and why, what became of the others, the kernels and where that choice comes from, the threads}
     */
    public String explain() {
        return selection().explain() + System.lineSeparator() + "  kernels: " + provider.explain() + System.lineSeparator() + "  threads: "
                + team.members();
    }

    /**
     * {@return the number of threads that share a product, the calling one included}
     */
    public int threads() {
        return team.members();
    }

    /**
     * {@return the backend in use, why, and what became of the others; another one than at first if a device that was taken unasked has been lost}
     */
    public BackendSelection selection() {
        return provider.lost().map(this::withoutDevice).orElse(selection);
    }

    private BackendSelection withoutDevice(DeviceException e) {
        BackendStatus lost = new BackendStatus(provider.backend(), false, "it was lost: " + e.getMessage(), Optional.of(e));
        return new BackendSelection(provider.floatsBackend(), "it goes on for an OpenCL device that was lost",
                selection.candidates().stream().map(c -> c.backend() == lost.backend() ? lost : c).toList());
    }

    /**
     * {@return the OpenCL device in use, or empty if the kernels run on the CPU}
     */
    public Optional<ComputeDevice> device() {
        return provider.device();
    }

    /**
     * {@return what these kernels hold on their OpenCL device now, or empty if they run on the CPU}
     */
    public Optional<DeviceMemory> deviceMemory() {
        return provider.deviceMemory();
    }

    /**
     * Makes room for the activations of one token.
     *
     * @param k values of a token, 1 to {@link Shape#MAX_COLUMNS}
     * @return empty activations, to be filled and filled again
     * @throws IllegalArgumentException if k is out of range
     */
    public Activations activations(int k) {
        return activations(k, 1);
    }

    /**
     * Makes room for the activations of several tokens.
     *
     * @param k values of a token, 1 to {@link Shape#MAX_COLUMNS}
     * @param maxTokens how many tokens it can hold, 1 or more
     * @return empty activations, to be filled and filled again
     * @throws IllegalArgumentException if a size is out of range
     */
    public Activations activations(int k, int maxTokens) {
        return new Activations(provider, new Shape(1, k).k(), maxTokens);
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
        return track(TritSource.of(packed), false, packed.scale(), packed.format().name());
    }

    /**
     * Copies plain trits into the backend's own layout. Any m and k will do.
     *
     * @param matrix the matrix; not referred to afterwards
     * @return the matrix, ready to multiply
     * @throws IllegalStateException if this is closed
     */
    public TernaryLinear prepare(TernaryMatrix matrix) {
        return track(TritSource.of(matrix), false, matrix.scale(), "ternary");
    }

    private TernaryLinear track(TritSource trits, boolean sparse, float scale, String format) {
        TernaryLinear linear = new TernaryLinear(provider, trits, sparse, scale, format, open::remove);
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
        team.close();
        if (busy != null) {
            throw busy;
        }
        provider.close();
    }

    @Override
    public String toString() {
        return "Kernels[" + selection().chosen().id() + "]";
    }
}
