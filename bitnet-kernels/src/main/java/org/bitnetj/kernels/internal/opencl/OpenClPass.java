package org.bitnetj.kernels.internal.opencl;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;

import org.bitnetj.kernels.DeviceException;
import org.bitnetj.kernels.internal.DeviceModel;
import org.bitnetj.kernels.internal.opencl.OpenClMatrix.Tokens;

/**
 * The buffers of a pass, and what is enqueued for one: all commands of all layers one after the other, for which nobody waits. The next pass in the same
 * buffers, and whoever reads, waits for the last event on the device.
 */
final class OpenClPass implements DeviceModel.Pass {
    private static final int STATUS = 3;
    private static final String[] PLACES = {"attn_q, attn_k and attn_v", "attn_output", "ffn_gate and ffn_up", "ffn_down"};

    private final OpenClModel model;
    private final OpenClSession session;
    private final DeviceModel.Spec spec;
    private final int capacity;
    private final Holdings holdings;
    private final Cleaner.Cleanable cleanable;
    private final UseGuard guard = new UseGuard("this pass is");
    private final MemorySegment hiddenHere;
    private final MemorySegment turnsHere;
    private final MemorySegment positionsHere;
    private final MemorySegment statusHere;
    private final PassBuffers b;
    private MemorySegment resultsHere;
    private long resultBytes;
    private int scoreStride;
    private boolean fresh = true;

    OpenClPass(OpenClModel model, int capacity) {
        this.model = model;
        this.session = model.session();
        this.spec = model.spec();
        this.capacity = capacity;
        this.holdings = model.lend("working memory for " + capacity + " tokens of a model");
        session.enter();
        try {
            b = new PassBuffers(holdings, spec, capacity);
        } catch (DeviceException e) {
            model.takeBack(holdings);
            throw session.during("making room for " + capacity + " tokens of a model", e);
        } finally {
            session.leave();
        }
        Arena arena = holdings.arena();
        hiddenHere = arena.allocate((long) capacity * spec.hidden() * Float.BYTES, 64);
        turnsHere = arena.allocate(PassBuffers.turnBytes(spec, capacity), 64);
        positionsHere = arena.allocate((long) capacity * Integer.BYTES, 64);
        statusHere = arena.allocate(STATUS * Integer.BYTES, 64);
        cleanable = OpenClSession.CLEANER.register(this, holdings);
    }

