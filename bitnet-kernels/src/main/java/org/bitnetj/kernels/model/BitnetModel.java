package org.bitnetj.kernels.model;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

import org.bitnetj.kernels.Backend;
import org.bitnetj.kernels.DeviceException;
import org.bitnetj.kernels.DispatchedKernel;
import org.bitnetj.kernels.Kernels;
import org.bitnetj.kernels.gguf.GgufFile;
import org.bitnetj.kernels.internal.DeviceModel;
import org.bitnetj.kernels.internal.KernelsAccess;
import org.bitnetj.kernels.internal.PreparedMatrix;

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
 * <p>Ternary matrices are copied into the layouts of the backend; embedding and head stay where they are in the mapped file.
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
    private final Optional<GgufFile> owned;
    private final AtomicInteger users = new AtomicInteger();
    private final ConcurrentLinkedQueue<Workspace> single = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Workspace> batch = new ConcurrentLinkedQueue<>();

    private BitnetModel(ModelConfig config, Kernels kernels, ModelWeights weights, Arena arena, Optional<GgufFile> owned) {
        this.config = config;
        this.kernels = kernels;
        this.weights = weights;
        this.arena = arena;
        this.owned = owned;
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
     * @throws IllegalArgumentException if the property {@code bitnet.warmup} has a value that is none
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
     * @throws IllegalArgumentException if the property {@code bitnet.warmup} has a value that is none
     */
    public static BitnetModel open(Path file, Kernels kernels, HeadType head) throws IOException {
        GgufFile gguf = GgufFile.open(file);
        boolean opened = false;
        try {
            BitnetModel model = open(gguf, kernels, head, Optional.of(gguf));
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
     * @throws IllegalArgumentException if the property {@code bitnet.warmup} has a value that is none
     */
    public static BitnetModel open(GgufFile file, Kernels kernels, HeadType head) throws ModelFormatException {
        return open(file, kernels, head, Optional.empty());
    }

    private static BitnetModel open(GgufFile file, Kernels kernels, HeadType head, Optional<GgufFile> owned) throws ModelFormatException {
        ModelConfig config = ModelConfig.read(file);
        WarmUp.begin(config, kernels, head);
        return make(config, kernels, new WeightReader(file, config, kernels).read(), Arena.ofShared(), owned, head);
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
        Arena arena = Arena.ofShared();
        return make(config, kernels, new SyntheticWeights(config, kernels, seed).draw(arena), arena, Optional.empty(), head);
    }

    private static BitnetModel make(ModelConfig config, Kernels kernels, ModelWeights stored, Arena arena, Optional<GgufFile> owned,
            HeadType head) {
        ModelWeights weights = switch (Objects.requireNonNull(head, "head")) {
            case STORED -> stored;
            case INT8 ->
                new ModelWeights(stored.layers(), stored.embedding(), stored.head().toInt8(arena, KernelsAccess.get().team(kernels)),
                        stored.outputNorm(), stored.ropeFactors());
        };
        try {
            return new BitnetModel(config, kernels, weights, arena, owned);
        } catch (DeviceException e) {
            // It does not fit the device.
            weights.close();
            arena.close();
            throw e;
        }
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
        List<DispatchedKernel> found = new ArrayList<>(weights.kernels());
        if (forward() instanceof DeviceForward there) {
            found.addAll(deviceKernels(there.device()));
            return List.copyOf(found);
        }
        Backend floats = KernelsAccess.get().floatsBackend(kernels);
        if (floats != kernels.selection().chosen()) {
            for (String operation : List.of("norm", "attention", "gate", "head")) {
                found.add(new DispatchedKernel(operation, operation.equals("head") ? weights.head().type().name() : "F32", floats,
                        floats.id() + "-floats", 0));
            }
        }
        return List.copyOf(found);
    }

    /** The operations around the products: those of the device, and those that are left to the CPU. */
    private List<DispatchedKernel> deviceKernels(DeviceModel device) {
        List<DispatchedKernel> found = new ArrayList<>();
        String head = weights.head().type().name();
        for (PreparedMatrix.Use use : device.uses()) {
            found.add(new DispatchedKernel(use.operation(), use.operation().equals("head") ? head : "F32", kernels.selection().chosen(),
                    use.kernel(), use.vectorBits()));
        }
        Backend cpu = KernelsAccess.get().floatsBackend(kernels);
        found.add(new DispatchedKernel("embedding", weights.embedding().type().name(), cpu, "row-lookup", 0));
        if (!device.hasHead()) {
            found.add(new DispatchedKernel("head", head, cpu, cpu.id() + "-floats", 0));
        }
        return found;
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

    /** Holds the weights open until {@link #leave}. */
    void enter() {
        if (users.incrementAndGet() < 0) {
            users.decrementAndGet();
            throw new IllegalStateException("the model is closed");
        }
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
        single.clear();
        batch.clear();
        onDevice.ifPresent(there -> there.device().close());
        weights.close();
        arena.close();
        owned.ifPresent(GgufFile::close);
    }

    @Override
    public String toString() {
        return "BitnetModel[" + config.architecture() + ", " + config.layers() + " layers of " + config.hidden() + "]";
    }
}
