package org.bitnetj.kernels.internal.vector;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

import org.bitnetj.kernels.Shape;
import org.bitnetj.kernels.internal.ThreadTeam;
import org.bitnetj.kernels.internal.TritSource;

/**
 * The layout of {@link TripleGemv}: nine weights of a row in 16 bits (1.78 bits a weight), 128 rows side by side.
 *
 * <pre>
 *   bit    15  14 .. 10   9 .. 5   4 .. 0
 *         +---+----------+--------+--------+
 *   word  | 0 | third    | second | first  |   triple of columns 9 s + 0..2, 3..5, 6..8; index = 9 d0 + 3 d1 + d2, d = trit + 1
 *         +---+----------+--------+--------+
 *
 *   tile t (rows 128 t ..), step s (columns 9 s ..): 256 bytes at 256 (t * steps + s), the word of row 128 t + i at 2 i
 * </pre>
 *
 * <p>Missing rows and columns are zero weights. Nothing depends on the width of the machine's vectors. Off-heap and aligned to cache lines: in
 * a Java array every 64-byte load would cross one.
 */
final class TripleTiles implements TritSource, AutoCloseable {
    static final int ROWS = 128;
    static final int STEP_COLUMNS = 9;
    static final int STEP_BYTES = 2 * ROWS;

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort WORD = ValueLayout.JAVA_SHORT.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int LINE = 64;

    /** The index of three zero trits, three times. */
    private static final short ZERO_WORD = 13 | 13 << 5 | 13 << 10;

    private final Shape shape;
    private final int steps;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment words;

    TripleTiles(TritSource source, ThreadTeam team) {
        shape = source.shape();
        steps = (shape.k() + STEP_COLUMNS - 1) / STEP_COLUMNS;
        words = arena.allocate((long) tiles() * steps * STEP_BYTES, LINE);
        byte[][] trits = new byte[team.members()][];
        short[][] step = new short[team.members()][ROWS];
        team.run((tile, member) -> {
            if (trits[member] == null) {
                // A triple is read as four bytes, so the last one of the last row reaches beyond it.
                trits[member] = new byte[ROWS * shape.k() + Integer.BYTES];
            }
            pack(source, tile, trits[member], step[member]);
        }, tiles());
    }

    int tiles() {
        return (shape.m() + ROWS - 1) / ROWS;
    }

    int steps() {
        return steps;
    }

    MemorySegment words() {
        return words;
    }

    @Override
    public Shape shape() {
        return shape;
    }

    private void pack(TritSource source, int tile, byte[] trits, short[] step) {
        int first = tile * ROWS;
        int rows = Math.min(ROWS, shape.m() - first);
        source.copyRows(first, first + rows, trits);
        Arrays.fill(step, ZERO_WORD);
        for (int s = 0; s < steps; s++) {
            int column = s * STEP_COLUMNS;
            boolean whole = column + STEP_COLUMNS <= shape.k();
            for (int r = 0; r < rows; r++) {
                int at = r * shape.k() + column;
                step[r] = (short) (whole
                        ? triple((int) INT.get(trits, at)) | triple((int) INT.get(trits, at + 3)) << 5
                                | triple((int) INT.get(trits, at + 6)) << 10
                        : lastWord(trits, at, shape.k() - column));
            }
            MemorySegment.copy(step, 0, words, WORD, ((long) tile * steps + s) * STEP_BYTES, ROWS);
        }
    }

    /** The index of the trits in the low three bytes. */
    private static int triple(int trits) {
        // Add 1 to each byte without a carry into the next; the sum of the digits, each times its place, is the third byte of the product.
        int digits = (((trits & 0x7F7F7F) + 0x010101) ^ (trits & 0x808080)) & 0x030303;
        return (digits * 0x090301) >>> 16 & 31;
    }

    private static int lastWord(byte[] trits, int at, int columns) {
        int word = 0;
        for (int j = 2; j >= 0; j--) {
            int index = 0;
            for (int i = 3 * j; i < 3 * j + 3; i++) {
                index = 3 * index + 1 + (i < columns ? trits[at + i] : 0);
            }
            word = word << 5 | index;
        }
        return word;
    }

    @Override
    public void copyRows(int from, int to, byte[] trits) {
        int k = shape.k();
        for (int r = from; r < to; r++) {
            long at = (long) (r / ROWS) * steps * STEP_BYTES + r % ROWS * 2L;
            for (int c = 0; c < k; c++) {
                int word = words.get(WORD, at + (long) (c / STEP_COLUMNS) * STEP_BYTES);
                int index = (word >> (c % STEP_COLUMNS / 3 * 5)) & 31;
                trits[(r - from) * k + c] = (byte) (switch (c % 3) {
                    case 0 -> index / 9;
                    case 1 -> index / 3 % 3;
                    default -> index % 3;
                } - 1);
            }
        }
    }

    long byteSize() {
        return words.byteSize();
    }

    @Override
    public void close() {
        arena.close();
    }
}
