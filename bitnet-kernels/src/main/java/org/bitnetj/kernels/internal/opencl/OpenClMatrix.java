package org.bitnetj.kernels.internal.opencl;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.List;

import org.bitnetj.kernels.DeviceException;
import org.bitnetj.kernels.Shape;
import org.bitnetj.kernels.internal.ActivationForm;
import org.bitnetj.kernels.internal.PreparedMatrix;
import org.bitnetj.kernels.internal.TritSource;

/** A matrix on the device. A product is enqueued as a whole and waited for once. */
final class OpenClMatrix implements PreparedMatrix {
    /** Tiles travel in chunks of about this many bytes, one while the next is being packed. */
    private static final long CHUNK_BYTES = 4 << 20;

    private static final int SUMS = 0;
    private static final int FLOATS = 1;
    private static final int HALVES = 2;

    private final OpenClSession session;
    private final OpenClDispatch dispatch;
    private final TileWords layout;
    private final Holdings holdings;
    private final long weights;
    private final UseGuard guard = new UseGuard("this matrix is");
    private final Cleaner.Cleanable cleanable;

    OpenClMatrix(OpenClSession session, OpenClDispatch dispatch, TritSource source) {
        this.session = session;
        this.dispatch = dispatch;
        this.layout = TileWords.of(source.shape());
        String doing = "preparing a matrix of " + source.shape() + " (" + layout.byteSize() + " bytes)";
        session.enter();
        try {
            if (layout.byteSize() > session.device().maxBufferBytes()) {
                throw new DeviceException(doing + ": the OpenCL device " + session.device().info().name() + " has no buffers of more than "
                        + session.device().maxBufferBytes() + " bytes; split the matrix by rows", 0);
            }
            holdings = session.holdings("a matrix of " + source.shape());
            try {
                weights = holdings.buffer(layout.byteSize());
                upload(source);
            } catch (DeviceException e) {
                holdings.release();
                throw session.during(doing, e);
            } catch (RuntimeException e) {
                holdings.release();
                throw e;
            }
        } finally {
            session.leave();
        }
        cleanable = OpenClSession.CLEANER.register(this, holdings);
    }

    private void upload(TritSource source) {
        int chunkTiles = Math.clamp(CHUNK_BYTES / layout.tileBytes(), 1, layout.tiles());
        Cl cl = session.cl();
        OpenClLane lane = session.takeLane();
        long[] inFlight = {Cl.NONE, Cl.NONE};
        try (Arena arena = Arena.ofShared()) {
            MemorySegment[] chunks = new MemorySegment[layout.tiles() > chunkTiles ? 2 : 1];
            for (int i = 0; i < chunks.length; i++) {
                chunks[i] = arena.allocate(chunkTiles * layout.tileBytes(), 64);
            }
            try {
                int turn = 0;
                for (int tile = 0; tile < layout.tiles(); tile += chunkTiles) {
                    settle(lane, inFlight, turn);
                    int to = Math.min(layout.tiles(), tile + chunkTiles);
                    layout.pack(source, tile, to, chunks[turn]);
                    MemorySegment filled = chunks[turn].asSlice(0, (to - tile) * layout.tileBytes());
                    inFlight[turn] = cl.write(lane.queue(), weights, tile * layout.tileBytes(), filled, Cl.NONE);
                    cl.flush(lane.queue());
                    turn = (turn + 1) % chunks.length;
                }
                settle(lane, inFlight, 0);
                settle(lane, inFlight, 1);
            } finally {
                // After a failure the other chunk may still be travelling.
                abandon(lane, inFlight);
            }
        }
    }

    private static void settle(OpenClLane lane, long[] inFlight, int turn) {
        long event = inFlight[turn];
        inFlight[turn] = Cl.NONE;
        if (event != Cl.NONE) {
            lane.await(event);
        }
    }

    private void abandon(OpenClLane lane, long[] inFlight) {
        for (int turn = 0; turn < inFlight.length; turn++) {
            try {
                settle(lane, inFlight, turn);
            } catch (DeviceException e) {
                System.getLogger("org.bitnetj.kernels").log(System.Logger.Level.DEBUG, "a transfer failed after another", e);
            }
        }
        session.giveBack(lane);
    }

    @Override
    public void multiply(ActivationForm form, int tokens, int[] sums) {
        multiply((OpenClActivations) form, tokens, SUMS, Integer.BYTES, 0,
                arrived -> MemorySegment.copy(arrived, ValueLayout.JAVA_INT, 0, sums, 0, tokens * layout.shape().m()));
    }

    @Override
    public boolean multiply(ActivationForm form, int tokens, float scale, float[] y) {
        if (!session.device().scalesExactly()) {
            return false;
        }
        int count = tokens * layout.shape().m();
        if (dispatch.halves()) {
            multiply((OpenClActivations) form, tokens, HALVES, Short.BYTES, scale, arrived -> {
                for (int i = 0; i < count; i++) {
                    y[i] = Float.float16ToFloat(arrived.get(ValueLayout.JAVA_SHORT, 2L * i));
                }
            });
        } else {
            multiply((OpenClActivations) form, tokens, FLOATS, Float.BYTES, scale,
                    arrived -> MemorySegment.copy(arrived, ValueLayout.JAVA_FLOAT, 0, y, 0, count));
        }
        return true;
    }

