package org.bitnetj.kernels.internal.vector;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;

import org.bitnetj.kernels.internal.TritSource;

/**
 * Writes the lines of {@link BucketTiles} from rows of codes; one a thread.
 *
 * <p>The codes of four rows are exchanged until a byte holds four rows of one column (transposition of 4 x 4 fields), and eight such rows of bytes
 * until a long holds a column (8 x 8 bytes). In plain longs: a model is packed in its first second, when vectors are not compiled yet and cost many
 * times what they save.
 */
final class BucketPacker {
    private static final ValueLayout.OfLong WORDS = ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** Four codes of a zero weight. */
    private static final byte ZEROS = 0x55;

    private static final long ZERO_CODES = 0x5555_5555_5555_5555L;
    private static final long PAIRS = 0x3333_3333_3333_3333L;
    private static final long NIBBLES = 0x0F0F_0F0F_0F0F_0F0FL;
    private static final long BYTES = 0x00FF_00FF_00FF_00FFL;
    private static final long SHORTS = 0x0000_FFFF_0000_FFFFL;
    private static final long INTS = 0x0000_0000_FFFF_FFFFL;

    /** Fields of a byte, which are 32 columns apart in codes, and rows in lines. */
    private static final int FIELDS = 4;

    private static final int LINE_LONGS = BucketTiles.LINE / Long.BYTES;

    private final BucketTiles tiles;
    private final int k;
    private final int rowLongs;
    /** The rows of a tile, and behind them one of zero weights. */
    private final long[] codes;
    private final int none;
    /** Where the four rows of each byte of a line begin in {@link #codes}. */
    private final int[] begins = new int[BucketTiles.LINE * FIELDS];
    private final long[] square = new long[FIELDS * Long.BYTES];
    private final long[] lines = new long[TritSource.BLOCK_COLUMNS * LINE_LONGS];

    BucketPacker(BucketTiles tiles) {
        this.tiles = tiles;
        k = tiles.shape().k();
        rowLongs = TritSource.codeLongs(k);
        int rows = Math.min(BucketTiles.ROWS, tiles.shape().m());
        codes = new long[Math.multiplyExact(rows + 1, rowLongs)];
        none = rows * rowLongs;
        Arrays.fill(codes, none, codes.length, ZERO_CODES);
    }

    void pack(TritSource source, int tile) {
        int first = tile * BucketTiles.ROWS;
        source.copyCodes(first, first + tiles.rows(tile), codes, 0);
        findRows(tile);
        int lineLongs = tiles.half(tile) ? LINE_LONGS / 2 : LINE_LONGS;
        if (lineLongs < LINE_LONGS) {
            Arrays.fill(lines, 0);
        }
        for (int c = 0; c < k; c += TritSource.BLOCK_COLUMNS) {
            for (int i = 0; i < lineLongs; i++) {
                for (int j = 0; j < TritSource.BLOCK_LONGS; j++) {
                    combine(i * Long.BYTES * FIELDS, c / TritSource.BLOCK_COLUMNS * TritSource.BLOCK_LONGS + j);
                    for (int f = 0; f < FIELDS; f++) {
                        transpose(f * Long.BYTES, (f * TritSource.BLOCK_COLUMNS / FIELDS + j * Long.BYTES) * LINE_LONGS + i);
                    }
                }
            }
            store(tile, c, Math.min(k, c + TritSource.BLOCK_COLUMNS));
        }
        fillRest(tile);
    }

    private void findRows(int tile) {
        int bytes = tiles.half(tile) ? BucketTiles.LINE / 2 : BucketTiles.LINE;
        for (int at = 0; at < bytes; at++) {
            int word = at / Short.BYTES;
            int group = at % Short.BYTES * 2;
            begins[at * FIELDS] = begin(tile, group, word);
            begins[at * FIELDS + 1] = begin(tile, group + BucketTiles.GROUPS / 2, word);
            begins[at * FIELDS + 2] = begin(tile, group + 1, word);
            begins[at * FIELDS + 3] = begin(tile, group + 1 + BucketTiles.GROUPS / 2, word);
        }
    }

