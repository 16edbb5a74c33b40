package org.bitnetj.kernels.internal.vector;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

import org.bitnetj.kernels.internal.ThreadTeam;
import org.bitnetj.kernels.internal.TritSource;

/**
 * Words of {@link TripleGemv}: nine weights of a row in 16 bits (1.78 bits a weight).
 *
 * <pre>
 *   bit    15  14 .. 10   9 .. 5   4 .. 0
 *         +---+----------+--------+--------+
 *   word  | 0 | third    | second | first  |   triple of columns 9 s + 0..2, 3..5, 6..8; index = 9 d0 + 3 d1 + d2, d = trit + 1
 *         +---+----------+--------+--------+
 * </pre>
 */
final class TripleTiles extends WordTiles {
    static final int TABLE_COLUMNS = 3;
    static final int TABLES = 3;

    private static final int INDEX_BITS = 5;
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    TripleTiles(TritSource source, ThreadTeam team) {
        super(source, team, TABLE_COLUMNS, INDEX_BITS, TABLES);
    }

    @Override
    int word(byte[] trits, int at) {
        long eight = (long) LONG.get(trits, at);
        // Add 1 to each byte without a carry into the next.
        long digits = ((eight & 0x7F7F7F7F7F7F7F7FL) + 0x0101010101010101L) ^ (eight & 0x8080808080808080L);
        int last = (int) (digits >>> 48) | (trits[at + 8] + 1) << 16;
        return index((int) digits & 0xFFFFFF) | index((int) (digits >>> 24) & 0xFFFFFF) << INDEX_BITS | index(last) << (2 * INDEX_BITS);
    }

    /** The sum of three digits, each times its place: the third byte of a product. */
    private static int index(int digits) {
        return (digits * 0x090301) >>> 16 & 31;
    }
}
