package org.bitnetj.kernels.internal.vector;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

import org.bitnetj.kernels.internal.ThreadTeam;
import org.bitnetj.kernels.internal.TritSource;

/**
 * Words of {@link PairGemv}: eight weights of a row in 16 bits (2 bits a weight), numbered as TL1 does.
 *
 * <pre>
 *   bit    15 .. 12   11 .. 8   7 .. 4   3 .. 0
 *         +----------+---------+--------+--------+
 *   word  | fourth   | third   | second | first  |   pair of columns 8 s + 0..1, 2..3, 4..5, 6..7; index = 3 d0 + d1, d = trit + 1
 *         +----------+---------+--------+--------+
 * </pre>
 */
final class PairTiles extends WordTiles {
    static final int TABLE_COLUMNS = 2;
    static final int TABLES = 4;

    private static final int INDEX_BITS = 4;
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    PairTiles(TritSource source, ThreadTeam team) {
        super(source, team, TABLE_COLUMNS, INDEX_BITS, TABLES);
    }

    @Override
    int word(byte[] trits, int at) {
        long eight = (long) LONG.get(trits, at);
        // Add 1 to each byte without a carry into the next; then every other byte is an index.
        long digits = ((eight & 0x7F7F7F7F7F7F7F7FL) + 0x0101010101010101L) ^ (eight & 0x8080808080808080L);
        long indices = (3 * digits + (digits >>> 8)) & 0x000F000F000F000FL;
        // Index i is at bit 16 i; the product has it at bit 48 + 4 i. Nothing else reaches that far, and no two terms overlap.
        return (int) ((indices * 0x0001_0010_0100_1000L) >>> 48);
    }
}
