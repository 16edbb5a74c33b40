package org.bitnetj.kernels.internal.vector;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Optional;

import org.bitnetj.kernels.Shape;
import org.bitnetj.kernels.internal.LargePages;
import org.bitnetj.kernels.internal.OrderedCodes;
import org.bitnetj.kernels.internal.ThreadTeam;
import org.bitnetj.kernels.internal.TritSource;

/**
 * A ternary matrix laid out for the bit-sliced gemv: 2 bits a weight, column-major in tiles of 256 rows.
 *
 * <p>Tile t holds rows 256 t .. 256 t + 255, missing rows as zeros. Column c of a tile is the 64 bytes (8 longs) from long 8 c
 * on: longs 0..3 have a bit for each weight +1, longs 4..7 one for each weight -1. Row r of the tile is 32-bit word r % 8 of
 * those 32 bytes, bit r / 8; that is long (r % 8) / 2, bit 32 * (r % 2) + r / 8. Behind column k - 1 comes one column of
 * zeros, with which the column program fills up its groups. A tile has 64 (k + 1) bytes, whatever the machine.
 *
 * <p>Off-heap and aligned to cache lines: in a Java array every column would lie in two of them, both of which had to come from memory.
 */
final class PlaneTiles implements TritSource, AutoCloseable {
    /** What {@link TritSource#laidOut} is asked for. */
    static final String NAME = "planes";

    /** Columns that the counters of {@link PlaneGemv} have room for. */
    static final int MAX_COLUMNS = 1 << 20;

    /** Rows in a tile. */
    static final int ROWS = 256;

    /** Columns transposed together, and the longs that they take. */
    private static final int CHUNK = 64;
    private static final int SQUARE = CHUNK * ColumnAdder.PLANE;

    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG.withOrder(ColumnAdder.ORDER);
    private static final long LOW_BITS = 0x5555_5555_5555_5555L;

    private final Shape shape;
    private final int rows;
    private final int columns;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment planes;
    private final MemorySegment[] tiles;

    PlaneTiles(TritSource source, ThreadTeam team) {
        shape = source.shape();
        rows = shape.m();
        columns = shape.k();
        if (columns > MAX_COLUMNS) {
            throw new IllegalArgumentException("k=" + columns + " columns; bit planes count up to " + MAX_COLUMNS);
        }
        tiles = new MemorySegment[(rows + ROWS - 1) / ROWS];
        long tileBytes = (columns + 1L) * ColumnAdder.LINE;
        Optional<MemorySegment> made = source.laidOut(NAME, byteSize());
        planes = made.orElseGet(() -> LargePages.allocate(arena, byteSize()));
        Arrays.setAll(tiles, t -> planes.asSlice(t * tileBytes, tileBytes));
        if (made.isEmpty()) {
            pack(source, team);
        }
    }

    private void pack(TritSource source, ThreadTeam team) {
        int rowBytes = OrderedCodes.rowBytes(columns);
        byte[][] codes = new byte[team.members()][];
        long[][] square = new long[team.members()][SQUARE];
        long[][] chunk = new long[team.members()][SQUARE];
        team.run((tile, member) -> {
            if (codes[member] == null) {
                codes[member] = new byte[Math.multiplyExact(Math.min(ROWS, rows), rowBytes)];
            }
            int first = tile * ROWS;
            int count = Math.min(ROWS, rows - first);
            source.copyOrdered(first, first + count, codes[member], 0);
            pack(codes[member], count, tiles[tile], square[member], chunk[member]);
        }, tiles.length);
    }

    @Override
    public Shape shape() {
        return shape;
    }

    @Override
    public void copyRows(int from, int to, byte[] trits) {
        OrderedCodes.copyRows(this, from, to, trits);
    }

    @Override
    public void copyOrdered(int from, int to, byte[] codes, int at) {
        int rowBytes = OrderedCodes.rowBytes(columns);
        long[] square = new long[SQUARE];
        long[] chunk = new long[SQUARE];
        Arrays.fill(codes, at, at + (to - from) * rowBytes, OrderedCodes.ZEROS);
        for (int t = from / ROWS; t * ROWS < to; t++) {
            int begin = Math.max(from, t * ROWS);
            int end = Math.min(to, (t + 1) * ROWS);
            MemorySegment tile = tiles[t];
            for (int c = 0; c < columns; c += CHUNK) {
                int n = Math.min(CHUNK, columns - c);
                Arrays.fill(square, 0L);
                MemorySegment.copy(tile, LONG, (long) c * ColumnAdder.LINE, chunk, 0, n * ColumnAdder.PLANE);
                for (int i = 0; i < n; i++) {
                    System.arraycopy(chunk, i * ColumnAdder.PLANE, square, place(i) * ColumnAdder.PLANE, ColumnAdder.PLANE);
                }
                transpose(square);
                for (int r = begin; r < end; r++) {
                    codes(square, slot(r % ROWS), codes, at + (r - from) * rowBytes + c / OrderedCodes.COLUMNS_A_BYTE);
                }
            }
        }
    }

