package org.bitnetj.kernels.internal;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

import org.bitnetj.kernels.PackedMatrix;
import org.bitnetj.kernels.Shape;
import org.bitnetj.kernels.TernaryMatrix;
import org.bitnetj.kernels.pack.I2sCodec;
import org.bitnetj.kernels.pack.I2sLayout;
import org.bitnetj.kernels.pack.Packing;

/** Rows of trits, from wherever they are held; a kernel's layout is made from one. Any number of threads may read at once. */
public interface TritSource {
    /**
     * {@return rows and columns}
     */
    Shape shape();

    /**
     * Copies whole rows.
     *
     * @param from first row
     * @param to row after the last
     * @param trits receives {@code (to - from) * k} trits
     */
    void copyRows(int from, int to, byte[] trits);

    /**
     * {@return the trits of a matrix}
     *
     * @param matrix the matrix
     */
    static TritSource of(TernaryMatrix matrix) {
        return new TritSource() {
            @Override
            public Shape shape() {
                return matrix.shape();
            }

            @Override
            public void copyRows(int from, int to, byte[] trits) {
                for (int r = from; r < to; r++) {
                    matrix.copyRow(r, trits, (r - from) * matrix.shape().k());
                }
            }
        };
    }

    /**
     * {@return the trits of a packed matrix, whose codes have been checked}
     *
     * @param packed the matrix
     * @throws IllegalArgumentException if it holds a code that its format does not have
     */
    static TritSource of(PackedMatrix packed) {
        if (packed.layout() != I2sLayout.BLOCK_128) {
            return of(Packing.unpack(packed));
        }
        I2sCodec.requireCodes(packed);
        return new TritSource() {
            @Override
            public Shape shape() {
                return packed.shape();
            }

            @Override
            public void copyRows(int from, int to, byte[] trits) {
                int k = packed.shape().k();
                byte[] codes = new byte[k / 4];
                for (int r = from; r < to; r++) {
                    MemorySegment.copy(packed.bytes(), ValueLayout.JAVA_BYTE, (long) r * codes.length, codes, 0, codes.length);
                    I2sCodec.unpackRow(codes, trits, (r - from) * k);
                }
            }
        };
    }
}
