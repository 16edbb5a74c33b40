package org.bitnetj.kernels.internal;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

import org.bitnetj.kernels.PackedMatrix;
import org.bitnetj.kernels.Shape;
import org.bitnetj.kernels.TernaryMatrix;
import org.bitnetj.kernels.pack.I2sCodec;
import org.bitnetj.kernels.pack.I2sLayout;
import org.bitnetj.kernels.pack.Layout;
import org.bitnetj.kernels.pack.Packing;

/**
 * Two-bit codes in blocks of 128, drawn in {@link I2sCodec}, with each row padded to whole pairs of blocks by zero trits: 64 bytes, which
 * every vector width divides. Off-heap, aligned to 64 bytes, owned by one arena that {@link #close()} releases.
 */
public final class CodeMatrix implements AutoCloseable {
    /** A row takes a multiple of this many bytes. */
    public static final int ROW_BYTES_MULTIPLE = 64;

    /** Four zero trits. */
    private static final byte ZERO_TRITS = 0x55;

    private final Shape shape;
    private final int rowBytes;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment bytes;
    private boolean closed;

    private CodeMatrix(Shape shape) {
        this.shape = shape;
        int rowWeights = 4 * ROW_BYTES_MULTIPLE;
        this.rowBytes = (int) (((long) shape.k() + rowWeights - 1) / rowWeights * ROW_BYTES_MULTIPLE);
        this.bytes = arena.allocate((long) shape.m() * rowBytes, ROW_BYTES_MULTIPLE);
    }

    /**
     * {@return a copy of a packed matrix}
     *
     * @param packed the matrix
     * @throws IllegalArgumentException if it holds a code that its format does not have
     */
    public static CodeMatrix of(PackedMatrix packed) {
        return switch (packed.layout()) {
            case I2sLayout.BLOCK_128 -> ofBlocks(packed);
            case Layout other -> of(Packing.unpack(packed));
        };
    }

    private static CodeMatrix ofBlocks(PackedMatrix packed) {
        I2sCodec.requireCodes(packed);
        CodeMatrix codes = new CodeMatrix(packed.shape());
        long packedRow = packed.shape().k() / 4;
        for (int r = 0; r < packed.shape().m(); r++) {
            codes.putRow(r, packed.bytes().asSlice(r * packedRow, packedRow));
        }
        return codes;
    }

    /**
     * {@return a copy of plain trits}
     *
     * @param matrix the matrix
     */
    public static CodeMatrix of(TernaryMatrix matrix) {
        CodeMatrix codes = new CodeMatrix(matrix.shape());
        int blocks = (matrix.shape().k() + I2sLayout.BLOCK_WEIGHTS - 1) / I2sLayout.BLOCK_WEIGHTS;
        byte[] trits = new byte[blocks * I2sLayout.BLOCK_WEIGHTS];
        byte[] row = new byte[blocks * I2sLayout.BLOCK_BYTES];
        for (int r = 0; r < matrix.shape().m(); r++) {
            matrix.copyRow(r, trits, 0);
            I2sCodec.packRow(trits, row, 0);
            codes.putRow(r, MemorySegment.ofArray(row));
        }
        return codes;
    }

    private void putRow(int row, MemorySegment blocks) {
        MemorySegment target = bytes.asSlice((long) row * rowBytes, rowBytes);
        target.copyFrom(blocks);
        target.asSlice(blocks.byteSize()).fill(ZERO_TRITS);
    }

    /**
     * {@return rows and columns}
     */
    public Shape shape() {
        return shape;
    }

    /**
     * {@return the bytes of one row, a multiple of {@link #ROW_BYTES_MULTIPLE}}
     */
    public int rowBytes() {
        return rowBytes;
    }

    /**
     * {@return the codes, row after row; access fails once this is closed}
     */
    public MemorySegment bytes() {
        return bytes;
    }

    /**
     * {@return the memory held, in bytes}
     */
    public long byteSize() {
        return bytes.byteSize();
    }

    /**
     * Releases the memory; a second call does nothing.
     *
     * @throws IllegalStateException if another thread is reading it right now
     */
    @Override
    public synchronized void close() {
        if (!closed) {
            arena.close();
            closed = true;
        }
    }
}
