package org.bitnetj.kernels.model;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

import org.bitnetj.kernels.internal.ThreadTeam;

/** CRC-32C of memory, a sum for each piece of {@value #PIECE_MIB} MiB, so that all threads have a share. */
final class Checksums {
    private static final int PIECE_MIB = 4;
    private static final long PIECE = (long) PIECE_MIB << 20;

    private Checksums() {}

    /**
     * {@return the sums, of one segment after the other; the last piece of a segment may be short, and one of no bytes has none}
     *
     * @param memory what to sum up
     * @param team the threads
     */
    static int[] of(List<MemorySegment> memory, ThreadTeam team) {
        List<MemorySegment> pieces = new ArrayList<>();
        for (MemorySegment segment : memory) {
            for (long at = 0; at < segment.byteSize(); at += PIECE) {
                pieces.add(segment.asSlice(at, Math.min(PIECE, segment.byteSize() - at)));
            }
        }
        int[] sums = new int[pieces.size()];
        team.run((i, member) -> {
            CRC32C crc = new CRC32C();
            MemorySegment piece = pieces.get(i);
            if (piece.isNative()) {
                crc.update(piece.asByteBuffer());
            } else {
                // No buffer shows an array of longs as bytes.
                crc.update(piece.toArray(ValueLayout.JAVA_BYTE));
            }
            sums[i] = (int) crc.getValue();
        }, sums.length);
        return sums;
    }
}
