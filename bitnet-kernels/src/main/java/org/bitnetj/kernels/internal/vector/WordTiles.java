package org.bitnetj.kernels.internal.vector;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;

import org.bitnetj.kernels.Shape;
import org.bitnetj.kernels.internal.LargePages;
import org.bitnetj.kernels.internal.OrderedCodes;
import org.bitnetj.kernels.internal.ThreadTeam;
import org.bitnetj.kernels.internal.TritSource;

/**
 * The layout of {@link LookupGemv}: a few neighbouring weights of a row as one 16-bit word of table indices, 128 rows side by side.
 *
 * <pre>
 *   tile t (rows 128 t ..), step s (columns c s ..): 256 bytes at 256 (t * steps + s), the word of row 128 t + i at 2 i
 * </pre>
 *
 * <p>An index names the trits of a table's columns in base 3, the first column in the highest place, each as the digit trit + 1. The first
 * index of a word is in its low bits. Missing rows and columns are zero weights. Nothing depends on the width of the machine's vectors.
 * Off-heap and aligned to cache lines: in a Java array every 64-byte load would cross one.
 */
abstract sealed class WordTiles implements TritSource, AutoCloseable permits TripleTiles, PairTiles {
    static final int ROWS = 128;
    static final int STEP_BYTES = 2 * ROWS;

    private static final int CODE_BITS = 2;

    /** Tables whose indices are looked up together, so that what is looked in stays in the first-level cache. */
    private static final int LOOKUP_TABLES = 2;

    private static final byte[] ZERO_ROW = {OrderedCodes.ZEROS, OrderedCodes.ZEROS, OrderedCodes.ZEROS, OrderedCodes.ZEROS};
    private static final ValueLayout.OfShort WORD = ValueLayout.JAVA_SHORT.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final String name;
    private final Shape shape;
    private final int tableColumns;
    private final int indexBits;
    private final int stepColumns;
    private final int steps;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment words;

    /**
     * Packs a matrix; {@link #words} is called before the constructor of the subclass has run.
     *
     * @param name of the layout
     * @param tableColumns columns that an index names
     * @param indexBits bits of an index
     * @param tables indices in a word
     */
    WordTiles(TritSource source, ThreadTeam team, String name, int tableColumns, int indexBits, int tables) {
        this.name = name;
        this.shape = source.shape();
        this.tableColumns = tableColumns;
        this.indexBits = indexBits;
        stepColumns = tableColumns * tables;
        steps = (shape.k() + stepColumns - 1) / stepColumns;
        long bytes = (long) tiles() * steps * STEP_BYTES;
        Optional<MemorySegment> made = source.laidOut(name, bytes);
        words = made.orElseGet(() -> LargePages.allocate(arena, bytes));
        if (made.isEmpty()) {
            pack(source, team);
        }
    }

    private void pack(TritSource source, ThreadTeam team) {
        byte[][] codes = new byte[team.members()][];
        short[][] step = new short[team.members()][ROWS];
        team.run((tile, member) -> {
            if (codes[member] == null) {
                codes[member] = new byte[Math.multiplyExact(Math.min(ROWS, shape.m()), OrderedCodes.rowBytes(shape.k()))];
            }
            pack(source, tile, codes[member], step[member]);
        }, tiles());
    }

    final int tiles() {
        return (shape.m() + ROWS - 1) / ROWS;
    }

    final int steps() {
        return steps;
    }

    /** What {@link TritSource#laidOut} is asked for. */
    final String name() {
        return name;
    }

    final MemorySegment words() {
        return words;
    }

    @Override
    public final Shape shape() {
        return shape;
    }

    private void pack(TritSource source, int tile, byte[] codes, short[] step) {
        int first = tile * ROWS;
        int rows = Math.min(ROWS, shape.m() - first);
        int rowBytes = OrderedCodes.rowBytes(shape.k());
        source.copyOrdered(first, first + rows, codes, 0);
        words(ZERO_ROW, 0, 0, 0, ROWS, step);
        for (int s = 0; s < steps; s++) {
            int bit = CODE_BITS * stepColumns * s;
            words(codes, bit / Byte.SIZE, rowBytes, bit % Byte.SIZE, rows, step);
            MemorySegment.copy(step, 0, words, WORD, ((long) tile * steps + s) * STEP_BYTES, ROWS);
        }
    }

