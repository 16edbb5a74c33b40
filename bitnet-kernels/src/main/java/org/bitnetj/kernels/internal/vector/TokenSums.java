package org.bitnetj.kernels.internal.vector;

import static org.bitnetj.kernels.internal.vector.TableGemm.LANES;
import static org.bitnetj.kernels.internal.vector.TableGemm.TOKENS;
import static org.bitnetj.kernels.internal.vector.TokenTables.HALF;
import static org.bitnetj.kernels.internal.vector.TokenTables.INTS;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/** The sums of {@link TableGemm}: from 16-bit lanes to 32 bits, and from token lanes to the token-major result. */
final class TokenSums {
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();

    /** Rows transposed together: 8 KiB, which stay in the first-level cache, and a loop long enough to be worth C2's unrolling. */
    private static final int ROW_BLOCK = 64;

    private TokenSums() {}

    /** Clears the 16-bit sums. */
    static void clear(TableScratch s, int rows) {
        MemorySegment sums = s.sums;
        for (int i = 0; i < rows * TOKENS; i += LANES) {
            IntVector.zero(INTS).intoMemorySegment(sums, (long) i * Short.BYTES, ORDER);
        }
    }

    /**
     * Adds the 16-bit sums to the 32-bit ones and clears them. Int lane i of a vector holds token i in its low half and token i + HALF in its high
     * half, so that the 32-bit sums are in the order of the tokens.
     */
    static void widen(TableScratch s, int rows) {
        MemorySegment sums = s.sums;
        int[] wide = s.wide;
        for (int i = 0; i < rows * TOKENS; i += LANES) {
            IntVector v = IntVector.fromMemorySegment(INTS, sums, (long) i * Short.BYTES, ORDER);
            IntVector low = v.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16);
            IntVector high = v.lanewise(VectorOperators.ASHR, 16);
            IntVector.fromArray(INTS, wide, i).add(low).intoArray(wide, i);
            IntVector.fromArray(INTS, wide, i + HALF).add(high).intoArray(wide, i + HALF);
            IntVector.zero(INTS).intoMemorySegment(sums, (long) i * Short.BYTES, ORDER);
        }
    }

    /** The same where there are no 32-bit sums yet. */
    static void widenFirst(TableScratch s, int rows) {
        MemorySegment sums = s.sums;
        int[] wide = s.wide;
        for (int i = 0; i < rows * TOKENS; i += LANES) {
            IntVector v = IntVector.fromMemorySegment(INTS, sums, (long) i * Short.BYTES, ORDER);
            v.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16).intoArray(wide, i);
            v.lanewise(VectorOperators.ASHR, 16).intoArray(wide, i + HALF);
            IntVector.zero(INTS).intoMemorySegment(sums, (long) i * Short.BYTES, ORDER);
        }
    }

    /** Transposes the 32-bit sums into {@code out[first + t * stride + r]}. */
    static void store(TableScratch s, int tokens, int rows, int[] out, int first, int stride) {
        for (int r = 0; r < rows; r += ROW_BLOCK) {
            int end = Math.min(ROW_BLOCK, rows - r);
            for (int t = 0; t < tokens; t++) {
                storeToken(s.wide, r * TOKENS + t, end, out, first + t * stride + r);
            }
        }
    }

    private static void storeToken(int[] wide, int from, int rows, int[] out, int to) {
        for (int i = 0; i < rows; i++) {
            out[to + i] = wide[from + i * TOKENS];
        }
    }
}