    /** What to do with results once they are here. */
    private interface Arrival {
        void take(MemorySegment arrived);
    }

    private void multiply(OpenClActivations x, int tokens, int mode, int valueBytes, float scale, Arrival arrival) {
        guard.enter();
        try {
            session.enter();
            try {
                x.enter();
                try {
                    OpenClLane lane = session.takeLane();
                    long bytes = (long) tokens * layout.shape().m() * valueBytes;
                    try {
                        enqueue(lane, x, tokens, mode, scale, bytes);
                        arrival.take(lane.arrived(bytes));
                    } catch (DeviceException e) {
                        lane.settle();
                        throw e;
                    } finally {
                        session.giveBack(lane);
                    }
                } catch (DeviceException e) {
                    throw session.during("multiplying " + tokens + " tokens with a matrix of " + layout.shape(), e);
                } finally {
                    x.leave();
                }
            } finally {
                session.leave();
            }
        } finally {
            guard.leave();
            Reference.reachabilityFence(this);
        }
    }

    private void enqueue(OpenClLane lane, OpenClActivations x, int tokens, int mode, float scale, long bytes) {
        long results = lane.results(bytes);
        run(lane, new Tokens(x.codes(), x.sums(), x.inverseScales()), tokens, mode, scale, results, x.pending());
        // The queue is in order, so that one wait for the last command is a wait for all.
        lane.await(session.cl().read(lane.queue(), results, lane.arrived(bytes), Cl.NONE));
    }

    /**
     * Buffers of tokens.
     *
     * @param codes int8 codes
     * @param sums their sums
     * @param inverse inverse scales
     */
    record Tokens(long codes, long sums, long inverse) {}

    /** Begins a use of this matrix by others than {@link #multiply}; it cannot be closed until {@link #leave}. */
    void enter() {
        guard.enter();
    }

    void leave() {
        guard.leave();
    }

    /** Enqueues the exact sums of tokens. */
    void enqueueSums(OpenClLane lane, Tokens x, int tokens, long results) {
        run(lane, x, tokens, SUMS, 0, results, Cl.NONE);
    }

    private void run(OpenClLane lane, Tokens x, int tokens, int mode, float scale, long results, long after) {
        Cl cl = session.cl();
        boolean many = tokens > 1;
        long kernel = lane.kernel(many ? "gemm_" + OpenClSettings.id(dispatch.gemm()) : "gemv_" + OpenClSettings.id(dispatch.gemv()));
        cl.setHandle(kernel, 0, weights);
        cl.setHandle(kernel, 1, x.codes());
        cl.setHandle(kernel, 2, x.sums());
        cl.setHandle(kernel, 3, x.inverse());
        cl.setHandle(kernel, 4, results);
        cl.setInt(kernel, 5, layout.shape().m());
        cl.setInt(kernel, 6, layout.words());
        cl.setInt(kernel, 7, mode);
        cl.setFloat(kernel, 8, scale);
        int slices = 1;
        int blocks = 1;
        if (many) {
            blocks = (tokens + TernaryProgram.TOKENS - 1) / TernaryProgram.TOKENS;
            cl.setInt(kernel, 9, tokens);
            if (dispatch.gemm() == OpenClSettings.Gemm.LOCAL) {
                cl.setLocal(kernel, 10, (long) TernaryProgram.STAGE * TernaryProgram.TOKENS * TileWords.CODES);
            }
        } else if (dispatch.gemv() == OpenClSettings.Gemv.LOCAL) {
            slices = dispatch.slices();
            cl.setLocal(kernel, 9, (long) layout.rows() * slices * Integer.BYTES);
        }
        long ran = cl.run(lane.queue(), kernel, new long[]{(long) layout.tiles() * layout.rows(), slices, blocks},
                new long[]{layout.rows(), slices, 1}, after);
        cl.releaseEvent(ran);
    }

    @Override
    public List<Use> uses() {
        return List.of(new Use("gemv", dispatch.gemvName(), 0), new Use("gemm", dispatch.gemmName(), 0));
    }

    @Override
    public long bytesRead(ActivationForm x, int tokens) {
        return bytesRead(tokens);
    }

    long bytesRead(int tokens) {
        // A work item reads its words once for a block of tokens.
        return (tokens + TernaryProgram.TOKENS - 1) / TernaryProgram.TOKENS * layout.byteSize();
    }

    @Override
    public long memoryBytes() {
        return holdings.bytes();
    }

    Shape shape() {
        return layout.shape();
    }

    @Override
    public void close() {
        if (guard.close()) {
            holdings.release();
            cleanable.clean();
        }
    }
}
