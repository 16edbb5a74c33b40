package org.bitnetj.kernels.model;

import org.bitnetj.kernels.Shape;
import org.bitnetj.kernels.internal.TritSource;

/**
 * The rows of attn_q or attn_k of a model whose neighbouring dimensions turn together, in the order in which dimension j turns with j + pairs. Scores
 * do not change when queries and keys are ordered the same way, and there is one rotary embedding in place of two.
 *
 * @param rows the matrix as stored
 * @param headSize rows of a head
 * @param pairs half the dimensions of a head that turn; the others keep their places
 */
record HalvedHeads(TritSource rows, int headSize, int pairs) implements TritSource {
    @Override
    public Shape shape() {
        return rows.shape();
    }

    @Override
    public void copyRows(int from, int to, byte[] trits) {
        int k = shape().k();
        byte[] row = new byte[k];
        for (int r = from; r < to; r++) {
            int source = stored(r);
            rows.copyRows(source, source + 1, row);
            System.arraycopy(row, 0, trits, (r - from) * k, k);
        }
    }

    @Override
    public void copyCodes(int from, int to, long[] codes, int at) {
        int longs = TritSource.codeLongs(shape().k());
        for (int r = from; r < to; r++) {
            int source = stored(r);
            rows.copyCodes(source, source + 1, codes, at + (r - from) * longs);
        }
    }

    /** Where the file has what belongs in row r. */
    int stored(int r) {
        int j = r % headSize;
        if (j >= 2 * pairs) {
            return r;
        }
        return r - j + (j < pairs ? 2 * j : 2 * (j - pairs) + 1);
    }
}
