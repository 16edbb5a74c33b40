package org.bitnetj.kernels.internal.vector;

import org.bitnetj.kernels.internal.OrderedCodes;
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
    private static final short[] LOOKUP = lookup(TABLE_COLUMNS, INDEX_BITS);

    PairTiles(TritSource source, ThreadTeam team) {
        super(source, team, "pairs", TABLE_COLUMNS, INDEX_BITS, TABLES);
    }

    @Override
    void words(byte[] codes, int from, int rowBytes, int shift, int rows, short[] words) {
        int row = from;
        for (int r = 0; r < rows; r++, row += rowBytes) {
            int step = (int) OrderedCodes.INT.get(codes, row) >>> shift;
            words[r] = (short) (LOOKUP[step & 0xFF] | LOOKUP[step >>> 8 & 0xFF] << (2 * INDEX_BITS));
        }
    }
}
