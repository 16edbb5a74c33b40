package org.bitnetj.kernels.internal.vector;

import static org.bitnetj.kernels.internal.vector.TableGemm.ENTRY;
import static org.bitnetj.kernels.internal.vector.TableGemm.LANES;
import static org.bitnetj.kernels.internal.vector.TableGemm.SHORTS;
import static org.bitnetj.kernels.internal.vector.TableGemm.TABLE;
import static org.bitnetj.kernels.internal.vector.TableGemm.TABLE_BYTES;
import static org.bitnetj.kernels.internal.vector.TableGemm.TABLE_END;
import static org.bitnetj.kernels.internal.vector.TableGemm.TOKENS;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Builds the tables of {@link TableGemm}: for every code the sum that it names, for all tokens of a block. */
final class TokenTables {
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();
    static final VectorSpecies<Integer> INTS = Widths.INTS;
    static final int HALF = INTS.length();

    private TokenTables() {}

    /**
     * Fills the tables for the eight groups that start at a column, and returns the largest magnitude that a sum of one entry of each can have.
     * Columns past the last, and tokens past the last, count as zero activations.
     */
    static int build(GroupCode code, byte[] activations, int columns, int token, int tokens, int column, TableScratch s) {
        gather(code, activations, columns, token, tokens, column, s.quads);
        Arrays.fill(s.magnitudes, (short) 0);
        for (int g = 0; g < Long.BYTES; g++) {
            for (int lane = 0; lane < tokens; lane += LANES) {
                outer(code, s, g * TOKENS + lane, lane);
                long at = (long) g * TABLE + (long) lane * Short.BYTES;
                table(s, g * TOKENS + lane, code.outer, code.outerStride * ENTRY, code.columns, at);
            }
        }
        int reach = 0;
        for (short magnitude : s.magnitudes) {
            reach = Math.max(reach, magnitude);
        }
        return reach;
    }

    /** Transposes the activations four bytes at a time: {@code quads[g * TOKENS + t]} are the columns of group g of token t. */
    private static void gather(GroupCode code, byte[] activations, int columns, int token, int tokens, int column, int[] quads) {
        int step = code.columns;
        // The last int of a code of three columns reaches one column further.
        boolean whole = column + code.columnsPerWord() + Integer.BYTES - step <= columns;
        for (int t = 0; t < tokens; t++) {
            int at = (token + t) * columns + column;
            if (whole && step == Integer.BYTES) {
                two((long) LONG.get(activations, at), quads, t);
                two((long) LONG.get(activations, at + 8), quads, 2 * TOKENS + t);
                two((long) LONG.get(activations, at + 16), quads, 4 * TOKENS + t);
                two((long) LONG.get(activations, at + 24), quads, 6 * TOKENS + t);
            } else if (whole) {
                for (int g = 0; g < Long.BYTES; g++) {
                    quads[g * TOKENS + t] = (int) INT.get(activations, at + g * step);
                }
            } else {
                for (int g = 0; g < Long.BYTES; g++) {
                    int four = 0;
                    for (int i = 0; i < Math.min(step, columns - column - g * step); i++) {
                        four |= (activations[at + g * step + i] & 0xFF) << (8 * i);
                    }
                    quads[g * TOKENS + t] = four;
                }
            }
        }
        for (int g = 0; g < Long.BYTES && tokens < TOKENS; g++) {
            Arrays.fill(quads, g * TOKENS + tokens, (g + 1) * TOKENS, 0);
        }
    }

    private static void two(long eight, int[] quads, int at) {
        quads[at] = (int) eight;
        quads[at + TOKENS] = (int) (eight >>> 32);
    }

    /**
     * One column of a group as 16-bit lanes: the i-th int of {@code low} and {@code high} (different tokens) share int lane i. The arguments are
     * the ints shifted left until the column is their top byte.
     */
    private static ShortVector pair(IntVector low, IntVector high) {
        return low.lanewise(VectorOperators.ASHR, 8)
                .lanewise(VectorOperators.LSHR, 16)
                .or(high.lanewise(VectorOperators.ASHR, 8).and(0xFFFF0000))
                .reinterpretAsShorts();
    }

