package org.bitnetj.kernels.internal.vector;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;

import org.bitnetj.kernels.Shape;
import org.bitnetj.kernels.internal.LargePages;
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

    private static final ValueLayout.OfShort WORD = ValueLayout.JAVA_SHORT.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final Shape shape;
    private final int tableColumns;
    private final int indexBits;
    private final int stepColumns;
    private final int steps;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment words;

    /**
     * Packs a matrix; {@link #word} is called before the constructor of the subclass has run.
     *
     * @param tableColumns columns that an index names
     * @param indexBits bits of an index
     * @param tables indices in a word
     */
    WordTiles(TritSource source, ThreadTeam team, int tableColumns, int indexBits, int tables) {
        this.shape = source.shape();
        this.tableColumns = tableColumns;
        this.indexBits = indexBits;
        stepColumns = tableColumns * tables;
        steps = (shape.k() + stepColumns - 1) / stepColumns;
        words = LargePages.allocate(arena, (long) tiles() * steps * STEP_BYTES);
        byte[][] trits = new byte[team.members()][];
        short[][] step = new short[team.members()][ROWS];
        team.run((tile, member) -> {
            if (trits[member] == null) {
                // A word may be read four bytes at a time, so the last one of the last row may reach beyond it.
                trits[member] = new byte[Math.min(ROWS, shape.m()) * shape.k() + Integer.BYTES];
            }
            pack(source, tile, trits[member], step[member]);
        }, tiles());
    }

    /** The word of the columns of a step, all of them present. */
    abstract int word(byte[] trits, int at);

    final int tiles() {
        return (shape.m() + ROWS - 1) / ROWS;
    }

    final int steps() {
        return steps;
    }

    final MemorySegment words() {
        return words;
    }

    @Override
    public final Shape shape() {
        return shape;
    }

    private void pack(TritSource source, int tile, byte[] trits, short[] step) {
        int first = tile * ROWS;
        int rows = Math.min(ROWS, shape.m() - first);
        int k = shape.k();
        source.copyRows(first, first + rows, trits);
        Arrays.fill(step, (short) lastWord(trits, 0, 0));
        for (int s = 0; s < steps; s++) {
            int column = s * stepColumns;
            boolean whole = column + stepColumns <= k;
            for (int r = 0; r < rows; r++) {
                int at = r * k + column;
                step[r] = (short) (whole ? word(trits, at) : lastWord(trits, at, k - column));
            }
            MemorySegment.copy(step, 0, words, WORD, ((long) tile * steps + s) * STEP_BYTES, ROWS);
        }
    }

    private int lastWord(byte[] trits, int at, int columns) {
        int word = 0;
        for (int table = stepColumns - tableColumns; table >= 0; table -= tableColumns) {
            int index = 0;
            for (int i = table; i < table + tableColumns; i++) {
                index = 3 * index + 1 + (i < columns ? trits[at + i] : 0);
            }
            word = (word << indexBits) | index;
        }
        return word;
    }

    @Override
    public final void copyRows(int from, int to, byte[] trits) {
        int k = shape.k();
        int mask = (1 << indexBits) - 1;
        byte[] named = named();
        for (int r = from; r < to; r++) {
            long at = (long) (r / ROWS) * steps * STEP_BYTES + r % ROWS * 2L;
            int out = (r - from) * k;
            for (int s = 0; s < steps; s++) {
                int word = words.get(WORD, at + (long) s * STEP_BYTES);
                int end = Math.min(k, (s + 1) * stepColumns);
                for (int c = s * stepColumns; c < end; c += tableColumns, word >>= indexBits) {
                    int index = (word & mask) * tableColumns;
                    for (int i = 0; i < Math.min(tableColumns, k - c); i++) {
                        trits[out + c + i] = named[index + i];
                    }
                }
            }
        }
    }

    /** The trits of each index, one index after the other. */
    private byte[] named() {
        byte[] named = new byte[tableColumns << indexBits];
        for (int i = 0; i < named.length; i++) {
            int index = i / tableColumns;
            for (int c = tableColumns - 1; c > i % tableColumns; c--) {
                index /= 3;
            }
            named[i] = (byte) (index % 3 - 1);
        }
        return named;
    }

    final long byteSize() {
        return words.byteSize();
    }

    @Override
    public final void close() {
        arena.close();
    }
}
