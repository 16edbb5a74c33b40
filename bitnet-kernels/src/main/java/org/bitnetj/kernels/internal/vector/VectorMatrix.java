package org.bitnetj.kernels.internal.vector;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import org.bitnetj.kernels.Shape;
import org.bitnetj.kernels.internal.ActivationForm;
import org.bitnetj.kernels.internal.CodeMatrix;
import org.bitnetj.kernels.internal.PreparedMatrix;
import org.bitnetj.kernels.internal.ThreadTeam;
import org.bitnetj.kernels.internal.TritSource;

/**
 * A matrix in the layouts of the kernels that use it. The one for dense tokens is made at once; those for many tokens, and for tokens that are
 * mostly zeros, when such tokens first come, from the one that is there.
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

    VectorMatrix(TritSource source, VectorDispatch dispatch, ThreadTeam team, CallPool calls, AtomicLong prepared) {
        this.prepared = prepared;
        this.dispatch = dispatch;
        this.team = team;
        this.calls = calls;
        this.shape = source.shape();
        switch (dispatch.dense(shape.k())) {
            case TRIPLES -> tiles = new TripleTiles(source, team);
            case PAIRS -> tiles = new PairTiles(source, team);
            case BUCKETS -> buckets = new BucketTiles(source, team);
            case PLANES -> planes = new PlaneTiles(source, team);
            case ROW_MAJOR -> codes = CodeMatrix.of(source);
        }
        prepared.addAndGet(memoryBytes());
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
            switch (dispatch.forToken(shape.k(), x.zeroShare(t))) {
                case TRIPLES -> call.lookup(tiles, x.triples(t), cold(), sums, at);
                case PAIRS -> call.lookup(tiles, x.pairs(t), cold(), sums, at);
                case BUCKETS -> {
                    if (streams(x.zeroShare(t))) {
                        call.stream(buckets, x.stream(t), sums, at);
                    } else {
                        call.buckets(buckets, x.buckets(t), cold(), sums, at);
                    }
                }
                case PLANES -> call.planes(planes(), x.digits(t), sums, at);
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
            bytes += switch (dispatch.forToken(shape.k(), x.zeroShare(t))) {
                // A column that a tile visits takes a line, and so does every one in order.
                case BUCKETS -> BucketTiles.LINE * (long) buckets.tiles()
                        * (streams(x.zeroShare(t)) ? shape.k() : Math.round((1 - x.zeroShare(t)) * shape.k()));
                // A tile's column takes 64 bytes, and those of zeros are skipped.
                case PLANES -> 64 * Math.round((1 - x.zeroShare(t)) * shape.k()) * planes().tileCount();
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

    /** The layout that was made at once, from which the others are made. */
    private TritSource dense() {
        return tiles != null ? tiles : buckets != null ? buckets : codes != null ? codes : planes;
    }

    private GroupWords words() {
        GroupWords have = words;
        return have != null ? have : makeWords();
    }

    private synchronized GroupWords makeWords() {
        requireOpen();
        if (words == null) {
            words = new GroupWords(dispatch.gemm().code(), dense(), team);
            prepared.addAndGet(words.byteSize());
        }
        return words;
    }

    private PlaneTiles planes() {
        PlaneTiles have = planes;
        return have != null ? have : makePlanes();
    }

    private synchronized PlaneTiles makePlanes() {
        requireOpen();
        if (planes == null) {
            planes = new PlaneTiles(dense(), team);
            prepared.addAndGet(planes.byteSize());
        }
        return planes;
    }

    @Override
    public List<Use> uses() {
        return List.of(new Use("gemv", dispatch.dense(shape.k()).kernel(), Widths.BITS),
                new Use("gemv-sparse", dispatch.forToken(shape.k(), 1).kernel(), Widths.BITS),
                new Use("gemm", dispatch.gemm().kernel(), Widths.BITS));
    }

    @Override
    public long offHeapBytes() {
        WordTiles t = tiles;
        BucketTiles b = buckets;
        CodeMatrix c = codes;
        return (t == null ? 0 : t.byteSize()) + (b == null ? 0 : b.byteSize()) + (c == null ? 0 : c.byteSize());
    }

    @Override
    public long memoryBytes() {
        WordTiles t = tiles;
        BucketTiles b = buckets;
        PlaneTiles p = planes;
        CodeMatrix c = codes;
        GroupWords w = words;
        return (t == null ? 0 : t.byteSize()) + (b == null ? 0 : b.byteSize()) + (p == null ? 0 : p.byteSize())
                + (c == null ? 0 : c.byteSize())
                + (w == null ? 0 : w.byteSize());
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
        if (codes != null) {
            codes.close();
        }
        closed = true;
        prepared.addAndGet(-held);
        planes = null;
        words = null;
    }
}