    private void guarded(String doing, OpenClSession.Step step) {
        guard.enter();
        try {
            model.enter();
            try {
                session.withLane(step);
            } catch (DeviceException e) {
                throw session.during(doing, e);
            } finally {
                model.leave();
            }
        } finally {
            guard.leave();
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public void run(int rows, float[] hidden, float[] cos, float[] sin, int[] positions, DeviceModel.Cache[] caches, boolean counts) {
        guarded("computing " + rows + " tokens of a model", lane -> {
            makeRoomForScores(rows, positions);
            send(lane, rows, hidden, cos, sin, positions);
            PassKernels kernels = new PassKernels(model, lane, b, rows);
            try {
                kernels.begin();
                for (int layer = 0; layer < spec.layers().size(); layer++) {
                    kernels.qkv(layer);
                    attention(kernels, layer, rows, positions, caches);
                    kernels.rest(layer, counts);
                }
            } finally {
                holdings.pending(kernels.last());
            }
            session.cl().flush(lane.queue());
        });
    }

    /** Rows of one cache after those of another. */
    private void attention(PassKernels kernels, int layer, int rows, int[] positions, DeviceModel.Cache[] caches) {
        int first = 0;
        while (first < rows) {
            int end = first;
            int most = 0;
            while (end < rows && caches[end].equals(caches[first])) {
                most = Math.max(most, positions[end]);
                end++;
            }
            kernels.attention(layer, (OpenClCache) caches[first], first, end - first, most, scoreStride);
            first = end;
        }
    }

    private void makeRoomForScores(int rows, int[] positions) {
        int most = 0;
        for (int i = 0; i < rows; i++) {
            most = Math.max(most, positions[i]);
        }
        int wanted = (most / OpenClCache.PAGE + 1) * OpenClCache.PAGE;
        if (wanted > scoreStride) {
            int stride = Math.min(2 * wanted, (spec.context() / OpenClCache.PAGE + 1) * OpenClCache.PAGE);
            long bytes = (long) capacity * spec.heads() * Float.BYTES;
            settle();
            if (scoreStride > 0) {
                holdings.free(b.scores, scoreStride * bytes);
                scoreStride = 0;
            }
            b.scores = holdings.buffer(stride * bytes);
            scoreStride = stride;
        }
    }

    /** Waits until the device has done what was enqueued, and reads nothing here any more. */
    private void settle() {
        if (holdings.pending() != Cl.NONE) {
            session.cl().await(holdings.pending());
            holdings.pending(Cl.NONE);
        }
    }

    private void send(OpenClLane lane, int rows, float[] hidden, float[] cos, float[] sin, int[] positions) {
        settle();
        int pairs = spec.pairs();
        MemorySegment.copy(hidden, 0, hiddenHere, ValueLayout.JAVA_FLOAT, 0, rows * spec.hidden());
        for (int row = 0; row < rows; row++) {
            long at = (long) row * 2 * pairs * Float.BYTES;
            MemorySegment.copy(cos, row * pairs, turnsHere, ValueLayout.JAVA_FLOAT, at, pairs);
            MemorySegment.copy(sin, row * pairs, turnsHere, ValueLayout.JAVA_FLOAT, at + (long) pairs * Float.BYTES, pairs);
        }
        MemorySegment.copy(positions, 0, positionsHere, ValueLayout.JAVA_INT, 0, rows);
        if (fresh) {
            statusHere.fill((byte) 0);
            write(lane, b.status, statusHere);
            fresh = false;
        }
        write(lane, b.hidden, hiddenHere.asSlice(0, (long) rows * spec.hidden() * Float.BYTES));
        write(lane, b.turns, turnsHere.asSlice(0, PassBuffers.turnBytes(spec, rows)));
        write(lane, b.positions, positionsHere.asSlice(0, (long) rows * Integer.BYTES));
    }

    private void write(OpenClLane lane, long buffer, MemorySegment from) {
        session.cl().releaseEvent(session.cl().write(lane.queue(), buffer, 0, from, Cl.NONE));
    }

    @Override
    public void logits(int from, int count, float[] logits) {
        int values = count * spec.vocabulary();
        guarded("computing the logits of " + count + " tokens", lane -> {
            ensureResults((long) values * Float.BYTES);
            long last = new PassKernels(model, lane, b, count).head(from, holdings.pending());
            session.cl().releaseEvent(last);
            read(lane, b.results, resultsHere.asSlice(0, (long) values * Float.BYTES), Cl.NONE);
        });
        requireGood();
        MemorySegment.copy(resultsHere, ValueLayout.JAVA_FLOAT, 0, logits, 0, values);
    }

    private void ensureResults(long bytes) {
        if (bytes > resultBytes) {
            if (resultBytes > 0) {
                holdings.free(b.results, resultBytes);
                resultBytes = 0;
            }
            b.results = holdings.buffer(bytes);
            resultBytes = bytes;
            resultsHere = holdings.arena().allocate(bytes, 64);
        }
    }

    @Override
    public void normed(int from, int count, float[] normed) {
        guarded("reading " + count + " tokens of a model", lane -> {
            ensureResults((long) capacity * spec.hidden() * Float.BYTES);
            read(lane, b.normed, resultsHere.asSlice(0, (long) (from + count) * spec.hidden() * Float.BYTES), holdings.pending());
        });
        requireGood();
        int hidden = spec.hidden();
        MemorySegment.copy(resultsHere, ValueLayout.JAVA_FLOAT, (long) from * hidden * Float.BYTES, normed, from * hidden, count * hidden);
    }

    @Override
    public long zeros() {
        guarded("counting zeros", lane -> lane.await(session.cl().read(lane.queue(), b.status, statusHere, holdings.pending())));
        requireGood();
        int zeros = statusHere.getAtIndex(ValueLayout.JAVA_INT, 2);
        fresh = true;
        return zeros;
    }

    /** Reads a buffer and the status, and waits for both at once. */
    private void read(OpenClLane lane, long buffer, MemorySegment to, long after) {
        session.cl().releaseEvent(session.cl().read(lane.queue(), buffer, to, after));
        lane.await(session.cl().read(lane.queue(), b.status, statusHere, Cl.NONE));
    }

    private void requireGood() {
        int place = statusHere.getAtIndex(ValueLayout.JAVA_INT, 0) - 1;
        int layer = statusHere.getAtIndex(ValueLayout.JAVA_INT, 1) - 1;
        if (place < 0 && layer < 0) {
            return;
        }
        fresh = true;
        if (layer >= 0) {
            throw new ArithmeticException("a key or value of layer " + layer
                    + " is beyond half precision; open the session with a cache of type F32");
        }
        throw new IllegalArgumentException("an activation that goes into " + PLACES[place % PLACES.length] + " of layer "
                + place / PLACES.length + " is NaN or infinite; activations must be finite");
    }

    @Override
    public void close() {
        if (guard.close()) {
            model.takeBack(holdings);
            cleanable.clean();
        }
    }

    /** The tokens of a buffer of codes. */
    static Tokens tokens(Holdings holdings, int capacity, int size) {
        // gemm reads whole blocks of tokens.
        long rows = capacity == 1 ? 1 : (capacity + TernaryProgram.TOKENS - 1L) / TernaryProgram.TOKENS * TernaryProgram.TOKENS;
        return new Tokens(holdings.buffer(rows * TileWords.words(size) * TileWords.CODES), holdings.buffer(rows * Integer.BYTES),
                holdings.buffer(rows * Float.BYTES));
    }
}
