package org.bitnetj.kernels.internal.vector;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;

import org.bitnetj.kernels.internal.TritSource;

/**
 * Writes the lines of {@link BucketTiles} from rows of trits; one a thread.
 *
 * <p>Four rows at a time become one row of bytes (vector additions), eight such rows become one 64-bit word a column (transposition of 8 x 8 bytes).
 */
final class BucketPacker {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong WORDS = ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** Four codes of a zero weight. */
    private static final byte ZEROS = 0x55;

    /** Columns transposed together: what they fill stays in the first-level cache until every strip of rows has been added. */
    private static final int CHUNK = 256;

    /** Bytes of a column that one transposition makes. */
    private static final int STRIP = 8;

    private final BucketTiles tiles;
    private final int k;
    private final int stride;
    private final byte[] trits;
    private final byte[] none;
    private final byte[] strip = new byte[STRIP * CHUNK];
    private final long[] square = new long[STRIP * CHUNK / Long.BYTES];

    BucketPacker(BucketTiles tiles) {
        this.tiles = tiles;
        k = tiles.shape().k();
        stride = k;
        // Vectors reach beyond the last row.
        trits = new byte[Math.multiplyExact(Math.min(BucketTiles.ROWS, tiles.shape().m()), k) + CHUNK];
        none = new byte[CHUNK];
    }

    void pack(TritSource source, int tile) {
        int first = tile * BucketTiles.ROWS;
        source.copyRows(first, first + tiles.rows(tile), trits);
        int bytes = tiles.half(tile) ? BucketTiles.LINE / 2 : BucketTiles.LINE;
        for (int block = 0; block < tiles.blocks(); block++) {
            int begin = block * tiles.blockColumns();
            int end = Math.min(k, begin + tiles.blockColumns());
            long at = tiles.at(tile, block);
            for (int c = begin; c < end; c += CHUNK) {
                int count = Math.min(CHUNK, end - c);
                for (int b = 0; b < bytes; b += STRIP) {
                    for (int i = 0; i < STRIP; i++) {
                        combine(tile, b + i, c, i * CHUNK);
                    }
                    transpose();
                    store(at + (long) (c - begin) * BucketTiles.LINE + b, count);
                }
            }
            // The column of zero weights, and what is missing to a whole block.
            tiles.lines()
                    .asSlice(at + (long) (end - begin) * BucketTiles.LINE,
                            (long) (tiles.blockColumns() + 1 - (end - begin)) * BucketTiles.LINE)
                    .fill(ZEROS);
        }
    }

    /** One byte of each column of a chunk: the codes of four rows, low fields first. */
    private void combine(int tile, int at, int column, int out) {
        int word = at / Short.BYTES;
        int group = at % Short.BYTES * 2;
        int a = row(tile, group, word);
        int b = row(tile, group + 4, word);
        int c = row(tile, group + 1, word);
        int d = row(tile, group + 5, word);
        combine(of(a), begin(a, column), of(b), begin(b, column), of(c), begin(c, column), of(d), begin(d, column), strip, out);
    }

    /** The row of a tile in a field, or -1 if none is. */
    private int row(int tile, int group, int word) {
        int groupRows = tiles.groupRows(tile);
        int row = group * groupRows + word;
        if (group == BucketTiles.GROUPS - 1) {
            row = word % 4 == 3 ? -1 : group * groupRows + word / 4 * 3 + word % 4;
        }
        return row < tiles.rows(tile) ? row : -1;
    }

    private byte[] of(int row) {
        return row < 0 ? none : trits;
    }

    private int begin(int row, int column) {
        return row < 0 ? 0 : row * stride + column;
    }

    private static void combine(byte[] a, int aAt, byte[] b, int bAt, byte[] c, int cAt, byte[] d, int dAt, byte[] out, int outAt) {
        for (int i = 0; i < CHUNK; i += Widths.BYTES.length()) {
            ByteVector sum = ByteVector.fromArray(Widths.BYTES, d, dAt + i);
            sum = sum.add(sum);
            sum = sum.add(sum).add(ByteVector.fromArray(Widths.BYTES, c, cAt + i));
            sum = sum.add(sum);
            sum = sum.add(sum).add(ByteVector.fromArray(Widths.BYTES, b, bAt + i));
            sum = sum.add(sum);
            sum = sum.add(sum).add(ByteVector.fromArray(Widths.BYTES, a, aAt + i));
            sum.add(ZEROS).intoArray(out, outAt + i);
        }
    }

    /** Transposes 8 x 8 bytes, as many squares at once as a vector has longs: from rows of bytes to one word a column. */
    private void transpose() {
        int rowLongs = CHUNK / Long.BYTES;
        for (int i = 0; i < square.length; i++) {
            square[i] = (long) LONG.get(strip, i * Long.BYTES);
        }
        long mask = 0x00000000FFFFFFFFL;
        for (int half = 4; half != 0; half >>= 1, mask ^= mask << (8 * half)) {
            for (int i = 0; i < STRIP; i = (i + half + 1) & -half - 1) {
                exchange(square, i * rowLongs, (i + half) * rowLongs, rowLongs, 8 * half, mask);
            }
        }
    }

    private static void exchange(long[] square, int low, int high, int count, int shift, long mask) {
        for (int j = 0; j < count; j += Widths.LONGS.length()) {
            LongVector a = LongVector.fromArray(Widths.LONGS, square, low + j);
            LongVector b = LongVector.fromArray(Widths.LONGS, square, high + j);
            LongVector d = a.lanewise(VectorOperators.LSHR, shift).lanewise(VectorOperators.XOR, b).and(mask);
            b.lanewise(VectorOperators.XOR, d).intoArray(square, high + j);
            a.lanewise(VectorOperators.XOR, d.lanewise(VectorOperators.LSHL, shift)).intoArray(square, low + j);
        }
    }

    /** Row i of the squares now holds the words of the columns 8 j + i. */
    private void store(long at, int count) {
        MemorySegment lines = tiles.lines();
        int rowLongs = CHUNK / Long.BYTES;
        for (int c = 0; c < count; c++) {
            lines.set(WORDS, at + (long) c * BucketTiles.LINE, square[c % STRIP * rowLongs + c / STRIP]);
        }
    }
}
