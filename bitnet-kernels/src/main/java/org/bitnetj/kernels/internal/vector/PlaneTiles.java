package org.bitnetj.kernels.internal.vector;

import java.util.Arrays;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

import org.bitnetj.kernels.Shape;
import org.bitnetj.kernels.internal.ThreadTeam;
import org.bitnetj.kernels.internal.TritSource;

/**
 * A ternary matrix laid out for the bit-sliced gemv: 2 bits a weight, column-major in tiles of 256 rows.
 *
 * <p>Tile t holds rows 256 t .. 256 t + 255, missing rows as zeros. Column c of a tile is the 64 bytes (8 longs) from long 8 c
 * on: longs 0..3 have a bit for each weight +1, longs 4..7 one for each weight -1. Row r of the tile is 32-bit word r % 8 of
 * those 32 bytes, bit r / 8; that is long (r % 8) / 2, bit 32 * (r % 2) + r / 8. Behind column k - 1 comes one column of
 * zeros, with which the column program fills up its groups. A tile has 64 (k + 1) bytes, whatever the machine.
 */
final class PlaneTiles implements TritSource {
    /** Columns that the counters of {@link PlaneGemv} have room for. */
    static final int MAX_COLUMNS = 1 << 20;

    /** Rows in a tile. */
    static final int ROWS = 256;

    private static final VectorSpecies<Long> LONGS = ColumnAdder.SPECIES;
    private static final VectorSpecies<Byte> BYTES = Widths.BYTES;
    private static final int CHUNK = 64;

    private final Shape shape;
    private final int rows;
    private final int columns;
    private final long[][] tiles;

    PlaneTiles(TritSource source, ThreadTeam team) {
        shape = source.shape();
        rows = shape.m();
        columns = shape.k();
        if (columns > MAX_COLUMNS) {
            throw new IllegalArgumentException("k=" + columns + " columns; bit planes count up to " + MAX_COLUMNS);
        }
        tiles = new long[(rows + ROWS - 1) / ROWS][(columns + 1) * ColumnAdder.PLANE];
        byte[][] trits = new byte[team.members()][];
        team.run((tile, member) -> {
            if (trits[member] == null) {
                trits[member] = new byte[Math.min(ROWS, rows) * columns];
            }
            int first = tile * ROWS;
            source.copyRows(first, Math.min(first + ROWS, rows), trits[member]);
            pack(trits[member], tile);
        }, tiles.length);
    }

    @Override
    public Shape shape() {
        return shape;
    }

    @Override
    public void copyRows(int from, int to, byte[] trits) {
        for (int r = from; r < to; r++) {
            long[] tile = tiles[r / ROWS];
            int row = r % ROWS;
            int plane = row % 8 / 2;
            int bit = 32 * (row % 2) + row / 8;
            for (int c = 0; c < columns; c++) {
                int at = c * ColumnAdder.PLANE + plane;
                trits[(r - from) * columns + c] = (byte) ((tile[at] >>> bit & 1) - (tile[at + 4] >>> bit & 1));
            }
        }
    }

    long byteSize() {
        return (long) tiles.length * (columns + 1) * ColumnAdder.PLANE * Long.BYTES;
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

    long[] tile(int t) {
        return tiles[t];
    }

    /** Packs one tile from its rows, row-major, one byte a weight. */
    private void pack(byte[] trits, int t) {
        long[] square = new long[CHUNK * ColumnAdder.PLANE];
        byte[] tail = new byte[CHUNK];
        int count = Math.min(ROWS, rows - t * ROWS);
        for (int c = 0; c < columns; c += CHUNK) {
            int n = Math.min(CHUNK, columns - c);
            Arrays.fill(square, 0L);
            for (int r = 0; r < count; r++) {
                int at = r * columns + c;
                int slot = (r >> 3 | (r & 1) << 5) * ColumnAdder.PLANE + (r >> 1 & 3);
                if (n == CHUNK) {
                    signs(trits, at, square, slot);
                } else {
                    Arrays.fill(tail, (byte) 0);
                    System.arraycopy(trits, at, tail, 0, n);
                    signs(tail, 0, square, slot);
                }
            }
            transpose(square);
            System.arraycopy(square, 0, tiles[t], c * ColumnAdder.PLANE, n * ColumnAdder.PLANE);
        }
    }

    /** Bit i of {@code square[slot]} tells whether weight i is positive, of {@code square[slot + 4]} whether it is negative. */
    private static void signs(byte[] weights, int at, long[] square, int slot) {
        long plus = 0;
        long minus = 0;
        for (int i = 0; i < CHUNK; i += BYTES.length()) {
            ByteVector v = ByteVector.fromArray(BYTES, weights, at + i);
            plus |= v.compare(VectorOperators.GT, (byte) 0).toLong() << i;
            minus |= v.compare(VectorOperators.LT, (byte) 0).toLong() << i;
        }
        square[slot] = plus;
        square[slot + 4] = minus;
    }

    /** Transposes eight 64 x 64 bit squares at once: square j is made of the longs 8 i + j, i = 0..63. */
    static void transpose(long[] square) {
        long mask = 0x00000000FFFFFFFFL;
        for (int half = 32; half != 0; half >>= 1, mask ^= mask << half) {
            for (int i = 0; i < CHUNK; i = (i + half + 1) & -half - 1) {
                exchange(square, i * ColumnAdder.PLANE, (i + half) * ColumnAdder.PLANE, half, mask);
            }
        }
    }

    private static void exchange(long[] square, int low, int high, int shift, long mask) {
        for (int j = 0; j < ColumnAdder.PLANE; j += LONGS.length()) {
            LongVector a = LongVector.fromArray(LONGS, square, low + j);
            LongVector b = LongVector.fromArray(LONGS, square, high + j);
            LongVector d = a.lanewise(VectorOperators.LSHR, shift).lanewise(VectorOperators.XOR, b).and(mask);
            b.lanewise(VectorOperators.XOR, d).intoArray(square, high + j);
            a.lanewise(VectorOperators.XOR, d.lanewise(VectorOperators.LSHL, shift)).intoArray(square, low + j);
        }
    }
}