    /** Where the row of a field begins, or the one of zero weights if none is there. */
    private int begin(int tile, int group, int word) {
        int groupRows = tiles.groupRows(tile);
        int row = group * groupRows + word;
        if (group == BucketTiles.GROUPS - 1) {
            if (word % 4 == 3) {
                return none;
            }
            row = group * groupRows + word / 4 * 3 + word % 4;
        }
        return row < tiles.rows(tile) ? row * rowLongs : none;
    }

    /** Eight bytes of the lines of 4 x 8 columns, from one long of each of 32 rows: {@code square[8 f + i]} has byte i of columns 32 f + 0..7. */
    private void combine(int begin, int at) {
        for (int i = 0; i < Long.BYTES; i++) {
            long a = codes[begins[begin + FIELDS * i] + at];
            long b = codes[begins[begin + FIELDS * i + 1] + at];
            long c = codes[begins[begin + FIELDS * i + 2] + at];
            long d = codes[begins[begin + FIELDS * i + 3] + at];
            // Fields 3 and 1 of two rows, then fields 2 and 0; the first columns are in the top field.
            long ab31 = (a & PAIRS) | ((b & PAIRS) << 2);
            long ab20 = ((a >>> 2) & PAIRS) | (b & ~PAIRS);
            long cd31 = (c & PAIRS) | ((d & PAIRS) << 2);
            long cd20 = ((c >>> 2) & PAIRS) | (d & ~PAIRS);
            square[i] = ((ab20 >>> 4) & NIBBLES) | (cd20 & ~NIBBLES);
            square[Long.BYTES + i] = ((ab31 >>> 4) & NIBBLES) | (cd31 & ~NIBBLES);
            square[2 * Long.BYTES + i] = (ab20 & NIBBLES) | ((cd20 & NIBBLES) << 4);
            square[3 * Long.BYTES + i] = (ab31 & NIBBLES) | ((cd31 & NIBBLES) << 4);
        }
    }

    /** Transposes 8 x 8 bytes: from a long with byte i of eight columns to a long with eight bytes of a column, one line after the other. */
    private void transpose(int from, int to) {
        exchange(from, 1, 8, BYTES);
        exchange(from, 2, 16, SHORTS);
        exchange(from, 4, 32, INTS);
        for (int c = 0; c < Long.BYTES; c++) {
            lines[to + c * LINE_LONGS] = square[from + c];
        }
    }

    private void exchange(int from, int half, int shift, long mask) {
        for (int i = 0; i < Long.BYTES; i = (i + half + 1) & (-half - 1)) {
            long low = square[from + i];
            long high = square[from + i + half];
            square[from + i] = (low & mask) | ((high & mask) << shift);
            square[from + i + half] = ((low >>> shift) & mask) | (high & ~mask);
        }
    }

    /** Copies the lines of some columns to where they belong, across the border of blocks if need be. */
    private void store(int tile, int begin, int end) {
        for (int c = begin; c < end;) {
            int block = c / tiles.blockColumns();
            int blockBegin = block * tiles.blockColumns();
            int count = Math.min(end, blockBegin + tiles.blockColumns()) - c;
            MemorySegment.copy(lines, (c - begin) * LINE_LONGS, tiles.lines(), WORDS,
                    tiles.at(tile, block) + (long) (c - blockBegin) * BucketTiles.LINE, count * LINE_LONGS);
            c += count;
        }
    }

    /** The column of zero weights behind each block, and what is missing to a whole one. */
    private void fillRest(int tile) {
        for (int block = 0; block < tiles.blocks(); block++) {
            int columns = Math.min(k - block * tiles.blockColumns(), tiles.blockColumns());
            tiles.lines().asSlice(tiles.at(tile, block) + (long) columns * BucketTiles.LINE,
                    (long) (tiles.blockColumns() + 1 - columns) * BucketTiles.LINE).fill(ZEROS);
        }
    }
}
