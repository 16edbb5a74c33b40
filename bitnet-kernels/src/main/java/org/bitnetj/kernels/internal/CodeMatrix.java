package org.bitnetj.kernels.internal;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

import org.bitnetj.kernels.Shape;
import org.bitnetj.kernels.pack.I2sCodec;

/**
 * Two-bit codes in blocks of 128, drawn in {@link I2sCodec}, with each row padded to whole pairs of blocks by zero trits: 64 bytes, which
 * every vector width divides. Off-heap, aligned to 64 bytes, owned by one arena that {@link #close()} releases.
 */
public final class CodeMatrix implements TritSource, AutoCloseable {
    /** A row takes a multiple of this many bytes. */
    public static final int ROW_BYTES_MULTIPLE = 64;

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
     * {@return a copy of trits}
     *
     * @param source the trits
     */
    public static CodeMatrix of(TritSource source) {
        CodeMatrix codes = new CodeMatrix(source.shape());
        byte[] row = new byte[codes.rowBytes];
        byte[] trits = new byte[4 * row.length];
        for (int r = 0; r < source.shape().m(); r++) {
            source.copyRows(r, r + 1, trits);
            I2sCodec.packRow(trits, row, 0);
            MemorySegment.copy(row, 0, codes.bytes, ValueLayout.JAVA_BYTE, (long) r * codes.rowBytes, row.length);
        }
        return codes;
    }

    @Override
    public Shape shape() {
        return shape;
    }

    @Override
    public void copyRows(int from, int to, byte[] trits) {
        byte[] row = new byte[rowBytes];
        byte[] padded = new byte[4 * rowBytes];
        for (int r = from; r < to; r++) {
            MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, (long) r * rowBytes, row, 0, rowBytes);
            I2sCodec.unpackRow(row, padded, 0);
            System.arraycopy(padded, 0, trits, (r - from) * shape.k(), shape.k());
        }
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
