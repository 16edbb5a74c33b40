package org.bitnetj.kernels.internal.vector;

import org.bitnetj.kernels.internal.OrderedCodes;
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
        int rowBytes = OrderedCodes.rowBytes(columns);
        byte[][] codes = new byte[team.members()][];
        team.run((part, member) -> {
            int from = part * PART_ROWS;
            int to = Math.min(from + PART_ROWS, rows);
            if (codes[member] == null) {
                codes[member] = new byte[Math.multiplyExact(Math.min(PART_ROWS, rows), rowBytes)];
            }
            source.copyOrdered(from, to, codes[member], 0);
            pack(codes[member], rowBytes, from, to);
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

    /** Packs some rows. Different ranges of rows may be packed by different threads at the same time. */
    private void pack(byte[] codes, int rowBytes, int from, int to) {
        int wordBytes = code.columnsPerWord() / OrderedCodes.COLUMNS_A_BYTE;
        for (int r = from; r < to; r += ROW_BLOCK) {
            int end = Math.min(r + ROW_BLOCK, to);
            for (int p = 0; p < passes(); p++) {
                int at = (r - from) * rowBytes + p * wordBytes;
                for (int i = r; i < end; i++, at += rowBytes) {
                    words[p * rows + i] = code.word((long) OrderedCodes.LONG.get(codes, at));
                }
            }
        }
    }
}
