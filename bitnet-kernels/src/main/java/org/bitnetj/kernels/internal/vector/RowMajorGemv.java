package org.bitnetj.kernels.internal.vector;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Row after row, codes times activations in 16-bit lanes: shift, mask, multiply, add. Streams the codes in order.
 *
 * <p>A code is {@code trit + 1}, so the sum over codes exceeds the sum over trits by the sum of the activations, which is taken off at the
 * end. It may wrap in 16 bits nowhere: a product is within 2 * 128, a lane adds {@link FieldActivations#FIELDS} of them a load.
 */
final class RowMajorGemv {
    /** Loads after which a 16-bit lane could overflow: {@code 15 * 8 * 256 = 30720}. */
    private static final int LOADS_A_CHUNK = 15;

    /** The mask of a code. Not final: C2 would fold a constant and broadcast it again at every use. */
    private static short codeMask = 3;

    private RowMajorGemv() {}

    /**
     * {@code W (m,k) @ x (k,) -> sums (m,)}.
     *
     * @param w codes in blocks of 128
     * @param rowBytes bytes of a row, a multiple of 64
     * @param x activations of k columns, padded as the rows are
     * @param sums receives a sum a row
     * @param sumsAt where in {@code sums} row 0 goes
     * @param rowFrom first row
     * @param rowTo row after the last
     */
    static void gemv(MemorySegment w, int rowBytes, FieldActivations x, int[] sums, int sumsAt, int rowFrom, int rowTo) {
        int loadBytes = Widths.SHORTS.vectorByteSize();
        int chunkBytes = LOADS_A_CHUNK * loadBytes;
        for (int r = rowFrom; r < rowTo; r++) {
            int sum = -x.sum();
            for (int from = 0; from < rowBytes; from += chunkBytes) {
                int loads = Math.min(chunkBytes, rowBytes - from) / loadBytes;
                sum += chunk(w, (long) r * rowBytes + from, loads, x.fields(), from * 4);
            }
            sums[sumsAt + r] = sum;
        }
    }

    /** The sum of codes times activations over at most {@link #LOADS_A_CHUNK} loads. */
    private static int chunk(MemorySegment w, long at, int loads, short[] x, int xAt) {
        int lanes = Widths.SHORTS.length();
        ShortVector mask = ShortVector.broadcast(Widths.SHORTS, codeMask);
        ShortVector even = ShortVector.zero(Widths.SHORTS);
        ShortVector odd = ShortVector.zero(Widths.SHORTS);
        for (int i = 0; i < loads; i++) {
            IntVector codes = IntVector.fromMemorySegment(Widths.INTS, w, at + (long) i * 2 * lanes, ByteOrder.LITTLE_ENDIAN);
            int f = xAt + i * FieldActivations.FIELDS * lanes;
            // Shifted as ints, since only those shifts take an immediate; the mask drops what comes over from the upper half.
            even = even.add(field(codes, 0).and(mask).mul(ShortVector.fromArray(Widths.SHORTS, x, f)));
            odd = odd.add(field(codes, 2).and(mask).mul(ShortVector.fromArray(Widths.SHORTS, x, f + lanes)));
            even = even.add(field(codes, 4).and(mask).mul(ShortVector.fromArray(Widths.SHORTS, x, f + 2 * lanes)));
            odd = odd.add(field(codes, 6).and(mask).mul(ShortVector.fromArray(Widths.SHORTS, x, f + 3 * lanes)));
            even = even.add(field(codes, 8).and(mask).mul(ShortVector.fromArray(Widths.SHORTS, x, f + 4 * lanes)));
            odd = odd.add(field(codes, 10).and(mask).mul(ShortVector.fromArray(Widths.SHORTS, x, f + 5 * lanes)));
            even = even.add(field(codes, 12).and(mask).mul(ShortVector.fromArray(Widths.SHORTS, x, f + 6 * lanes)));
            odd = odd.add(field(codes, 14).and(mask).mul(ShortVector.fromArray(Widths.SHORTS, x, f + 7 * lanes)));
        }
        // Not in a method of its own: it may not be inlined once it has been compiled by itself, and the vectors would be boxed for it.
        IntVector evens = even.reinterpretAsInts();
        IntVector odds = odd.reinterpretAsInts();
        IntVector low = evens.lanewise(VectorOperators.LSHL, 16)
                .lanewise(VectorOperators.ASHR, 16)
                .add(odds.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16));
        IntVector high = evens.lanewise(VectorOperators.ASHR, 16).add(odds.lanewise(VectorOperators.ASHR, 16));
        return low.add(high).reduceLanes(VectorOperators.ADD);
    }

    private static ShortVector field(IntVector codes, int shift) {
        return codes.lanewise(VectorOperators.LSHR, shift).reinterpretAsShorts();
    }
}
