package org.bitnetj.kernels.internal.vector;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Two rows at a time times a token, for {@link RowProducts}: the rows are far apart, so that memory is read in two streams, each with prefetchers of its
 * own, and each vector of the token is loaded once for both. Only whole vectors; a row's sum does not depend on the row beside it.
 *
 * <p>Two, since C2 takes much longer over a loop of four rows, which is hardly faster then. Written out for each type: a method that is handed vectors is
 * not always inlined, and each of them is then an object.
 */
final class RowStreams {
    /** Rows that are read at a time. */
    static final int STREAMS = 2;

    private static final VectorSpecies<Float> S = Widths.FLOATS;
    private static final VectorSpecies<Integer> INTS = Widths.INTS;
    private static final int LANES = S.length();
    private static final int BYTES = S.vectorByteSize();
    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

    /** Not final: C2 would fold constants and broadcast them again at every use. */
    private static int halfMask = RowSums.HALF_MASK;
    private static int highHalf = 0xFFFF0000;
    private static int highByte = 0xFF000000;

    /**
     * 1, but C2 does not know: a loop of known steps with so short a body it unrolls eight times, brings all loads to the front, and spills
     * what it has no registers for, which costs more than the whole loop.
     */
    private static int oneStep = 1;

    private RowStreams() {}

    /** Sets the first two sums to those of the first {@code count * 2 * LANES} halves of two rows. */
    static void half(MemorySegment a, MemorySegment b, int count, float[] x, int xAt, float[] sums) {
        IntVector mask = IntVector.broadcast(INTS, halfMask);
        FloatVector a0 = FloatVector.zero(S);
        FloatVector a1 = a0;
        FloatVector b0 = a0;
        FloatVector b1 = a0;
        int step = oneStep;
        for (int i = 0; i < count; i += step) {
            long at = (long) i * BYTES;
            FloatVector x0 = FloatVector.fromArray(S, x, xAt + i * 2 * LANES);
            FloatVector x1 = FloatVector.fromArray(S, x, xAt + i * 2 * LANES + LANES);
            IntVector u = IntVector.fromMemorySegment(INTS, a, at, ORDER);
            a0 = u.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 3).and(mask).reinterpretAsFloats().fma(x0, a0);
            a1 = u.lanewise(VectorOperators.ASHR, 3).and(mask).reinterpretAsFloats().fma(x1, a1);
            u = IntVector.fromMemorySegment(INTS, b, at, ORDER);
            b0 = u.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 3).and(mask).reinterpretAsFloats().fma(x0, b0);
            b1 = u.lanewise(VectorOperators.ASHR, 3).and(mask).reinterpretAsFloats().fma(x1, b1);
        }
        sums[0] = LaneSum.of(a0.add(a1));
        sums[1] = LaneSum.of(b0.add(b1));
    }

    /** The same of brain floats. */
    static void brain(MemorySegment a, MemorySegment b, int count, float[] x, int xAt, float[] sums) {
        IntVector mask = IntVector.broadcast(INTS, highHalf);
        FloatVector a0 = FloatVector.zero(S);
        FloatVector a1 = a0;
        FloatVector b0 = a0;
        FloatVector b1 = a0;
        int step = oneStep;
        for (int i = 0; i < count; i += step) {
            long at = (long) i * BYTES;
            FloatVector x0 = FloatVector.fromArray(S, x, xAt + i * 2 * LANES);
            FloatVector x1 = FloatVector.fromArray(S, x, xAt + i * 2 * LANES + LANES);
            IntVector u = IntVector.fromMemorySegment(INTS, a, at, ORDER);
            a0 = u.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats().fma(x0, a0);
            a1 = u.and(mask).reinterpretAsFloats().fma(x1, a1);
            u = IntVector.fromMemorySegment(INTS, b, at, ORDER);
            b0 = u.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats().fma(x0, b0);
            b1 = u.and(mask).reinterpretAsFloats().fma(x1, b1);
        }
        sums[0] = LaneSum.of(a0.add(a1));
        sums[1] = LaneSum.of(b0.add(b1));
    }

    /** Sets the first two sums to those of the first {@code count * 4 * LANES} bytes of two rows. */
    static void int8(MemorySegment a, MemorySegment b, int count, float[] x, int xAt, float[] sums) {
        IntVector mask = IntVector.broadcast(INTS, highByte);
        FloatVector a0 = FloatVector.zero(S);
        FloatVector a1 = a0;
        FloatVector b0 = a0;
        FloatVector b1 = a0;
        for (int i = 0; i < count; i++) {
            long at = (long) i * BYTES;
            int f = xAt + i * 4 * LANES;
            IntVector u = IntVector.fromMemorySegment(INTS, a, at, ORDER);
            IntVector v = IntVector.fromMemorySegment(INTS, b, at, ORDER);
            FloatVector y = FloatVector.fromArray(S, x, f);
            a0 = ((FloatVector) u.lanewise(VectorOperators.LSHL, 24).convert(VectorOperators.I2F, 0)).fma(y, a0);
            b0 = ((FloatVector) v.lanewise(VectorOperators.LSHL, 24).convert(VectorOperators.I2F, 0)).fma(y, b0);
            y = FloatVector.fromArray(S, x, f + LANES);
            a1 = ((FloatVector) u.lanewise(VectorOperators.LSHL, 16).and(mask).convert(VectorOperators.I2F, 0)).fma(y, a1);
            b1 = ((FloatVector) v.lanewise(VectorOperators.LSHL, 16).and(mask).convert(VectorOperators.I2F, 0)).fma(y, b1);
            y = FloatVector.fromArray(S, x, f + 2 * LANES);
            a0 = ((FloatVector) u.lanewise(VectorOperators.LSHL, 8).and(mask).convert(VectorOperators.I2F, 0)).fma(y, a0);
            b0 = ((FloatVector) v.lanewise(VectorOperators.LSHL, 8).and(mask).convert(VectorOperators.I2F, 0)).fma(y, b0);
            y = FloatVector.fromArray(S, x, f + 3 * LANES);
            a1 = ((FloatVector) u.and(mask).convert(VectorOperators.I2F, 0)).fma(y, a1);
            b1 = ((FloatVector) v.and(mask).convert(VectorOperators.I2F, 0)).fma(y, b1);
        }
        sums[0] = LaneSum.of(a0.add(a1));
        sums[1] = LaneSum.of(b0.add(b1));
    }
}
