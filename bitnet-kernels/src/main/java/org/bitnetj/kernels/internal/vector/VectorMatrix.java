package org.bitnetj.kernels.internal.vector;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

import org.bitnetj.kernels.Shape;
import org.bitnetj.kernels.internal.ActivationForm;
import org.bitnetj.kernels.internal.CodeMatrix;
import org.bitnetj.kernels.internal.PreparedMatrix;
import org.bitnetj.kernels.internal.ThreadTeam;
import org.bitnetj.kernels.internal.TritSource;
import org.bitnetj.kernels.internal.vector.VectorDispatch.Gemv;

/**
 * A matrix in the layouts of the kernels that use it. The one for the tokens to be expected is made at once; those for others, and for many at a time,
 * when such tokens first come, from the one that is there.
 */
final class VectorMatrix implements PreparedMatrix {
    /** With more bytes than this among its matrices, a provider cannot expect one to be in a cache still when its turn comes again. */
    private static final long CACHED_BYTES = 16L << 20;

    /** With more zeros than this, fetching the other columns alone takes less time than all in order. */
    private static final double SPARSE_SHARE = 0.6;

    /** The bytes of all matrices of the provider. */
    private final AtomicLong prepared;
    private final VectorDispatch dispatch;
    private final ThreadTeam team;
    private final CallPool calls;
    private final Shape shape;

    private volatile WordTiles tiles;
    private volatile BucketTiles buckets;
    private volatile PlaneTiles planes;
    private volatile CodeMatrix codes;
    private volatile GroupWords words;
    private volatile boolean closed;

    VectorMatrix(TritSource source, boolean sparse, VectorDispatch dispatch, ThreadTeam team, CallPool calls, AtomicLong prepared) {
        this.prepared = prepared;
        this.dispatch = dispatch;
        this.team = team;
        this.calls = calls;
        this.shape = source.shape();
        layOut(sparse ? dispatch.forToken(shape.k(), 1) : dispatch.dense(shape.k()), source);
        if (dispatch.gemm().code() != null) {
            words = GroupWords.laidOut(dispatch.gemm().code(), source, team).orElse(null);
            prepared.addAndGet(words == null ? 0 : words.byteSize());
        }
    }

    private void layOut(Gemv gemv, TritSource source) {
        long held = memoryBytes();
        switch (gemv) {
            case TRIPLES -> tiles = new TripleTiles(source, team);
            case PAIRS -> tiles = new PairTiles(source, team);
            case BUCKETS -> buckets = new BucketTiles(source, team);
            case PLANES -> planes = new PlaneTiles(source, team);
            case ROW_MAJOR -> codes = CodeMatrix.of(source);
        }
        prepared.addAndGet(memoryBytes() - held);
    }

    /** Whether the layout of a kernel is there. */
    private boolean has(Gemv gemv) {
        return switch (gemv) {
            case TRIPLES, PAIRS -> tiles != null;
            case BUCKETS -> buckets != null;
            case PLANES -> planes != null;
            case ROW_MAJOR -> codes != null;
        };
    }

    /** The kernel for a token, whose layout is made if it is not there yet. */
    private Gemv kernel(double zeroShare) {
        Gemv gemv = dispatch.forToken(shape.k(), zeroShare);
        if (!has(gemv)) {
            add(gemv);
        }
        return gemv;
    }

    private synchronized void add(Gemv gemv) {
        requireOpen();
        if (!has(gemv)) {
            layOut(gemv, any());
        }
    }

    @Override
    public void multiply(ActivationForm form, int tokens, int[] sums) {
        requireOpen();
        VectorActivations x = (VectorActivations) form;
        VectorCall call = calls.take();
        int gemmTokens = dispatch.gemmTokens(tokens);
        if (gemmTokens > 0) {
            call.gemm(words(), x.codes(), gemmTokens, sums);
        }
        for (int t = gemmTokens; t < tokens; t++) {
            int at = t * shape.m();
            switch (kernel(x.zeroShare(t))) {
                case TRIPLES -> call.lookup(tiles, x.triples(t), cold(), sums, at);
                case PAIRS -> call.lookup(tiles, x.pairs(t), cold(), sums, at);
                case BUCKETS -> {
                    if (streams(x.zeroShare(t))) {
                        call.stream(buckets, x.stream(t), sums, at);
                    } else {
                        call.buckets(buckets, x.buckets(t), cold(), sums, at);
                    }
                }
                case PLANES -> call.planes(planes, x.digits(t), cold(), sums, at);
                case ROW_MAJOR -> call.rowMajor(codes, x.fields(t), sums, at);
            }
        }
        // Not given back when a kernel throws: its state is then unknown, and the next call makes a new one.
        calls.giveBack(call);
    }

