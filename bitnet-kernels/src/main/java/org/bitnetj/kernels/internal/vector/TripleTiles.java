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
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    TripleTiles(TritSource source, ThreadTeam team) {
        super(source, team, TABLE_COLUMNS, INDEX_BITS, TABLES);
    }

    @Override
    int word(byte[] trits, int at) {
        return triple((int) INT.get(trits, at)) | triple((int) INT.get(trits, at + 3)) << INDEX_BITS
                | triple((int) INT.get(trits, at + 6)) << (2 * INDEX_BITS);
    }

    /** The index of the trits in the low three bytes. */
    private static int triple(int trits) {
        // Add 1 to each byte without a carry into the next; the sum of the digits, each times its place, is the third byte of the product.
        int digits = (((trits & 0x7F7F7F) + 0x010101) ^ (trits & 0x808080)) & 0x030303;
        return (digits * 0x090301) >>> 16 & 31;
    }
}
