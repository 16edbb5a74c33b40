package org.bitnetj.kernels.internal.vector;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Four rows at a time times a token, for {@link RowProducts}: the rows are far apart, so that memory is read in four streams, each with prefetchers of its
 * own, and each vector of the token is loaded once for all. Only whole vectors; a row's sum does not depend on the rows beside it.
 *
 * <p>Written out for each type, and sums leave by way of the heap: a method that is handed vectors is not always inlined, and each of them is then an
 * object.
 */
final class RowStreams {
    /** Rows that are read at a time. From two streams some processors get less of what memory gives from four. */
    static final int STREAMS = 4;

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

    /**
     * The products of the first {@code count * 2 * LANES} halves of four rows, each as a vector whose lanes are to be added up.
     *
     * @param lanes receives the vectors, one row's after the other's
     */
    static void half(MemorySegment a, MemorySegment b, MemorySegment c, MemorySegment d, int count, float[] x, int xAt, float[] lanes) {
        IntVector mask = IntVector.broadcast(INTS, halfMask);
        FloatVector a0 = FloatVector.zero(S);
        FloatVector a1 = a0;
        FloatVector b0 = a0;
        FloatVector b1 = a0;
        FloatVector c0 = a0;
        FloatVector c1 = a0;
        FloatVector d0 = a0;
        FloatVector d1 = a0;
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
            u = IntVector.fromMemorySegment(INTS, c, at, ORDER);
            c0 = u.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 3).and(mask).reinterpretAsFloats().fma(x0, c0);
            c1 = u.lanewise(VectorOperators.ASHR, 3).and(mask).reinterpretAsFloats().fma(x1, c1);
            u = IntVector.fromMemorySegment(INTS, d, at, ORDER);
            d0 = u.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 3).and(mask).reinterpretAsFloats().fma(x0, d0);
            d1 = u.lanewise(VectorOperators.ASHR, 3).and(mask).reinterpretAsFloats().fma(x1, d1);
        }
        a0.add(a1).intoArray(lanes, 0);
        b0.add(b1).intoArray(lanes, LANES);
        c0.add(c1).intoArray(lanes, 2 * LANES);
        d0.add(d1).intoArray(lanes, 3 * LANES);
    }

    /** The same of brain floats. */
    static void brain(MemorySegment a, MemorySegment b, MemorySegment c, MemorySegment d, int count, float[] x, int xAt, float[] lanes) {
        IntVector mask = IntVector.broadcast(INTS, highHalf);
        FloatVector a0 = FloatVector.zero(S);
        FloatVector a1 = a0;
        FloatVector b0 = a0;
        FloatVector b1 = a0;
        FloatVector c0 = a0;
        FloatVector c1 = a0;
        FloatVector d0 = a0;
        FloatVector d1 = a0;
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
            u = IntVector.fromMemorySegment(INTS, c, at, ORDER);
            c0 = u.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats().fma(x0, c0);
            c1 = u.and(mask).reinterpretAsFloats().fma(x1, c1);
            u = IntVector.fromMemorySegment(INTS, d, at, ORDER);
            d0 = u.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats().fma(x0, d0);
            d1 = u.and(mask).reinterpretAsFloats().fma(x1, d1);
        }
        a0.add(a1).intoArray(lanes, 0);
        b0.add(b1).intoArray(lanes, LANES);
        c0.add(c1).intoArray(lanes, 2 * LANES);
        d0.add(d1).intoArray(lanes, 3 * LANES);
    }

    /** The same of the first {@code count * 4 * LANES} bytes of four rows. */
    static void int8(MemorySegment a, MemorySegment b, MemorySegment c, MemorySegment d, int count, float[] x, int xAt, float[] lanes) {
        IntVector mask = IntVector.broadcast(INTS, highByte);
        FloatVector a0 = FloatVector.zero(S);
        FloatVector a1 = a0;
        FloatVector b0 = a0;
        FloatVector b1 = a0;
        FloatVector c0 = a0;
        FloatVector c1 = a0;
        FloatVector d0 = a0;
        FloatVector d1 = a0;
        for (int i = 0; i < count; i++) {
            long at = (long) i * BYTES;
            int f = xAt + i * 4 * LANES;
            IntVector u = IntVector.fromMemorySegment(INTS, a, at, ORDER);
            IntVector v = IntVector.fromMemorySegment(INTS, b, at, ORDER);
            IntVector w = IntVector.fromMemorySegment(INTS, c, at, ORDER);
            IntVector z = IntVector.fromMemorySegment(INTS, d, at, ORDER);
            FloatVector y = FloatVector.fromArray(S, x, f);
            a0 = ((FloatVector) u.lanewise(VectorOperators.LSHL, 24).convert(VectorOperators.I2F, 0)).fma(y, a0);
            b0 = ((FloatVector) v.lanewise(VectorOperators.LSHL, 24).convert(VectorOperators.I2F, 0)).fma(y, b0);
            c0 = ((FloatVector) w.lanewise(VectorOperators.LSHL, 24).convert(VectorOperators.I2F, 0)).fma(y, c0);
            d0 = ((FloatVector) z.lanewise(VectorOperators.LSHL, 24).convert(VectorOperators.I2F, 0)).fma(y, d0);
            y = FloatVector.fromArray(S, x, f + LANES);
            a1 = ((FloatVector) u.lanewise(VectorOperators.LSHL, 16).and(mask).convert(VectorOperators.I2F, 0)).fma(y, a1);
            b1 = ((FloatVector) v.lanewise(VectorOperators.LSHL, 16).and(mask).convert(VectorOperators.I2F, 0)).fma(y, b1);
            c1 = ((FloatVector) w.lanewise(VectorOperators.LSHL, 16).and(mask).convert(VectorOperators.I2F, 0)).fma(y, c1);
            d1 = ((FloatVector) z.lanewise(VectorOperators.LSHL, 16).and(mask).convert(VectorOperators.I2F, 0)).fma(y, d1);
            y = FloatVector.fromArray(S, x, f + 2 * LANES);
            a0 = ((FloatVector) u.lanewise(VectorOperators.LSHL, 8).and(mask).convert(VectorOperators.I2F, 0)).fma(y, a0);
            b0 = ((FloatVector) v.lanewise(VectorOperators.LSHL, 8).and(mask).convert(VectorOperators.I2F, 0)).fma(y, b0);
            c0 = ((FloatVector) w.lanewise(VectorOperators.LSHL, 8).and(mask).convert(VectorOperators.I2F, 0)).fma(y, c0);
            d0 = ((FloatVector) z.lanewise(VectorOperators.LSHL, 8).and(mask).convert(VectorOperators.I2F, 0)).fma(y, d0);
            y = FloatVector.fromArray(S, x, f + 3 * LANES);
            a1 = ((FloatVector) u.and(mask).convert(VectorOperators.I2F, 0)).fma(y, a1);
            b1 = ((FloatVector) v.and(mask).convert(VectorOperators.I2F, 0)).fma(y, b1);
            c1 = ((FloatVector) w.and(mask).convert(VectorOperators.I2F, 0)).fma(y, c1);
            d1 = ((FloatVector) z.and(mask).convert(VectorOperators.I2F, 0)).fma(y, d1);
        }
        a0.add(a1).intoArray(lanes, 0);
        b0.add(b1).intoArray(lanes, LANES);
        c0.add(c1).intoArray(lanes, 2 * LANES);
        d0.add(d1).intoArray(lanes, 3 * LANES);
    }
}