    @Override
    public long bytesRead(ActivationForm form, int tokens) {
        VectorActivations x = (VectorActivations) form;
        int gemmTokens = dispatch.gemmTokens(tokens);
        long bytes = gemmTokens == 0 ? 0 : (gemmTokens + TableGemm.TOKENS - 1L) / TableGemm.TOKENS * words().byteSize();
        for (int t = gemmTokens; t < tokens; t++) {
            bytes += switch (kernel(x.zeroShare(t))) {
                // A column that a tile visits takes a line, and so does every one in order.
                case BUCKETS -> BucketTiles.LINE * (long) buckets.tiles()
                        * (streams(x.zeroShare(t)) ? shape.k() : Math.round((1 - x.zeroShare(t)) * shape.k()));
                // A tile's column takes 64 bytes, and those of zeros are skipped.
                case PLANES -> 64 * Math.round((1 - x.zeroShare(t)) * shape.k()) * planes.tileCount();
                case TRIPLES, PAIRS -> tiles.byteSize();
                case ROW_MAJOR -> codes.byteSize();
            };
        }
        return bytes;
    }

    /** Whether a token's buckets are added up in the order of memory. */
    private boolean streams(double zeroShare) {
        return cold() && zeroShare < SPARSE_SHARE;
    }

    private boolean cold() {
        return prepared.get() > CACHED_BYTES;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("this matrix is closed");
        }
    }

    /** A layout that is there, from which another one is made. */
    private TritSource any() {
        return tiles != null ? tiles : buckets != null ? buckets : codes != null ? codes : planes;
    }

    private GroupWords words() {
        GroupWords have = words;
        return have != null ? have : makeWords();
    }

    private synchronized GroupWords makeWords() {
        requireOpen();
        if (words == null) {
            words = new GroupWords(dispatch.gemm().code(), any(), team);
            prepared.addAndGet(words.byteSize());
        }
        return words;
    }

    @Override
    public List<Use> uses() {
        return List.of(new Use("gemv", dispatch.dense(shape.k()).kernel(), Widths.BITS),
                new Use("gemv-sparse", dispatch.forToken(shape.k(), 1).kernel(), Widths.BITS),
                new Use("gemm", dispatch.gemm().kernel(), Widths.BITS));
    }

    @Override
    public Map<String, MemorySegment> layouts() {
        requireOpen();
        Map<String, MemorySegment> held = new TreeMap<>();
        if (tiles != null) {
            held.put(tiles.name(), tiles.words());
        }
        if (buckets != null) {
            held.put(BucketTiles.NAME, buckets.lines());
        }
        if (planes != null) {
            held.put(PlaneTiles.NAME, planes.planes());
        }
        if (dispatch.gemm().code() != null) {
            held.put(GroupWords.name(dispatch.gemm().code()), words().words());
        }
        return held;
    }

    @Override
    public long offHeapBytes() {
        WordTiles t = tiles;
        BucketTiles b = buckets;
        PlaneTiles p = planes;
        CodeMatrix c = codes;
        GroupWords w = words;
        return (t == null ? 0 : t.byteSize()) + (b == null ? 0 : b.byteSize()) + (p == null ? 0 : p.byteSize())
                + (c == null ? 0 : c.byteSize()) + (w == null ? 0 : w.offHeapBytes());
    }

    @Override
    public long memoryBytes() {
        GroupWords w = words;
        return offHeapBytes() + (w == null ? 0 : w.byteSize() - w.offHeapBytes());
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        long held = memoryBytes();
        if (tiles != null) {
            tiles.close();
        }
        if (buckets != null) {
            buckets.close();
        }
        if (planes != null) {
            planes.close();
        }
        if (codes != null) {
            codes.close();
        }
        closed = true;
        words = null;
        prepared.addAndGet(-held);
    }
}
