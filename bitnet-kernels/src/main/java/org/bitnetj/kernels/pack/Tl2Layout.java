package org.bitnetj.kernels.pack;

import org.bitnetj.kernels.Format;
import org.bitnetj.kernels.Shape;

/**
 * The order of TL2's bytes, given by the tile sizes of the kernel that the file was written for. A GGUF file does not state them: without
 * them its bytes cannot be read. Drawn in {@link Tl2Codec}.
 *
 * <p>The first {@code floor(k / bk) * bk} columns are stored as triples, the rest as pairs. Any sizes that fit the shape are legal;
 * {@link #forShape(Shape)} proposes some. Immutable and thread-safe. Source: bitnet.cpp's {@code kernel_config.ini}, where they are called
 * BM and BK (bm is always 32).
 *
 * @param bm rows of a tile (BM): a multiple of 32 that divides m
 * @param bk columns of a tile of triples (BK): a multiple of 24
 */
public record Tl2Layout(int bm, int bk) implements Layout {
    /** Rows that one vector of 32 bytes covers, one a byte. */
    static final int VECTOR_ROWS = 32;

    /** Columns of triples that one vector of signs covers: 8 triples, in 4 vectors of indices. */
    static final int TRIPLE_COLUMNS = 24;

    /** Columns of pairs that go together: 16 pairs, in 8 vectors of indices. */
    static final int PAIR_COLUMNS = 32;

    /** Pair columns for which bitnet.cpp reserves space, whatever the shape; more would not fit a tensor. */
    private static final int MAX_PAIR_COLUMNS = 256;

    private static final int PROPOSED_MAX_BM = 320;
    private static final int PROPOSED_BK = 96;
    private static final int PROPOSED_MAX_BK = 288;

    /** Receives the place of 32 rows by 24 or 32 columns: first row and column, and where indices and signs begin (0 for pairs). */
    interface BlockVisitor {
        void block(int row, int column, int indices, int signs);
    }

    /**
     * Checks the tile sizes.
     *
     * @throws IllegalArgumentException if {@code bm} is no positive multiple of 32 or {@code bk} none of 24
     */
    public Tl2Layout {
        TileSizes.requireMultiple("bm (BM of TL2)", bm, VECTOR_ROWS, "the rows of a vector");
        TileSizes.requireMultiple("bk (BK of TL2)", bk, TRIPLE_COLUMNS, "the columns of a vector of signs");
    }

    /**
     * Proposes tile sizes for a shape: the largest bm up to 320 that fits; bk = 96, which fits whenever k is a multiple of 32, else the largest
     * up to 288 that fits. The same shape always gives the same sizes. They suit this library; a file for bitnet.cpp needs those that its
     * build was configured with.
     *
     * @param shape rows and columns
     * @return a layout that fits
     * @throws IllegalArgumentException if m is no multiple of 32, k is less than 256, or no bk leaves a multiple of 32 columns
     */
    public static Tl2Layout forShape(Shape shape) {
        if (shape.m() % VECTOR_ROWS != 0) {
            throw new IllegalArgumentException("TL2 needs m to be a multiple of 32; m=" + shape.m() + " leaves " + shape.m() % VECTOR_ROWS
                    + " rows over");
        }
        int bm = TileSizes.largestDivisor(shape.m(), VECTOR_ROWS, PROPOSED_MAX_BM);
        for (int bk = PROPOSED_MAX_BK + TRIPLE_COLUMNS; bk > 0; bk -= TRIPLE_COLUMNS) {
            // 96 goes first, in the place of one that is too large.
            Tl2Layout layout = new Tl2Layout(bm, bk > PROPOSED_MAX_BK ? PROPOSED_BK : bk);
            if (layout.misfit(shape) == null) {
                return layout;
            }
        }
        throw new IllegalArgumentException("TL2 needs k of 256 or more, in tiles of a multiple of 24 columns, up to " + PROPOSED_MAX_BK
                + ", that leave a multiple of 32 over; k=" + shape.k() + " cannot be cut so. Pad the columns with zeros to k="
                + Math.max(MAX_PAIR_COLUMNS, shape.k() + PAIR_COLUMNS - 1 & -PAIR_COLUMNS));
    }

