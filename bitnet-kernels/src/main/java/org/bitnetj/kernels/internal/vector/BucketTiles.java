package org.bitnetj.kernels.internal.vector;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Optional;

import org.bitnetj.kernels.Shape;
import org.bitnetj.kernels.internal.LargePages;
import org.bitnetj.kernels.internal.ThreadTeam;
import org.bitnetj.kernels.internal.TritSource;

/**
 * A ternary matrix laid out for {@link BucketGemv}: 2 bits a weight, column-major in tiles of 248 rows, one cache line a column.
 *
 * <pre>
 *   block (tile t, columns c0 ..): (columns + 1) lines of 64 bytes, 32 words of 16 bits a line; the last line is a column of zero weights
 *
 *   bits   15 14   13 12   11 10    9 8     7 6     5 4     3 2     1 0
 *         +-------+-------+-------+-------+-------+-------+-------+-------+
 *   word  | g = 7 | g = 3 |   6   |   2   |   5   |   1   |   4   |   0   |   word S, field g: code trit + 1 of row 32 g + S of the tile
 *         +-------+-------+-------+-------+-------+-------+-------+-------+
 * </pre>
 *
 * <p>Every fourth field 7, the top one of a 64-bit lane, stays empty, because the kernel loses the carry of that field: so group 7 has 24 rows,
 * 32 * 7 + 24 = 248. A last tile of at most 124 rows uses the first half of each line alone, 16 rows a group. Long rows are cut into blocks of
 * columns, so that an offset within a block is below {@link #WINDOW}. Nothing depends on the width of the machine's vectors.
 */
final class BucketTiles implements TritSource, AutoCloseable {
    /** What {@link TritSource#laidOut} is asked for. */
    static final String NAME = "buckets";

    /** Rows of a tile, and of the half tile that may come last. */
    static final int ROWS = 248;

    static final int HALF_ROWS = ROWS / 2;

    /** Bytes of a column in a tile. */
    static final int LINE = 64;

    /** Past every offset in a block; of constant size, so that a masked offset needs no range check. */
    static final int WINDOW = 1 << 18;

    private static final int MAX_BLOCK_COLUMNS = WINDOW / LINE - 1;

    private static final int COPIED_LINES = 128;

    /** Words of a line, and with it rows of a group. */
    private static final int WORDS = LINE / Short.BYTES;

    static final int GROUPS = 8;

    private static final ValueLayout.OfShort WORD = ValueLayout.JAVA_SHORT.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final Shape shape;
    private final int blocks;
    private final int blockColumns;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment lines;

    BucketTiles(TritSource source, ThreadTeam team) {
        shape = source.shape();
        blocks = blocks(shape.k());
        blockColumns = blockColumns(shape.k());
        // The kernel looks at a whole window from the start of each block on.
        long bytes = (long) (tiles() * blocks - 1) * blockBytes() + WINDOW;
        Optional<MemorySegment> made = source.laidOut(NAME, bytes);
        lines = made.orElseGet(() -> LargePages.allocate(arena, bytes));
        if (made.isEmpty()) {
            pack(source, team);
        }
    }

    private void pack(TritSource source, ThreadTeam team) {
        BucketPacker[] packers = new BucketPacker[team.members()];
        team.run((tile, member) -> {
            if (packers[member] == null) {
                packers[member] = new BucketPacker(this);
            }
            packers[member].pack(source, tile);
        }, tiles());
    }

    /** How many blocks rows of k columns are cut into. */
    static int blocks(int k) {
        return (k + MAX_BLOCK_COLUMNS - 1) / MAX_BLOCK_COLUMNS;
    }

    /** Columns of a block; the last may have fewer. */
    static int blockColumns(int k) {
        return (k + blocks(k) - 1) / blocks(k);
    }

    @Override
    public Shape shape() {
        return shape;
    }

    int tiles() {
        return (shape.m() + ROWS - 1) / ROWS;
    }

    int blocks() {
        return blocks;
    }

    int blockColumns() {
        return blockColumns;
    }

    /** Rows of a tile that are rows of the matrix. */
    int rows(int tile) {
        return Math.min(ROWS, shape.m() - tile * ROWS);
    }

    /** Whether a tile is in the first halves of its lines. */
    boolean half(int tile) {
        return rows(tile) <= HALF_ROWS;
    }

    /** Rows of a group of a tile: words of a line that are used. */
    int groupRows(int tile) {
        return half(tile) ? WORDS / 2 : WORDS;
    }

    private long blockBytes() {
        return (long) (blockColumns + 1) * LINE;
    }

    /** Where a block begins in {@link #lines()}. */
    long at(int tile, int block) {
        return ((long) tile * blocks + block) * blockBytes();
    }

    MemorySegment lines() {
        return lines;
    }

    long byteSize() {
        return lines.byteSize();
    }

    /** The lowest bit of a group's field in a word: even fields first, so that the kernel finds the rows of a sum side by side. */
    static int shift(int group) {
        return group < GROUPS / 2 ? 4 * group : 4 * (group - GROUPS / 2) + 2;
    }

    /** The word of a row of the last group, which leaves every fourth word out. */
    static int lastGroupWord(int row) {
        return row / 3 * 4 + row % 3;
    }

    @Override
    public void copyRows(int from, int to, byte[] trits) {
        for (int tile = from / ROWS; tile * ROWS < to; tile++) {
            for (int block = 0; block < blocks; block++) {
                int begin = block * blockColumns;
                int end = Math.min(shape.k(), begin + blockColumns);
                // A few lines at a time, which stay in the first-level cache while all rows are taken from them.
                for (int c = begin; c < end; c += COPIED_LINES) {
                    int count = Math.min(COPIED_LINES, end - c);
                    for (int r = Math.max(from, tile * ROWS); r < Math.min(to, (tile + 1) * ROWS); r++) {
                        copy(at(tile, block) + (long) (c - begin) * LINE, tile, r - tile * ROWS, count, trits, (r - from) * shape.k() + c);
                    }
                }
            }
        }
    }

    /** Copies some columns of a row of a tile. */
    private void copy(long at, int tile, int row, int columns, byte[] trits, int out) {
        int groupRows = groupRows(tile);
        int group = Math.min(row / groupRows, GROUPS - 1);
        int place = row - group * groupRows;
        int word = group == GROUPS - 1 ? lastGroupWord(place) : place;
        int shift = shift(group);
        MemorySegment words = lines.asSlice(at + (long) word * Short.BYTES, (long) (columns - 1) * LINE + Short.BYTES);
        for (int c = 0; c < columns; c++) {
            trits[out + c] = (byte) ((words.get(WORD, (long) c * LINE) >>> shift & 3) - 1);
        }
    }

    @Override
    public void close() {
        arena.close();
    }
}
