package org.bitnetj.kernels.model;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

import org.bitnetj.kernels.DeviceException;
import org.bitnetj.kernels.DispatchedKernel;
import org.bitnetj.kernels.Kernels;
import org.bitnetj.kernels.gguf.GgufFile;
import org.bitnetj.kernels.internal.KernelsAccess;

/**
 * A BitNet b1.58 decoder, ready to run. Weights are shared by any number of {@link Session}s.
 *
 * <pre>{@code
 * try (Kernels kernels = Kernels.open(); BitnetModel model = BitnetModel.open(file, kernels)) {
 *     Session session = model.session();
 *     float[] logits = session.prefill(prompt);
 *     ...
 *     logits = session.decode(token);
 * }
 * }</pre>
 *
 * <p>Ternary matrices are copied into the layouts of the backend, or mapped where {@link #writePrepared()} has kept them; embedding and head stay where
 * they are in the mapped file.
 *
 * <p>Thread-safe. {@link #close()} while a session computes is an {@link IllegalStateException} and closes nothing; sessions of a closed model throw
 * one.
 */
public final class BitnetModel implements AutoCloseable {
    private static final int CLOSED = Integer.MIN_VALUE;
    private static final int KEPT_WORKSPACES = 4;

    private final ModelConfig config;
    private final Kernels kernels;
    private final ModelWeights weights;
    private final Forward forward;
    private final Optional<DeviceForward> onDevice;
    private final Arena arena;
    private final ModelOpener.Source source;
    private final AtomicInteger users = new AtomicInteger();
    private final ConcurrentLinkedQueue<Workspace> single = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Workspace> batch = new ConcurrentLinkedQueue<>();

    /** For {@link ModelOpener}; the arena and the source are closed with the model. */
    BitnetModel(ModelConfig config, Kernels kernels, ModelWeights weights, Arena arena, ModelOpener.Source source) {
        this.config = config;
        this.kernels = kernels;
        this.weights = weights;
        this.arena = arena;
        this.source = source;
        this.forward = new Forward(config, weights, kernels);
        this.onDevice = DeviceForward.of(config, weights, kernels, forward);
    }

    /**
     * Opens a model of a file, with the head as stored.
     *
     * @param file path of a GGUF file
     * @param kernels what multiplies; must stay open as long as the model
     * @return the model, to be closed by the caller
     * @throws IOException if the file cannot be read, is no GGUF file, or holds no model that this library runs ({@link ModelFormatException}, which
     *         lists what is wrong)
     * @throws IllegalArgumentException if the property {@code bitnet.warmup} or {@code bitnet.prepared} has a value that is none
     */
    public static BitnetModel open(Path file, Kernels kernels) throws IOException {
        return open(file, kernels, HeadType.STORED);
    }

    /**
     * Opens a model of a file.
     *
     * @param file path of a GGUF file
     * @param kernels what multiplies; must stay open as long as the model
     * @param head what the output head is multiplied as
     * @return the model, to be closed by the caller
     * @throws IOException if the file cannot be read, is no GGUF file, or holds no model that this library runs ({@link ModelFormatException}, which
     *         lists what is wrong)
     * @throws IllegalArgumentException if the property {@code bitnet.warmup} or {@code bitnet.prepared} has a value that is none
     */
    public static BitnetModel open(Path file, Kernels kernels, HeadType head) throws IOException {
        GgufFile gguf = GgufFile.open(file);
        boolean opened = false;
        try {
            BitnetModel model = ModelOpener.open(gguf, kernels, head, true);
            opened = true;
            return model;
        } finally {
            if (!opened) {
                gguf.close();
            }
        }
    }

    /**
     * Opens a model of a file that is open already.
     *
     * @param file the file; must stay open as long as the model, which does not close it
     * @param kernels what multiplies; must stay open as long as the model
     * @param head what the output head is multiplied as
     * @return the model, to be closed by the caller
     * @throws ModelFormatException if it holds no model that this library runs; everything that is wrong is listed
     * @throws IllegalArgumentException if the property {@code bitnet.warmup} or {@code bitnet.prepared} has a value that is none
     */
    public static BitnetModel open(GgufFile file, Kernels kernels, HeadType head) throws ModelFormatException {
        return ModelOpener.open(file, kernels, head, false);
    }

    /**
     * Makes a model of seeded random weights, for measuring a geometry without its file: a third of the trits of each kind, an F16 embedding that is tied
     * with the head. What it writes means nothing.
     *
     * @param config the sizes
     * @param kernels what multiplies; must stay open as long as the model
     * @param head what the output head is multiplied as
     * @param seed of all weights
     * @return the model, to be closed by the caller
     */
    public static BitnetModel synthetic(ModelConfig config, Kernels kernels, HeadType head, long seed) {
        return ModelOpener.synthetic(config, kernels, head, seed, Optional.empty());
    }

    /**
     * {@return the sizes and constants}
     */
    public ModelConfig config() {
        return config;
    }

    /**
     * {@return the number of tokens that there are}
     */
    public int vocabularySize() {
        return config.vocabulary();
    }

    /**
     * {@return the most tokens of a session}
     */
    public int contextLength() {
        return config.context();
    }

    /**
     * {@return a new session, empty, that keeps keys and values in single precision}
     */
    public Session session() {
        return session(CacheType.F32);
    }

    /**
     * {@return a new session, empty}
     *
     * @param cache how it keeps keys and values
     */
    public Session session(CacheType cache) {
        return new Session(this, Objects.requireNonNull(cache, "cache"));
    }