    /** The sums of the first column or two into {@code s.outer}, and the magnitudes of all columns added to {@code s.magnitudes}. */
    private static void outer(GroupCode code, TableScratch s, int quad, int lane) {
        IntVector low = IntVector.fromArray(INTS, s.quads, quad);
        IntVector high = IntVector.fromArray(INTS, s.quads, quad + HALF);
        ShortVector a = pair(low.lanewise(VectorOperators.LSHL, 24), high.lanewise(VectorOperators.LSHL, 24));
        ShortVector b = pair(low.lanewise(VectorOperators.LSHL, 16), high.lanewise(VectorOperators.LSHL, 16));
        ShortVector c = pair(low.lanewise(VectorOperators.LSHL, 8), high.lanewise(VectorOperators.LSHL, 8));
        ShortVector d = pair(low, high);
        // A group of three columns may have read a fourth byte: that only makes the bound a little larger.
        ShortVector.fromArray(SHORTS, s.magnitudes, lane)
                .add(a.abs().add(b.abs()).add(c.abs().add(d.abs())))
                .intoArray(s.magnitudes, lane);
        short[] to = s.outer;
        if (code.outer == 3) {
            a.neg().intoArray(to, 0);
            ShortVector.zero(SHORTS).intoArray(to, LANES);
            a.intoArray(to, 2 * LANES);
            return;
        }
        ShortVector sum = a.add(b);
        ShortVector difference = a.sub(b);
        sum.neg().intoArray(to, 0);
        a.neg().intoArray(to, LANES);
        difference.neg().intoArray(to, 2 * LANES);
        b.neg().intoArray(to, 3 * LANES);
        ShortVector.zero(SHORTS).intoArray(to, 4 * LANES);
        b.intoArray(to, 5 * LANES);
        difference.intoArray(to, 6 * LANES);
        a.intoArray(to, 7 * LANES);
        sum.intoArray(to, 8 * LANES);
    }

    /** One vector of every entry of a group: each outer sum plus each of the nine sums of the last two columns. */
    private static void table(TableScratch s, int quad, int count, int stride, int columns, long at) {
        IntVector low = IntVector.fromArray(INTS, s.quads, quad);
        IntVector high = IntVector.fromArray(INTS, s.quads, quad + HALF);
        int up = 32 - 8 * columns;
        ShortVector y = pair(low.lanewise(VectorOperators.LSHL, up), high.lanewise(VectorOperators.LSHL, up));
        ShortVector x = pair(low.lanewise(VectorOperators.LSHL, up + 8), high.lanewise(VectorOperators.LSHL, up + 8));
        ShortVector sum = x.add(y);
        ShortVector difference = x.sub(y);
        short[] from = s.outer;
        int j = 0;
        // A loop without a constant step, which C2 doesn't unroll: unrolled, all sums of four turns are alive at once and most are spilled.
        for (long next = at; next != at + (long) count * stride; next += stride) {
            // As in the kernel: a slice of constant length and a masked offset need no range checks.
            MemorySegment to = s.tables.asSlice(0, TABLE_BYTES);
            long o = next & (TABLE_END - 1);
            ShortVector v = ShortVector.fromArray(SHORTS, from, j);
            j += LANES;
            v.sub(sum).intoMemorySegment(to, o, ORDER);
            v.sub(x).intoMemorySegment(to, o + ENTRY, ORDER);
            v.sub(difference).intoMemorySegment(to, o + 2 * ENTRY, ORDER);
            v.sub(y).intoMemorySegment(to, o + 3 * ENTRY, ORDER);
            v.intoMemorySegment(to, o + 4 * ENTRY, ORDER);
            v.add(y).intoMemorySegment(to, o + 5 * ENTRY, ORDER);
            v.add(difference).intoMemorySegment(to, o + 6 * ENTRY, ORDER);
            v.add(x).intoMemorySegment(to, o + 7 * ENTRY, ORDER);
            v.add(sum).intoMemorySegment(to, o + 8 * ENTRY, ORDER);
        }
    }
}
