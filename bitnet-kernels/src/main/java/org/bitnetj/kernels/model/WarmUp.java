package org.bitnetj.kernels.model;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

import org.bitnetj.kernels.Backend;
import org.bitnetj.kernels.Kernels;
import org.bitnetj.kernels.internal.KernelsAccess;
import org.bitnetj.kernels.internal.Switch;

/**
 * Gets the vector kernels compiled while the weights of a large model are read: a thread of its own runs a model of one small layer. Vector code that is
 * not compiled yet takes many times as long, and C2 compiles a method when it has been called often, not when it takes long; so without this the
 * first token of a large model would come later. Once a process; nothing but time depends on it. The property {@code bitnet.warmup} set to
 * {@code off} leaves it out.
 */
final class WarmUp {
    private static final Logger LOG = System.getLogger(WarmUp.class.getName());
    private static final String PROPERTY = "bitnet.warmup";

    /** Smaller models are read sooner than this helps. */
    private static final long LARGE_WEIGHTS = 1_000_000_000;

    /** Enough for C2 to have been asked for every kernel of a pass. */
    private static final int PASSES = 60;

    private static final int HEADS = 2;
    private static final int VOCABULARY = 256;

    private static final AtomicBoolean BEGUN = new AtomicBoolean();

    /** Longer than it takes, so that it does not matter on a machine that is busy. */
    private static final long MOST_MILLIS = 2000;

    /** Of a model for which there is none. */
    static final WarmUp NONE = new WarmUp(null);

    /** Null when it need not be waited for. */
    private volatile Thread thread;

    private WarmUp(Thread thread) {
        this.thread = thread;
    }

    /**
     * Begins, if the model is large, the kernels are the CPU's vectors, there is a processor to spare, and no other model has begun before. Returns at once.
     *
     * @param config the model that will be run
     * @param kernels what will multiply
     * @param head what its head will be multiplied as
     * @param stored its head as it is stored
     * @return what can be waited for
     * @throws IllegalArgumentException if the property {@code bitnet.warmup} is neither {@code auto} nor {@code off}
     */
    static WarmUp begin(ModelConfig config, Kernels kernels, HeadType head, RowMatrix stored) {
        boolean wanted = Switch.isOn(PROPERTY);
        boolean useful = kernels.selection().chosen() == Backend.VECTOR && KernelsAccess.get().floatsBackend(kernels) == Backend.VECTOR
                && weights(config) >= LARGE_WEIGHTS && Runtime.getRuntime().availableProcessors() > 1;
        if (wanted && useful && BEGUN.compareAndSet(false, true)) {
            return new WarmUp(Thread.ofPlatform().name("bitnet-warm-up").daemon().start(() -> run(config, head, stored)));
        }
        return NONE;
    }

    /**
     * Waits for its end, as the first pass of the real model would wait much longer for the kernels; not for long, once, and not when interrupted. Thread-safe.
     */
    void await() {
        Thread running = thread;
        if (running == null) {
            return;
        }
        try {
            running.join(MOST_MILLIS);
            thread = null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ternary weights. */
    private static long weights(ModelConfig config) {
        long attention = 2L * config.hidden() * (config.queryWidth() + config.kvWidth());
        return config.layers() * (attention + 3L * config.hidden() * config.feedForward());
    }

    private static void run(ModelConfig config, HeadType head, RowMatrix stored) {
        try {
            ModelConfig small = small(config);
            pass(small, head, firstRows(stored, small), PASSES);
        } catch (RuntimeException e) {
            // Whoever runs the real model will see what is wrong.
            LOG.log(Level.DEBUG, "the kernels were not warmed up", e);
        }
    }

    /**
     * The first rows of a head, cut short: as stored, since C2 compiles code for the kind of memory that it has seen, and would have to do it again for
     * that of a mapped file. Empty if they cannot be cut.
     */
    static Optional<RowMatrix> firstRows(RowMatrix stored, ModelConfig small) {
        long bytes = small.vocabulary() * stored.type().rowBytes(small.hidden());
        if (small.hidden() % stored.type().blockWeights() != 0 || bytes > stored.rows().byteSize()) {
            return Optional.empty();
        }
        return Optional.of(new RowMatrix(stored.type(), small.vocabulary(), small.hidden(), stored.rows().asSlice(0, bytes)));
    }

    /** A small model that is computed in the same way. */
    static ModelConfig small(ModelConfig config) {
        int hidden = HEADS * config.headSize();
        return new ModelConfig(config.architecture(), 1, hidden, 2 * hidden, HEADS, 1, config.headSize(), VOCABULARY, PASSES,
                config.ropeTheta(),
                config.ropeDimensions(), config.ropeFactor(), config.epsilon(), config.gate(), config.subNorms(), config.ropeStyle());
    }

    /** Decodes some tokens with random weights, given rows for embedding and head or random ones, and returns the last one's logits. */
    static float[] pass(ModelConfig config, HeadType head, Optional<RowMatrix> rows, int tokens) {
        try (Kernels alone = Kernels.builder().backend(Backend.VECTOR).threads(1).open();
                BitnetModel model = ModelOpener.synthetic(config, alone, head, 1, rows);
                Session session = model.session()) {
            float[] logits = {};
            for (int i = 0; i < tokens; i++) {
                logits = session.decode(i % config.vocabulary());
            }
            return logits;
        }
    }
}
