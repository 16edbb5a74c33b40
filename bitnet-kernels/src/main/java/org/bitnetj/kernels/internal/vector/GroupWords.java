package org.bitnetj.kernels.internal.vector;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Locale;
import java.util.Optional;

import org.bitnetj.kernels.Shape;
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
 *
 * <p>On the heap, where the kernel reads them in place; mapped words are copied to an array, some rows of a pass at a time.
 */
final class GroupWords {
    /** Rows prepared together, so that each pass gets a whole cache line of words. */
    private static final int ROW_BLOCK = 8;

    /** Rows that one thread prepares at a time. */
    private static final int PART_ROWS = 128;

    private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final GroupCode code;
    private final int rows;
    private final int columns;
    private final MemorySegment words;
    /** The array that the words are, as the kernel can read them; null if they are mapped, or not in the byte order of the machine. */
    private final long[] inPlace;

    GroupWords(GroupCode code, TritSource source, ThreadTeam team) {
        this.code = code;
        this.rows = source.shape().m();
        this.columns = source.shape().k();
        long bytes = byteSize(code, source.shape());
        Optional<MemorySegment> mapped = source.laidOut(name(code), bytes);
        long[] made = mapped.isPresent() ? null : new long[Math.toIntExact(bytes / Long.BYTES)];
        this.words = mapped.orElseGet(() -> MemorySegment.ofArray(made));
        this.inPlace = ByteOrder.nativeOrder() == WORD.order() ? made : null;
        if (mapped.isEmpty()) {
            pack(source, team);
        }
    }

    private void pack(TritSource source, ThreadTeam team) {
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

    /** The words of a matrix that have been laid out before. */
    static Optional<GroupWords> laidOut(GroupCode code, TritSource source, ThreadTeam team) {
        return source.laidOut(name(code), byteSize(code, source.shape())).map(there -> new GroupWords(code, source, team));
    }

    /** What {@link TritSource#laidOut} is asked for. */
    static String name(GroupCode code) {
        return "gemm_" + code.name().toLowerCase(Locale.ROOT);
    }

    /** An array with the words of some rows of a pass: all words if they are in one, or {@code room}, filled from its beginning. */
    long[] array(int pass, int from, int count, long[] room) {
        if (inPlace == null) {
            MemorySegment.copy(words, WORD, ((long) pass * rows + from) * Long.BYTES, room, 0, count);
        }
        return inPlace == null ? room : inPlace;
    }

    /** Where the first of those rows is in that array. */
    int first(int pass, int from) {
        return inPlace == null ? 0 : pass * rows + from;
    }

    long byteSize() {
        return words.byteSize();
    }

    long offHeapBytes() {
        return words.isNative() ? words.byteSize() : 0;
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

    MemorySegment words() {
        return words;
    }

    /** The bytes that a matrix takes. */
    static long byteSize(GroupCode code, Shape shape) {
        return (long) shape.m() * passes(code, shape.k()) * Long.BYTES;
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
                    words.set(WORD, ((long) p * rows + i) * Long.BYTES, code.word((long) OrderedCodes.LONG.get(codes, at)));
                }
            }
        }
    }
}
