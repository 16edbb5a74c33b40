package org.bitnetj.kernels.internal.vector;

import org.bitnetj.kernels.internal.OrderedCodes;
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
    private static final short[] LOOKUP = lookup(TABLE_COLUMNS, INDEX_BITS);

    TripleTiles(TritSource source, ThreadTeam team) {
        super(source, team, "triples", TABLE_COLUMNS, INDEX_BITS, TABLES);
    }

    @Override
    void words(byte[] codes, int from, int rowBytes, int shift, int rows, short[] words) {
        int row = from;
        for (int r = 0; r < rows; r++, row += rowBytes) {
            int step = (int) OrderedCodes.INT.get(codes, row) >>> shift;
            words[r] = (short) (LOOKUP[step & 0xFFF] | LOOKUP[step >>> 12 & 0x3F] << (2 * INDEX_BITS));
        }
    }
}
