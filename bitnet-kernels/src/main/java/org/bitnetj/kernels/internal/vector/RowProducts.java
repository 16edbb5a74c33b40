package org.bitnetj.kernels.internal.vector;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

import org.bitnetj.kernels.internal.RowType;

/**
 * Rows of floats, halves or int8 times tokens, out of memory: halves and int8 four rows at a time ({@link RowStreams}).
 *
 * <p>Rows are loaded as 32-bit words, and the two halves or four bytes of a word taken apart by shifts and masks, which takes fewer instructions
 * than widening loads and the same at every width. So the values that a vector is multiplied with are not neighbours: {@link #arrange} puts a
 * token in that order once, and scales it by a power of two that makes up for what the shifts leave: a half shifted into the place of a float's
 * exponent and mantissa is 2^-112 times its value (2^96 of that in the token, the rest in the sum, so that neither leaves the range of floats),
 * and a byte in the top of a word 2^24 times.
 */
final class RowProducts {
    private static final VectorSpecies<Float> S = Widths.FLOATS;
    private static final int LANES = S.length();
    private static final int BYTES = S.vectorByteSize();
    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ORDER);
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ORDER);

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
        if (type == RowType.F16 || type == RowType.BF16 || type == RowType.INT8) {
            streams(type, rows, k, from, to, x, tokens, y, stride, scratch);
            return;
        }
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
                    case F32 -> single(rows, at, k, x, t * k);
                    default -> dot(scratch, k, x, t * k);
                };
            }
        }
    }

    /** Four rows at a time, a quarter of all apart; those that are left over one by one, as if each were four. */
    private static void streams(RowType type, MemorySegment rows, int k, int from, int to, float[] x, int tokens, float[] y, int stride,
            float[] scratch) {
        float[] lanes = scratch.length >= RowStreams.STREAMS * LANES ? scratch : new float[RowStreams.STREAMS * LANES];
        int part = (to - from) / RowStreams.STREAMS;
        int woven = from + part * RowStreams.STREAMS;
        for (int i = 0; i < part; i++) {
            four(type, rows, k, from + i, part, x, tokens, y, stride, lanes);
        }
        for (int r = woven; r < to; r++) {
            four(type, rows, k, r, 0, x, tokens, y, stride, lanes);
        }
    }

    private static void four(RowType type, MemorySegment rows, int k, int row, int part, float[] x, int tokens, float[] y, int stride,
            float[] lanes) {
        long rowBytes = type.rowBytes(k);
        MemorySegment a = rows.asSlice(row * rowBytes, rowBytes);
        MemorySegment b = rows.asSlice((row + part) * rowBytes, rowBytes);
        MemorySegment c = rows.asSlice((row + 2 * part) * rowBytes, rowBytes);
        MemorySegment d = rows.asSlice((row + 3 * part) * rowBytes, rowBytes);
        int count = k / (elements(type) * LANES);
        for (int t = 0; t < tokens; t++) {
            switch (type) {
                case F16 -> RowStreams.half(a, b, c, d, count, x, t * k, lanes);
                case BF16 -> RowStreams.brain(a, b, c, d, count, x, t * k, lanes);
                default -> RowStreams.int8(a, b, c, d, count, x, t * k, lanes);
            }
            for (int j = 0; j < RowStreams.STREAMS; j++) {
                int r = row + j * part;
                y[t * stride + r] = whole(type, rows, r * rowBytes, k, x, t * k, LaneSum.of(lanes, j * LANES));
            }
        }
    }

    /** A row's product, from that of its whole vectors. */
    private static float whole(RowType type, MemorySegment rows, long at, int k, float[] x, int xAt, float vectors) {
        float sum = type == RowType.F16 ? vectors * RowSums.REST : vectors;
        for (int i = k - k % (elements(type) * LANES); i < k; i++) {
            sum += x[xAt + i] * switch (type) {
                case F16 -> RowType.half(rows, at + 2L * i);
                case BF16 -> Float.intBitsToFloat(rows.get(SHORT, at + 2L * i) << 16);
                default -> rows.get(ValueLayout.JAVA_BYTE, at + i);
            };
        }
        return type == RowType.INT8 ? sum * RowType.int8Scale(rows, at, k) : sum;
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
