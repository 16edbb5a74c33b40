package org.bitnetj.kernels.model;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicInteger;

import org.bitnetj.kernels.internal.LargePages;
import org.bitnetj.kernels.internal.RowType;
import org.bitnetj.kernels.internal.ThreadTeam;

/**
 * An embedding or an output head: m rows of k numbers, in the mapped file or in memory of our own.
 *
 * @param type how a row is stored
 * @param m rows
 * @param k numbers of a row
 * @param rows the rows, one after the other
 */
record RowMatrix(RowType type, int m, int k, MemorySegment rows) {
    private static final int CHUNK = 64;

    RowMatrix {
        if (rows.byteSize() != m * type.rowBytes(k)) {
            throw new IllegalArgumentException(
                    m + " rows of " + k + " " + type + " take " + m * type.rowBytes(k) + " bytes, not " + rows.byteSize());
        }
    }

    void decode(int row, float[] target, int at) {
        type.decode(rows, row * type.rowBytes(k), k, target, at);
    }

    /** Checks all numbers, so that the kernels need not: a row that is not finite is an error, which names it. */
    void requireFinite(String name, ThreadTeam team) {
        AtomicInteger bad = new AtomicInteger(Integer.MAX_VALUE);
        team.run((part, member) -> {
            for (int r = part * CHUNK; r < Math.min(m, (part + 1) * CHUNK); r++) {
                if (!type.isFinite(rows, r * type.rowBytes(k), k)) {
                    bad.accumulateAndGet(r, Math::min);
                }
            }
        }, (m + CHUNK - 1) / CHUNK);
        if (bad.get() != Integer.MAX_VALUE) {
            throw new IllegalArgumentException("row " + bad.get() + " of tensor " + name + " holds a number that is NaN or infinite");
        }
    }

    /** The same matrix with eight bits a number, in memory of the arena. */
    RowMatrix toInt8(Arena arena, ThreadTeam team) {
        long rowBytes = RowType.INT8.rowBytes(k);
        MemorySegment target = LargePages.allocate(arena, m * rowBytes);
        team.run((part, member) -> {
            float[] row = new float[k];
            byte[] codes = new byte[k];
            for (int r = part * CHUNK; r < Math.min(m, (part + 1) * CHUNK); r++) {
                decode(r, row, 0);
                RowType.encodeInt8(row, codes, target, r * rowBytes);
            }
        }, (m + CHUNK - 1) / CHUNK);
        return new RowMatrix(RowType.INT8, m, k, target);
    }
}