    /**
     * {@return the columns that are stored as triples: whole tiles of {@code bk}}
     *
     * @param k columns of the matrix
     */
    public int tripleColumns(int k) {
        return k / bk * bk;
    }

    /**
     * {@return the columns that are stored as pairs: those after the triples}
     *
     * @param k columns of the matrix
     */
    public int pairColumns(int k) {
        return k % bk;
    }

    @Override
    public Format format() {
        return Format.TL2;
    }

    @Override
    public void requireFits(Shape shape) {
        TileSizes.requireWholeTiles(this, "m", shape.m(), "bm", bm);
        String misfit = misfit(shape);
        if (misfit != null) {
            throw new IllegalArgumentException(this + " " + misfit);
        }
    }

    /** Why the columns do not fit, or null. */
    private String misfit(Shape shape) {
        int pairs = pairColumns(shape.k());
        if (shape.k() < MAX_PAIR_COLUMNS) {
            return "needs k to be " + MAX_PAIR_COLUMNS + " or more, not k=" + shape.k() + ": a tensor reserves that many columns of pairs";
        }
        if (pairs % PAIR_COLUMNS != 0) {
            return "needs the columns after the last tile of bk=" + bk + " to be a multiple of 32; k=" + shape.k() + " leaves " + pairs
                    + ". Choose another bk, for example with forShape";
        }
        if (pairs > MAX_PAIR_COLUMNS) {
            return "holds at most " + MAX_PAIR_COLUMNS + " columns after the last tile of bk=" + bk + "; k=" + shape.k() + " leaves "
                    + pairs
                    + ". Choose a smaller bk, for example with forShape";
        }
        return null;
    }

    /** Where the plane of signs begins: after the indices of triples. */
    long signStart(Shape shape) {
        return (long) shape.m() * tripleColumns(shape.k()) / 6;
    }

    /** Where the indices of pairs begin: after the signs, one bit a triple. */
    long pairStart(Shape shape) {
        return signStart(shape) + (long) shape.m() * tripleColumns(shape.k()) / 24;
    }

    /** Where the indices of pairs end; zeros follow, up to the scale field. */
    long codeEnd(Shape shape) {
        return pairStart(shape) + (long) shape.m() * pairColumns(shape.k()) / 4;
    }

    @Override
    public long byteSize(Shape shape) {
        // bitnet.cpp's formula, which counts 256 columns of pairs whatever the shape; integer division, left to right.
        long reserved = (long) (shape.k() - MAX_PAIR_COLUMNS) * shape.m() / 3 * 5 / 8 + MAX_PAIR_COLUMNS / 4L * shape.m();
        return (reserved + 31 & -32L) + PackedBytes.SCALE_FIELD;
    }

    /** Goes through the triples in the order of their bytes. */
    void forEachTripleBlock(Shape shape, BlockVisitor visitor) {
        int indices = 0;
        int signs = (int) signStart(shape);
        int tripleColumns = tripleColumns(shape.k());
        for (int tile = 0; tile < shape.m(); tile += bm) {
            for (int tileColumn = 0; tileColumn < tripleColumns; tileColumn += bk) {
                for (int row = tile; row < tile + bm; row += VECTOR_ROWS) {
                    for (int column = tileColumn; column < tileColumn + bk; column += TRIPLE_COLUMNS) {
                        visitor.block(row, column, indices, signs);
                        indices += VECTOR_ROWS * TRIPLE_COLUMNS / 6;
                        signs += VECTOR_ROWS * TRIPLE_COLUMNS / 24;
                    }
                }
            }
        }
    }

    /** Goes through the pairs in the order of their bytes. */
    void forEachPairBlock(Shape shape, BlockVisitor visitor) {
        int indices = (int) pairStart(shape);
        for (int tile = 0; tile < shape.m(); tile += bm) {
            for (int column = tripleColumns(shape.k()); column < shape.k(); column += PAIR_COLUMNS) {
                for (int row = tile; row < tile + bm; row += VECTOR_ROWS) {
                    visitor.block(row, column, indices, 0);
                    indices += VECTOR_ROWS * PAIR_COLUMNS / 4;
                }
            }
        }
    }

    @Override
    public String toString() {
        return "TL2 (BM=" + bm + ", BK=" + bk + ")";
    }
}
