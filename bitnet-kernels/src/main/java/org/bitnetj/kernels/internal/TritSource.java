package org.bitnetj.kernels.internal;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Optional;

import org.bitnetj.kernels.PackedMatrix;
import org.bitnetj.kernels.Shape;
import org.bitnetj.kernels.TernaryMatrix;
import org.bitnetj.kernels.pack.I2sCodec;
import org.bitnetj.kernels.pack.I2sLayout;
import org.bitnetj.kernels.pack.Packing;

/** Rows of trits, from wherever they are held; a kernel's layout is made from one. Any number of threads may read at once. */
public interface TritSource {
    /** Columns of a block of codes. */
    int BLOCK_COLUMNS = 4 * I2sLayout.BLOCK_BYTES;

    /** Longs of a block of codes. */
    int BLOCK_LONGS = I2sLayout.BLOCK_BYTES / Long.BYTES;

    /**
     * Longs of the rows that are brought into order at a time: 16 KiB, as all rows of a tile fall out of a cache, and half a
     * gigabyte of garbage a model touches memory that the system has to clear.
     */
    int ORDERED_LONGS = 2048;

    /** How codes stand in a segment. */
    ValueLayout.OfLong CODE_ORDER = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

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
     * {@return the longs of a row of {@link #copyCodes}}
     *
     * @param k its columns
     */
    static int codeLongs(int k) {
        return (k + BLOCK_COLUMNS - 1) / BLOCK_COLUMNS * BLOCK_LONGS;
    }

    /**
     * Copies the codes, trit + 1, of whole rows, two bits each, in the order of {@link I2sLayout#BLOCK_128}: a quarter of the bytes of the trits, and
     * what most files hold already. A row is {@link #codeLongs} little-endian longs; columns that are missing to a whole block are zero weights.
     *
     * @param from first row
     * @param to row after the last
     * @param codes receives the rows
     * @param at where they begin
     */
    default void copyCodes(int from, int to, long[] codes, int at) {
        int k = shape().k();
        int longs = codeLongs(k);
        byte[] trits = new byte[(to - from) * k];
        copyRows(from, to, trits);
        byte[] row = new byte[longs / BLOCK_LONGS * BLOCK_COLUMNS];
        byte[] packed = new byte[longs * Long.BYTES];
        for (int r = 0; r < to - from; r++) {
            System.arraycopy(trits, r * k, row, 0, k);
            I2sCodec.packRow(row, packed, 0);
            MemorySegment.copy(MemorySegment.ofArray(packed), CODE_ORDER, 0, codes, at + r * longs, longs);
        }
    }

    /**
     * Copies the codes of whole rows in the order of their columns, as {@link OrderedCodes} describes them.
     *
     * @param from first row
     * @param to row after the last
     * @param codes receives the rows, {@link OrderedCodes#rowBytes} each
     * @param at where they begin
     */
    default void copyOrdered(int from, int to, byte[] codes, int at) {
        int k = shape().k();
        int few = Math.clamp(ORDERED_LONGS / codeLongs(k), 1, Math.max(1, to - from));
        long[] blocks = new long[Math.multiplyExact(few, codeLongs(k))];
        for (int r = from; r < to; r += few) {
            int count = Math.min(few, to - r);
            copyCodes(r, r + count, blocks, 0);
            OrderedCodes.fromBlocks(blocks, count, k, codes, at + (r - from) * OrderedCodes.rowBytes(k));
        }
    }

    /**
     * {@return the bytes of a kernel's layout of these trits, if they have been laid out before; valid as long as the matrix is needed}
     *
     * @param name the layout
     * @param bytes what it takes; of another size there is none
     */
    default Optional<MemorySegment> laidOut(String name, long bytes) {
        return Optional.empty();
    }

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

            @Override
            public void copyCodes(int from, int to, long[] codes, int at) {
                int longs = codeLongs(packed.shape().k());
                MemorySegment.copy(packed.bytes(), CODE_ORDER, (long) from * longs * Long.BYTES, codes, at, (to - from) * longs);
            }
        };
    }
}