    long byteSize() {
        return tiles.length * (columns + 1L) * ColumnAdder.LINE;
    }

    /** All tiles, one after the other. */
    MemorySegment planes() {
        return planes;
    }

    int rows() {
        return rows;
    }

    int columns() {
        return columns;
    }

    int tileCount() {
        return tiles.length;
    }

    /** The columns of a tile. */
    MemorySegment tile(int t) {
        return tiles[t];
    }

    @Override
    public void close() {
        arena.close();
    }

    /** Packs one tile from the codes of its rows, a chunk of columns at a time. */
    private void pack(byte[] codes, int count, MemorySegment tile, long[] square, long[] chunk) {
        int rowBytes = OrderedCodes.rowBytes(columns);
        for (int c = 0; c < columns; c += CHUNK) {
            Arrays.fill(square, 0L);
            for (int r = 0; r < count; r++) {
                signs(codes, r * rowBytes + c / OrderedCodes.COLUMNS_A_BYTE, square, slot(r));
            }
            transpose(square);
            int n = Math.min(CHUNK, columns - c);
            for (int i = 0; i < n; i++) {
                System.arraycopy(square, place(i) * ColumnAdder.PLANE, chunk, i * ColumnAdder.PLANE, ColumnAdder.PLANE);
            }
            MemorySegment.copy(chunk, 0, tile, LONG, (long) c * ColumnAdder.LINE, n * ColumnAdder.PLANE);
        }
    }

    /** Where the signs of a row are in the square. */
    private static int slot(int row) {
        return (row >> 3 | (row & 1) << 5) * ColumnAdder.PLANE + (row >> 1 & 3);
    }

    /** The bit of a column among the signs of 64: those of the first 32 and of the last take turns, as the codes of each are two bits. */
    private static int place(int column) {
        return 2 * column % CHUNK + 2 * column / CHUNK;
    }

    /** The bits of {@code square[slot]} tell which of 64 weights are positive, those of {@code square[slot + 4]} which are negative. */
    private static void signs(byte[] codes, int at, long[] square, int slot) {
        long first = (long) OrderedCodes.LONG.get(codes, at);
        long last = (long) OrderedCodes.LONG.get(codes, at + Long.BYTES);
        // A code is 2, 1 or 0: its upper bit says positive, and neither of its bits is set for negative.
        long plus = ((first >>> 1) & LOW_BITS) | (last & ~LOW_BITS);
        long zero = (first & LOW_BITS) | ((last & LOW_BITS) << 1);
        square[slot] = plus;
        square[slot + 4] = ~(plus | zero);
    }

    /** The other way round. */
    private static void codes(long[] square, int slot, byte[] codes, int at) {
        long plus = square[slot];
        long zero = ~(plus | square[slot + 4]);
        OrderedCodes.LONG.set(codes, at, ((plus & LOW_BITS) << 1) | (zero & LOW_BITS));
        OrderedCodes.LONG.set(codes, at + Long.BYTES, (plus & ~LOW_BITS) | ((zero >>> 1) & LOW_BITS));
    }

    /** Transposes eight 64 x 64 bit squares at once: square j is made of the longs 8 i + j, i = 0..63. */
    static void transpose(long[] square) {
        long mask = 0x00000000FFFFFFFFL;
        for (int half = 32; half != 0; half >>= 1, mask ^= mask << half) {
            // The longs of neighbouring rows lie together: one loop for as many as are exchanged with the same distance.
            int longs = half * ColumnAdder.PLANE;
            for (int low = 0; low < SQUARE; low += 2 * longs) {
                exchange(square, low, longs, half, mask);
            }
        }
    }

    private static void exchange(long[] square, int from, int longs, int shift, long mask) {
        for (int low = from; low < from + longs; low++) {
            long a = square[low];
            long b = square[low + longs];
            long differ = ((a >>> shift) ^ b) & mask;
            square[low + longs] = b ^ differ;
            square[low] = a ^ (differ << shift);
        }
    }
}
