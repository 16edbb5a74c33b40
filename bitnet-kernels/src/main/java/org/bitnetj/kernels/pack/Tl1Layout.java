package org.bitnetj.kernels.pack;

import org.bitnetj.kernels.Format;
import org.bitnetj.kernels.Shape;

/**
 * The order of TL1's bytes, given by the tile sizes of the kernel that the file was written for. A GGUF file does not state them: without
 * them its bytes cannot be read. Drawn in {@link Tl1Codec}.
 *
 * <p>Any sizes that divide the shape are legal; {@link #forShape(Shape)} proposes some. Immutable and thread-safe. Source: bitnet.cpp's
 * {@code kernel_config.ini}, where the three are called BM, BK and bm.
 *
 * @param bm rows of a tile (BM): a multiple of {@code blockRows} that divides m
 * @param bk columns of a tile (BK): a multiple of {@link #blockColumns()} that divides k
 * @param blockRows rows of a block within the tile (bm): 32 or 64
 */
public record Tl1Layout(int bm, int bk, int blockRows) implements Layout {
    /** Rows that one vector of 16 bytes covers, one a byte. */
    static final int VECTOR_ROWS = 16;

    /** Columns that one vector covers: two pairs, one in each half of a byte. */
    static final int VECTOR_COLUMNS = 4;

    private static final int BLOCK_WEIGHTS = 256;
    private static final int PROPOSED_MAX_BM = 320;
    private static final int PROPOSED_MAX_BK = 128;

    /** Receives the place of one vector of 16 bytes: its first row and column, and where its bytes begin. */
    interface VectorVisitor {
        void vector(int row, int column, int at);
    }

    /**
     * Checks the tile sizes.
     *
     * @throws IllegalArgumentException if {@code blockRows} is not 32 or 64, or a tile is no whole number of blocks
     */
    public Tl1Layout {
        if (blockRows != 32 && blockRows != 64) {
            throw new IllegalArgumentException("blockRows (bm of TL1) is 32 or 64, not " + blockRows);
        }
        TileSizes.requireMultiple("bm (BM of TL1)", bm, blockRows, "blockRows");
        TileSizes.requireMultiple("bk (BK of TL1)", bk, BLOCK_WEIGHTS / blockRows, "256 / blockRows");
    }

    /**
     * Proposes tile sizes for a shape: blocks of 64 rows if m is a multiple of 64, else of 32; the largest bm up to 320 and the largest bk up
     * to 128 that fit. The same shape always gives the same sizes. They suit this library; a file for bitnet.cpp needs those that its build
     * was configured with.
     *
     * @param shape rows and columns
     * @return a layout that fits
     * @throws IllegalArgumentException if m is no multiple of 32, or k none of 8 (of 4 if m is a multiple of 64)
     */
    public static Tl1Layout forShape(Shape shape) {
        int blockRows = shape.m() % 64 == 0 ? 64 : 32;
        int blockColumns = BLOCK_WEIGHTS / blockRows;
        if (shape.m() % blockRows != 0 || shape.k() % blockColumns != 0) {
            throw new IllegalArgumentException(
                    "TL1 needs m to be a multiple of 32, and k of 8 (of 4 if m is a multiple of 64); the matrix is "
                            + shape);
        }
        return new Tl1Layout(TileSizes.largestDivisor(shape.m(), blockRows, PROPOSED_MAX_BM),
                TileSizes.largestDivisor(shape.k(), blockColumns, PROPOSED_MAX_BK), blockRows);
    }

    /**
     * {@return the columns of a block within the tile (by): 256 weights by {@code blockRows}, so 8 or 4}
     */
    public int blockColumns() {
        return BLOCK_WEIGHTS / blockRows;
    }

    @Override
    public Format format() {
        return Format.TL1;
    }

    @Override
    public void requireFits(Shape shape) {
        TileSizes.requireWholeTiles(this, "m", shape.m(), "bm", bm);
        TileSizes.requireWholeTiles(this, "k", shape.k(), "bk", bk);
    }

    @Override
    public long byteSize(Shape shape) {
        return codeBytes(shape) + PackedBytes.SCALE_FIELD;
    }

    /**
     * {@return the bytes of the indices alone, a multiple of 32; the scale field follows them}
     *
     * @param shape rows and columns that fit
     */
    public static long codeBytes(Shape shape) {
        return shape.weights() / 4L;
    }

    /** Goes through the vectors in the order of their bytes. */
    void forEachVector(Shape shape, VectorVisitor visitor) {
        int at = 0;
        for (int tile = 0; tile < shape.m(); tile += bm) {
            for (int tileColumn = 0; tileColumn < shape.k(); tileColumn += bk) {
                for (int block = tile; block < tile + bm; block += blockRows) {
                    for (int blockColumn = tileColumn; blockColumn < tileColumn + bk; blockColumn += blockColumns()) {
                        at = block(block, blockColumn, at, visitor);
                    }
                }
            }
        }
    }

    private int block(int firstRow, int firstColumn, int from, VectorVisitor visitor) {
        int at = from;
        for (int row = firstRow; row < firstRow + blockRows; row += VECTOR_ROWS) {
            for (int column = firstColumn; column < firstColumn + blockColumns(); column += VECTOR_COLUMNS) {
                visitor.vector(row, column, at);
                at += VECTOR_ROWS;
            }
        }
        return at;
    }

    @Override
    public String toString() {
        return "TL1 (BM=" + bm + ", BK=" + bk + ", bm=" + blockRows + ")";
    }
}