    /**
     * The words of a step in some rows. Each kind has its own loop, so that all about it is known when it is compiled.
     *
     * @param codes of {@link OrderedCodes}
     * @param from the byte in which the first row's columns begin
     * @param rowBytes from row to row
     * @param shift the bit at which they begin
     * @param rows how many
     * @param words receives them
     */
    abstract void words(byte[] codes, int from, int rowBytes, int shift, int rows, short[] words);

    /**
     * The indices of {@link #LOOKUP_TABLES} tables for each combination of their columns' codes.
     *
     * @param tableColumns columns that an index names
     * @param indexBits bits of an index
     */
    static short[] lookup(int tableColumns, int indexBits) {
        short[] indices = new short[1 << (CODE_BITS * LOOKUP_TABLES * tableColumns)];
        for (int codes = 0; codes < indices.length; codes++) {
            for (int table = 0; table < LOOKUP_TABLES; table++) {
                int index = 0;
                for (int c = table * tableColumns; c < (table + 1) * tableColumns; c++) {
                    index = 3 * index + (codes >> (CODE_BITS * c) & 3);
                }
                indices[codes] |= (short) (index << (table * indexBits));
            }
        }
        return indices;
    }

    /** The codes back out of the words, by which the layouts for other tokens are made: step after step, as the words lie. */
    @Override
    public final void copyOrdered(int from, int to, byte[] codes, int at) {
        int rowBytes = OrderedCodes.rowBytes(shape.k());
        clear(codes, at, to - from, rowBytes);
        int[] named = codes();
        int tableBits = LOOKUP_TABLES * indexBits;
        int low = (1 << tableBits) - 1;
        int lowBits = CODE_BITS * LOOKUP_TABLES * tableColumns;
        for (int first = from; first < to; first = (first / ROWS + 1) * ROWS) {
            int end = Math.min(to, (first / ROWS + 1) * ROWS);
            for (int s = 0; s < steps; s++) {
                int bit = CODE_BITS * stepColumns * s;
                int target = at + (first - from) * rowBytes + bit / Byte.SIZE;
                long wordAt = ((long) (first / ROWS) * steps + s) * STEP_BYTES + first % ROWS * (long) Short.BYTES;
                for (int r = first; r < end; r++, target += rowBytes, wordAt += Short.BYTES) {
                    int word = words.get(WORD, wordAt) & 0xFFFF;
                    int step = named[word & low] | named[word >>> tableBits] << lowBits;
                    OrderedCodes.INT.set(codes, target, (int) OrderedCodes.INT.get(codes, target) | step << bit % Byte.SIZE);
                }
            }
        }
    }

    /** Rows whose steps are all zeros, to be filled in, and which end in zero weights. */
    private void clear(byte[] codes, int at, int rows, int rowBytes) {
        int bits = CODE_BITS * stepColumns * steps;
        int whole = bits / Byte.SIZE;
        for (int r = 0; r < rows; r++) {
            int row = at + r * rowBytes;
            Arrays.fill(codes, row, row + whole, (byte) 0);
            Arrays.fill(codes, row + whole, row + rowBytes, OrderedCodes.ZEROS);
            codes[row + whole] = (byte) (OrderedCodes.ZEROS << bits % Byte.SIZE);
        }
    }

    /** The other way round: the codes of two tables by their indices. */
    private int[] codes() {
        int[] codes = new int[1 << (LOOKUP_TABLES * indexBits)];
        for (int word = 0; word < codes.length; word++) {
            for (int table = 0; table < LOOKUP_TABLES; table++) {
                int index = word >> (table * indexBits) & ((1 << indexBits) - 1);
                for (int c = (table + 1) * tableColumns - 1; c >= table * tableColumns; c--, index /= 3) {
                    codes[word] |= index % 3 << (CODE_BITS * c);
                }
            }
        }
        return codes;
    }

    @Override
    public final void copyRows(int from, int to, byte[] trits) {
        OrderedCodes.copyRows(this, from, to, trits);
    }

    final long byteSize() {
        return words.byteSize();
    }

    @Override
    public final void close() {
        arena.close();
    }
}
