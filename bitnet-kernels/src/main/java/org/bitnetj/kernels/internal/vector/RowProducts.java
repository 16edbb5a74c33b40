package org.bitnetj.kernels.internal.vector;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

import org.bitnetj.kernels.internal.RowType;

/**
 * Rows of floats, halves or int8 times tokens, row by row out of memory.
 *
 * <p>Rows are loaded as 32-bit words, and the two halves or four bytes of a word taken apart by shifts and masks, which takes fewer instructions
 * than widening loads and the same at every width. So the values that a vector is multiplied with are not neighbours: {@link #arrange} puts a
 * token in that order once, and scales it by a power of two that makes up for what the shifts leave: a half shifted into the place of a float's
 * exponent and mantissa is 2^-112 times its value (2^96 of that in the token, the rest in the sum, so that neither leaves the range of floats),
 * and a byte in the top of a word 2^24 times.
 */
final class RowProducts {
    private static final VectorSpecies<Float> S = Widths.FLOATS;
    private static final VectorSpecies<Integer> INTS = Widths.INTS;
    private static final int LANES = S.length();
    private static final int BYTES = S.vectorByteSize();
    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ORDER);
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ORDER);

    /** Not final: C2 would fold constants and broadcast them again at every use. */
    private static int halfMask = RowSums.HALF_MASK;
    private static int highHalf = 0xFFFF0000;
    private static int highByte = 0xFF000000;

    private RowProducts() {}

    /** The elements that a 32-bit word of a row holds. */
    private static int elements(RowType type) {
        return switch (type) {
            case F32, Q8_0, Q6_K -> 1;
            case F16, BF16 -> 2;
            case INT8 -> 4;
        };
    }

    static void arrange(RowType type, float[] x, int xAt, int k, float[] arranged, int at) {
        int elements = elements(type);
        int turn = elements * LANES;
        int body = k - k % turn;
        float scale = type == RowType.F16 ? RowSums.FACTOR : type == RowType.INT8 ? 0x1p-24f : 1;
        for (int from = 0; from < body; from += turn) {
            for (int e = 0; e < elements; e++) {
                for (int lane = 0; lane < LANES; lane++) {
                    arranged[at + from + e * LANES + lane] = x[xAt + from + lane * elements + e] * scale;
                }
            }
        }
        System.arraycopy(x, xAt + body, arranged, at + body, k - body);
    }

    static void products(RowType type, MemorySegment rows, int k, int from, int to, float[] x, int tokens, float[] y, int stride,
            float[] scratch) {
        long rowBytes = type.rowBytes(k);
        for (int r = from; r < to; r++) {
            long at = r * rowBytes;
            if (type == RowType.Q8_0) {
                RowDecoder.q8(rows, at, k, scratch);
            } else if (type == RowType.Q6_K) {
                RowDecoder.q6(rows, at, k, scratch);
            }
            for (int t = 0; t < tokens; t++) {
                y[t * stride + r] = switch (type) {
                    case F16 -> half(rows, at, k, x, t * k);
                    case BF16 -> brain(rows, at, k, x, t * k);
                    case F32 -> single(rows, at, k, x, t * k);
                    case INT8 -> int8(rows, at, k, x, t * k);
                    case Q8_0, Q6_K -> dot(scratch, k, x, t * k);
                };
            }
        }
    }

    private static float half(MemorySegment rows, long at, int k, float[] x, int xAt) {
        IntVector mask = IntVector.broadcast(INTS, halfMask);
        FloatVector s0 = FloatVector.zero(S);
        FloatVector s1 = FloatVector.zero(S);
        FloatVector s2 = FloatVector.zero(S);
        FloatVector s3 = FloatVector.zero(S);
        int pairs = k / (4 * LANES);
        for (int i = 0; i < pairs; i++) {
            IntVector u = IntVector.fromMemorySegment(INTS, rows, at + (long) i * 2 * BYTES, ORDER);
            IntVector v = IntVector.fromMemorySegment(INTS, rows, at + (long) i * 2 * BYTES + BYTES, ORDER);
            int f = xAt + i * 4 * LANES;
            s0 = u.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 3).and(mask).reinterpretAsFloats()
                    .fma(FloatVector.fromArray(S, x, f), s0);
            s1 = u.lanewise(VectorOperators.ASHR, 3).and(mask).reinterpretAsFloats().fma(FloatVector.fromArray(S, x, f + LANES), s1);
            s2 = v.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 3).and(mask).reinterpretAsFloats()
                    .fma(FloatVector.fromArray(S, x, f + 2 * LANES), s2);
            s3 = v.lanewise(VectorOperators.ASHR, 3).and(mask).reinterpretAsFloats().fma(FloatVector.fromArray(S, x, f + 3 * LANES), s3);
        }
        float sum = LaneSum.of(s0.add(s1).add(s2.add(s3))) * RowSums.REST;
        int done = pairs * 4 * LANES;
        // What arrange has put in order, but no pair of vectors covers: one vector at the most.
        int arranged = k - k % (2 * LANES);
        for (int i = done; i < arranged; i++) {
            int place = i - done;
            int lane = xAt + done + place % 2 * LANES + place / 2;
            sum += RowType.half(rows, at + 2L * i) * (x[lane] / RowSums.FACTOR);
        }
        for (int i = arranged; i < k; i++) {
            sum += RowType.half(rows, at + 2L * i) * x[xAt + i];
        }
        return sum;
    }

    private static float brain(MemorySegment rows, long at, int k, float[] x, int xAt) {
        IntVector mask = IntVector.broadcast(INTS, highHalf);
        FloatVector s0 = FloatVector.zero(S);
        FloatVector s1 = FloatVector.zero(S);
        int vectors = k / (2 * LANES);
        for (int i = 0; i < vectors; i++) {
            IntVector u = IntVector.fromMemorySegment(INTS, rows, at + (long) i * BYTES, ORDER);
            int f = xAt + i * 2 * LANES;
            s0 = u.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats().fma(FloatVector.fromArray(S, x, f), s0);
            s1 = u.and(mask).reinterpretAsFloats().fma(FloatVector.fromArray(S, x, f + LANES), s1);
        }
        float sum = LaneSum.of(s0.add(s1));
        for (int i = vectors * 2 * LANES; i < k; i++) {
            sum += Float.intBitsToFloat(rows.get(SHORT, at + 2L * i) << 16) * x[xAt + i];
        }
        return sum;
    }

    private static float single(MemorySegment rows, long at, int k, float[] x, int xAt) {
        FloatVector s0 = FloatVector.zero(S);
        FloatVector s1 = FloatVector.zero(S);
        int pairs = k / (2 * LANES);
        for (int i = 0; i < pairs; i++) {
            long from = at + (long) i * 2 * BYTES;
            int f = xAt + i * 2 * LANES;
            s0 = FloatVector.fromMemorySegment(S, rows, from, ORDER).fma(FloatVector.fromArray(S, x, f), s0);
            s1 = FloatVector.fromMemorySegment(S, rows, from + BYTES, ORDER).fma(FloatVector.fromArray(S, x, f + LANES), s1);
        }
        float sum = LaneSum.of(s0.add(s1));
        for (int i = pairs * 2 * LANES; i < k; i++) {
            sum += rows.get(FLOAT, at + 4L * i) * x[xAt + i];
        }
        return sum;
    }

    private static float int8(MemorySegment rows, long at, int k, float[] x, int xAt) {
        IntVector mask = IntVector.broadcast(INTS, highByte);
        FloatVector s0 = FloatVector.zero(S);
        FloatVector s1 = FloatVector.zero(S);
        FloatVector s2 = FloatVector.zero(S);
        FloatVector s3 = FloatVector.zero(S);
        int vectors = k / (4 * LANES);
        for (int i = 0; i < vectors; i++) {
            IntVector u = IntVector.fromMemorySegment(INTS, rows, at + (long) i * BYTES, ORDER);
            int f = xAt + i * 4 * LANES;
            s0 = ((FloatVector) u.lanewise(VectorOperators.LSHL, 24).convert(VectorOperators.I2F, 0))
                    .fma(FloatVector.fromArray(S, x, f), s0);
            s1 = ((FloatVector) u.lanewise(VectorOperators.LSHL, 16).and(mask).convert(VectorOperators.I2F, 0))
                    .fma(FloatVector.fromArray(S, x, f + LANES), s1);
            s2 = ((FloatVector) u.lanewise(VectorOperators.LSHL, 8).and(mask).convert(VectorOperators.I2F, 0))
                    .fma(FloatVector.fromArray(S, x, f + 2 * LANES), s2);
            s3 = ((FloatVector) u.and(mask).convert(VectorOperators.I2F, 0)).fma(FloatVector.fromArray(S, x, f + 3 * LANES), s3);
        }
        float sum = LaneSum.of(s0.add(s1).add(s2.add(s3)));
        for (int i = vectors * 4 * LANES; i < k; i++) {
            sum += rows.get(ValueLayout.JAVA_BYTE, at + i) * x[xAt + i];
        }
        return sum * RowType.int8Scale(rows, at, k);
    }

    private static float dot(float[] row, int k, float[] x, int xAt) {
        FloatVector s0 = FloatVector.zero(S);
        FloatVector s1 = FloatVector.zero(S);
        int body = k - k % (2 * LANES);
        for (int i = 0; i < body; i += 2 * LANES) {
            s0 = FloatVector.fromArray(S, row, i).fma(FloatVector.fromArray(S, x, xAt + i), s0);
            s1 = FloatVector.fromArray(S, row, i + LANES).fma(FloatVector.fromArray(S, x, xAt + i + LANES), s1);
        }
        float sum = LaneSum.of(s0.add(s1));
        for (int i = body; i < k; i++) {
            sum += row[i] * x[xAt + i];
        }
        return sum;
    }
}