    /**
     * Takes one token into each of several sessions, in one pass over the weights. Each session's {@link Session#logits()} are then what its own
     * {@link Session#decode} would have returned, to the bit.
     *
     * @param sessions distinct sessions of this model, 1 to 128
     * @param tokens a token for each of them
     * @throws IllegalArgumentException if the numbers differ, a session is of another model or there twice, or a token is outside the vocabulary
     * @throws IllegalStateException if a context is full, the model is closed, or another thread uses one of the sessions; no session has then moved
     */
    public void decode(List<Session> sessions, int[] tokens) {
        BatchDecode.run(this, sessions, tokens);
    }

    /**
     * {@return the kernels of all products, as they run; and, where the backend is a device, of all other operations, each with where it runs}
     */
    public List<DispatchedKernel> kernels() {
        return ModelKernels.of(kernels, weights, forward());
    }

    /**
     * {@return the bytes that the ternary matrices hold in the layouts of the kernels; layouts for many tokens are added when such first come}
     */
    public long ternaryBytes() {
        return weights.ternaryBytes();
    }

    /**
     * {@return the bytes of the output head, in the mapped file or in memory}
     */
    public long headBytes() {
        return weights.head().rows().byteSize();
    }

    /**
     * {@return the bytes outside the Java heap: ternary matrices, embedding and head, in the mapped file or in memory of the model's own}
     */
    public long offHeapBytes() {
        long embedding = weights.embedding().rows().byteSize();
        long rows = weights.head().equals(weights.embedding()) ? embedding : embedding + headBytes();
        return rows + weights.ternaryOffHeapBytes();
    }

    /**
     * {@return what a user should know of how the model was opened: why prepared weights beside its file are not used, or not all}
     */
    public List<String> notes() {
        return source.prepared().notes();
    }

    /**
     * {@return whether layouts come from prepared weights beside the model's file, see {@link #writePrepared()}}
     */
    public boolean isPrepared() {
        return source.prepared().areThere();
    }

    /**
     * Writes the weights in the layouts that the kernels read to a file beside the model's own, named as that one with {@code .prepared} behind it; the layout
     * for many tokens is made for that if there was no such prompt yet, and an int8 head belongs to it where this model has one. Whoever opens the model
     * afterwards maps them and is ready in a fraction of the time; several processes then share their memory. They are used while the
     * model's file stays as it is, byte for byte; {@link #notes()} tells why not. The property {@code bitnet.prepared} set to {@code off} leaves them
     * alone. The file appears when it is complete, or not at all.
     *
     * @return the file
     * @throws IOException if it cannot be written, or holds something else
     * @throws IllegalStateException if the model is closed, comes from no file, or multiplies on another backend than the CPU's vectors
     */
    public Path writePrepared() throws IOException {
        GgufFile file = source.file()
                .orElseThrow(() -> new IllegalStateException("a synthetic model has no file beside which weights could be kept"));
        enter();
        try {
            return PreparedWeights.write(file, weights, KernelsAccess.get().team(kernels));
        } finally {
            leave();
        }
    }

    ModelWeights weights() {
        return weights;
    }

    /** What computes now: the CPU once a device has been lost for which it goes on. */
    Decoder forward() {
        return onDevice.isPresent() && !KernelsAccess.get().isRelieved(kernels) ? onDevice.get() : forward;
    }

    /** Whether the CPU goes on after this. */
    boolean relieve(DeviceException e) {
        return KernelsAccess.get().relieve(kernels, e);
    }

    /** Working memory for a number of rows. */
    Workspace takeWorkspace(int rows) {
        Decoder now = forward();
        Workspace kept = (rows == 1 ? single : batch).poll();
        if (kept != null && !kept.decoder.equals(now)) {
            kept.close();
            kept = null;
        }
        Workspace w = kept != null ? kept : now.workspace(rows == 1 ? 1 : Session.BATCH);
        w.decoder = now;
        w.rows = 0;
        w.work = Work.NONE;
        return w;
    }

    /** Keeps working memory for the next call. Not called when one failed: what is in it is then unknown. */
    void giveBack(Workspace w) {
        Arrays.fill(w.caches, null);
        ConcurrentLinkedQueue<Workspace> kept = w.capacity == 1 ? single : batch;
        if (kept.size() < KEPT_WORKSPACES) {
            kept.add(w);
        } else {
            w.close();
        }
    }

    /** Holds the weights open until {@link #leave}. The first time it waits for the kernels to be compiled, which began when the model was opened. */
    void enter() {
        if (users.incrementAndGet() < 0) {
            users.decrementAndGet();
            throw new IllegalStateException("the model is closed");
        }
        source.warmUp().await();
    }

    void leave() {
        users.decrementAndGet();
    }

    /**
     * Releases the weights, and the file if the model opened it. Closing twice does nothing.
     *
     * @throws IllegalStateException if a session is computing right now; the model stays open
     */
    @Override
    public void close() {
        if (users.get() < 0) {
            return;
        }
        if (!users.compareAndSet(0, CLOSED)) {
            throw new IllegalStateException("a session of this model is computing; close the model when it is done");
        }
        // It reads the file's head.
        source.warmUp().await();
        single.clear();
        batch.clear();
        onDevice.ifPresent(there -> there.device().close());
        weights.close();
        arena.close();
        source.close();
    }

    @Override
    public String toString() {
        return "BitnetModel[" + config.architecture() + ", " + config.layers() + " layers of " + config.hidden() + "]";
    }
}
