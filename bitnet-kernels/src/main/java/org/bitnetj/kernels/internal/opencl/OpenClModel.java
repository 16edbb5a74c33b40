package org.bitnetj.kernels.internal.opencl;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Cleaner;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.bitnetj.kernels.DeviceException;
import org.bitnetj.kernels.internal.DeviceModel;
import org.bitnetj.kernels.internal.PreparedMatrix;

/** The weights of a model on the device: what its ternary matrices do not hold already. */
final class OpenClModel implements DeviceModel {
    /**
     * The buffers of a block's norms.
     *
     * @param attnNorm before attention
     * @param attnSubNorm before attn_output; 0 for none
     * @param ffnNorm before the feed-forward part
     * @param ffnSubNorm before ffn_down; 0 for none
     */
    record Norms(long attnNorm, long attnSubNorm, long ffnNorm, long ffnSubNorm) {}

    private final OpenClSession session;
    private final Spec spec;
    private final long program;
    private final int lanes;
    private final Holdings holdings;
    private final Cleaner.Cleanable cleanable;
    private final List<Norms> norms = new ArrayList<>();
    private final List<OpenClMatrix> matrices = new ArrayList<>();
    private final Set<Holdings> lent = ConcurrentHashMap.newKeySet();
    private long outputNorm;
    private long head;

    /**
     * Compiles what is missing, and copies norms and head.
     *
     * @param lanes in whose order sums of floats are taken
     * @throws DeviceException naming what failed; nothing is held then
     */
    OpenClModel(OpenClSession session, Spec spec, int lanes) {
        this.session = session;
        this.spec = spec;
        this.lanes = lanes;
        for (Layer layer : spec.layers()) {
            for (PreparedMatrix one : List.of(layer.qkv(), layer.output(), layer.gateUp(), layer.down())) {
                matrices.add((OpenClMatrix) one);
            }
        }
        session.enter();
        try {
            holdings = session.holdings("a model of " + spec.layers().size() + " layers of " + spec.hidden());
            try {
                program = session.modelProgram(lanes);
                copyWeights();
            } catch (DeviceException e) {
                holdings.release();
                throw session.during("preparing a model of " + spec.layers().size() + " layers of " + spec.hidden(), e);
            }
        } finally {
            session.leave();
        }
        cleanable = OpenClSession.CLEANER.register(this, holdings);
    }

    private void copyWeights() {
        // Not given back before the lane has settled, which may still read from it.
        try (Arena arena = Arena.ofShared()) {
            session.withLane(lane -> {
                for (Layer layer : spec.layers()) {
                    norms.add(new Norms(copy(lane, arena, layer.attnNorm()), copy(lane, arena, layer.attnSubNorm()),
                            copy(lane, arena, layer.ffnNorm()), copy(lane, arena, layer.ffnSubNorm())));
                }
                outputNorm = copy(lane, arena, spec.outputNorm());
                if (spec.head().byteSize() <= session.device().maxBufferBytes()) {
                    head = copy(lane, spec.head().isNative()
                            ? spec.head()
                            : arena.allocate(spec.head().byteSize(), 64).copyFrom(spec.head()));
                }
                session.cl().finish(lane.queue());
            });
        }
    }

    private long copy(OpenClLane lane, Arena arena, float[] weights) {
        return weights == null ? 0 : copy(lane, arena.allocateFrom(ValueLayout.JAVA_FLOAT, weights));
    }

    private long copy(OpenClLane lane, MemorySegment from) {
        long buffer = holdings.buffer(from.byteSize());
        session.cl().releaseEvent(session.cl().write(lane.queue(), buffer, 0, from, Cl.NONE));
        return buffer;
    }

    OpenClSession session() {
        return session;
    }

    Spec spec() {
        return spec;
    }

    int lanes() {
        return lanes;
    }

    long program() {
        return program;
    }

    Norms norms(int layer) {
        return norms.get(layer);
    }

    long outputNorm() {
        return outputNorm;
    }

    long head() {
        return head;
    }

    /** Holdings that are released with this model at the latest. */
    Holdings lend(String what) {
        Holdings one = session.holdings(what, lent::remove);
        lent.add(one);
        return one;
    }

    /** Releases what was lent. A device that is lost may refuse that. */
    void takeBack(Holdings one) {
        try {
            one.release();
        } catch (DeviceException e) {
            if (!e.isDeviceLost()) {
                throw e;
            }
            System.getLogger("org.bitnetj.kernels").log(System.Logger.Level.DEBUG, "what a lost device held cannot be released", e);
        }
    }

    /** Begins a use of all matrices. */
    void enter() {
        session.enter();
        int entered = 0;
        try {
            for (; entered < matrices.size(); entered++) {
                matrices.get(entered).enter();
            }
        } finally {
            if (entered < matrices.size()) {
                matrices.subList(0, entered).forEach(OpenClMatrix::leave);
                session.leave();
            }
        }
    }

    void leave() {
        matrices.forEach(OpenClMatrix::leave);
        session.leave();
    }

    @Override
    public Cache cache(boolean halves) {
        return new OpenClCache(this, halves);
    }

    @Override
    public Pass pass(int rows) {
        return new OpenClPass(this, rows);
    }

    @Override
    public boolean hasHead() {
        return head != 0;
    }

    @Override
    public long ternaryBytesRead(int rows) {
        return matrices.stream().mapToLong(matrix -> matrix.bytesRead(rows)).sum();
    }

    @Override
    public List<PreparedMatrix.Use> uses() {
        List<PreparedMatrix.Use> uses = new ArrayList<>();
        for (String operation : List.of("quantize", "norm", "attention", "gate")) {
            uses.add(new PreparedMatrix.Use(operation, "opencl-" + operation, 0));
        }
        if (hasHead()) {
            uses.add(new PreparedMatrix.Use("head", "opencl-" + headKernel().replace('_', '-'), 0));
        }
        return uses;
    }

    String headKernel() {
        return "head_" + spec.headType().name().toLowerCase(Locale.ROOT);
    }

    @Override
    public void close() {
        lent.forEach(this::takeBack);
        takeBack(holdings);
        cleanable.clean();
    }
}
