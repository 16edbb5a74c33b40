package org.bitnetj.kernels.internal.vector;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Objects;

import org.bitnetj.kernels.internal.ThreadTeam;
import org.bitnetj.kernels.internal.TritSource;

/**
 * A ternary matrix in the layout of {@link TableGemm}: one 64-bit word for each row and pass, eight {@linkplain GroupCode codes} a
 * word.
 *
 * <p>Word {@code p * rows + r} holds the columns {@code p * c .. p * c + c - 1} of row {@code r}, where c is
 * {@link GroupCode#columnsPerWord()}; byte g of the word (lowest first) is the code of the columns {@code p * c + g * code.columns} onwards.
 * Columns past the last are zero weights. Nothing depends on the machine or on the width of its vectors. All rows of one pass lie together, so
 * the kernel streams memory in order, and any range of rows can be computed, or prepared, on its own. Several matrices that are fed by the
 * same activations (q, k, v; gate, up) are best stacked into one, at different first rows: the tables are then built once for all.
 */
final class GroupWords {
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** Rows prepared together, so that each pass gets a whole cache line of words. */
    private static final int ROW_BLOCK = 8;

    /** Rows that one thread prepares at a time. */
    private static final int PART_ROWS = 128;

    private final GroupCode code;
    private final int rows;
    private final int columns;
    private final long[] words;

    GroupWords(GroupCode code, TritSource source, ThreadTeam team) {
        this.code = code;
        this.rows = source.shape().m();
        this.columns = source.shape().k();
        this.words = new long[Math.multiplyExact(rows, passes(code, columns))];
        byte[][] trits = new byte[team.members()][];
        team.run((part, member) -> {
            int from = part * PART_ROWS;
            int to = Math.min(from + PART_ROWS, rows);
            if (trits[member] == null) {
                trits[member] = new byte[Math.min(PART_ROWS, rows) * columns];
            }
            source.copyRows(from, to, trits[member]);
            pack(MemorySegment.ofArray(trits[member]), 0, from, to);
        }, (rows + PART_ROWS - 1) / PART_ROWS);
    }

    long byteSize() {
        return (long) words.length * Long.BYTES;
    }

    GroupCode code() {
        return code;
    }

    int rows() {
        return rows;
    }

    int columns() {
        return columns;
    }

    int passes() {
        return passes(code, columns);
    }

    long[] words() {
        return words;
    }

    private static int passes(GroupCode code, int columns) {
        return (columns - 1) / code.columnsPerWord() + 1;
    }

    /**
     * Packs some rows. Different ranges of rows may be packed by different threads at the same time.
     *
     * @param trits row-major int8 weights, each -1, 0 or 1
     * @param offset byte offset in {@code trits} of the weight that becomes column 0 of row {@code rowFrom}
     */
    private void pack(MemorySegment trits, long offset, int rowFrom, int rowTo) {
        Objects.checkFromToIndex(rowFrom, rowTo, rows);
        Objects.checkFromIndexSize(offset, (long) (rowTo - rowFrom) * columns, trits.byteSize());
        int whole = columns / code.columnsPerWord();
        for (int r = rowFrom; r < rowTo; r += ROW_BLOCK) {
            int end = Math.min(r + ROW_BLOCK, rowTo);
            long at = offset + (long) (r - rowFrom) * columns;
            for (int p = 0; p < whole; p++) {
                packWords(trits, at + (long) p * code.columnsPerWord(), p * rows + r, end - r);
            }
            if (whole < passes()) {
                for (int i = r; i < end; i++) {
                    words[whole * rows + i] = packTail(trits, offset + (long) (i - rowFrom) * columns, whole * code.columnsPerWord());
                }
            }
        }
    }

    private void packWords(MemorySegment trits, long at, int word, int count) {
        // The word that ends the last row of the segment must not be read four bytes at a time when a code has only three columns.
        boolean quads = code.columns == Integer.BYTES;
        for (int i = 0; i < count; i++, at += columns) {
            long packed = 0;
            if (quads || at + (long) code.columnsPerWord() + 1 <= trits.byteSize()) {
                for (int g = 0; g < Long.BYTES; g++) {
                    packed |= (long) code.encode(trits.get(INT, at + (long) g * code.columns)) << (8 * g);
                }
            } else {
                for (int g = 0; g < Long.BYTES; g++) {
                    packed |= (long) code.encode(gather(trits, at + (long) g * code.columns, code.columns)) << (8 * g);
                }
            }
            words[word + i] = packed;
        }
    }

    private long packTail(MemorySegment trits, long row, int column) {
        long packed = 0;
        for (int g = 0; g < Long.BYTES; g++, column += code.columns) {
            int count = Math.clamp(columns - column, 0, code.columns);
            packed |= (long) code.encode(gather(trits, row + column, count)) << (8 * g);
        }
        return packed;
    }

    private static int gather(MemorySegment trits, long at, int count) {
        int four = 0;
        for (int i = 0; i < count; i++) {
            four |= (trits.get(ValueLayout.JAVA_BYTE, at + i) & 0xFF) << (8 * i);
        }
        return four;
    }
}
