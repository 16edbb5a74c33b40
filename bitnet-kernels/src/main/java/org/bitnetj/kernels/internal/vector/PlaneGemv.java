package org.bitnetj.kernels.internal.vector;

import static jdk.incubator.vector.VectorOperators.XOR;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Exact ternary matrix-vector product without multiplications, on bit planes.
 *
 * <p>Every tile column is 512 one-bit summands: a +1 and a -1 bit for each of 256 rows. {@link DigitProgram} writes the
 * activations in signed digits; the columns with the digit d * 2^p are added up in carry-save form, eight columns into one
 * plane of weight 8 * 2^p (twice, at 2^p and 2^(p+1), for d = 3). Such planes queue up at their weight and are added the same
 * way, so there is one counter a weight however long the vector is, and nothing can overflow. Subtracted columns are added
 * inverted; the constant that this leaves behind is the same in the +1 and in the -1 half and goes away when the one is
 * subtracted from the other, as it does for zero columns used as padding.
 */
final class PlaneGemv {
    /** Planes that may wait in a queue from one block to the next. */
    private static final int WAIT = 16;

    private static final VectorSpecies<Long> S = ColumnAdder.SPECIES;
    private static final int VL = S.length();
    private static final int VECTOR = S.vectorByteSize();
    private static final int PLANE = ColumnAdder.PLANE;
    private static final int LINE = ColumnAdder.LINE;
    private static final ByteOrder ORDER = ColumnAdder.ORDER;
    private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG.withOrder(ORDER);

    /** For the 4 longs that remain of a plane when its halves have been subtracted. */
    private static final VectorSpecies<Long> H = VL > 4 ? LongVector.SPECIES_256 : S;

    private PlaneGemv() {}

    /**
     * Writes {@code out[outOffset + row]} for all rows of the tiles {@code tileFrom..tileTo - 1}.
     *
     * @param cold whether the matrix has to come from memory: the columns of each block are then read once in their order, by a simple loop, which the
     *     processor runs far ahead in
     */
    static void gemv(
            PlaneTiles matrix,
            DigitProgram digits,
            int[] out,
            int outOffset,
            int tileFrom,
            int tileTo,
            boolean cold,
            PlaneScratch scratch) {
        if (digits.length() != matrix.columns()) {
            throw new IllegalArgumentException(digits.length() + " activations for " + matrix.columns() + " columns");
        }
        for (int t = tileFrom; t < tileTo; t++) {
            int row = t * PlaneTiles.ROWS;
            int count = Math.min(PlaneTiles.ROWS, matrix.rows() - row);
            scratch.clear();
            addBlocks(matrix.tile(t), digits, cold, scratch);
            finishCounters(scratch, digits.bits());
            sumPlanes(scratch.planes, scratch.sums, digits.bits());
            subtractHalves(scratch.sums, scratch.square, digits.bits());
            transpose(scratch.square);
            if (count == PlaneTiles.ROWS) {
                store(scratch.square, out, outOffset + row);
            } else {
                store(scratch.square, scratch.rows, 0);
                System.arraycopy(scratch.rows, 0, out, outOffset + row, count);
            }
        }
    }

    private static void addBlocks(MemorySegment tile, DigitProgram digits, boolean cold, PlaneScratch s) {
        int[] ends = digits.ends();
        int[] columns = digits.columns();
        int run = 0;
        for (int block = 0; block < digits.blocks(); block++) {
            if (cold) {
                s.touched += touch(tile, digits, block);
            }
            for (int list = 0; list < DigitProgram.LISTS; list++, run++) {
                int from = ends[run];
                int to = ends[run + 1];
                if (from != to) {
                    addList(tile, columns, from, to, list, s);
                }
            }
            for (int w = 3; w < digits.bits(); w++) {
                if (s.queued[w] >= WAIT) {
                    drain(s, w);
                }
            }
        }
    }

    /** Reads the columns of a block. */
    private static long touch(MemorySegment tile, DigitProgram digits, int block) {
        int[] visited = digits.visited();
        int to = digits.visitedEnd(block);
        long touched = 0;
        for (int i = block * DigitProgram.BLOCK; i < to; i++) {
            touched += tile.get(WORD, visited[i]);
        }
        return touched;
    }

    private static void addList(MemorySegment tile, int[] columns, int from, int to, int list, PlaneScratch s) {
        int p = list >> 2;
        int n = (to - from) / ColumnAdder.GROUP;
        int out = s.end(p + 3);
        s.queued[p + 3] += n;
        int counter = p * PlaneScratch.COUNTER;
        int again = 0;
        if ((list & 2) != 0) {
            counter += PlaneScratch.TRIPLES;
            s.triples |= 1 << p;
            again = s.end(p + 4) - out;
            s.queued[p + 4] += n;
        }
        ColumnAdder.addColumns(tile, columns, from, to, -(list & 1), s.planes, counter, out, again);
    }

    /** Adds whole groups of waiting planes of weight 2^w, the latest, to the counter of that weight. */
    private static void drain(PlaneScratch s, int w) {
        int rest = s.queued[w] % ColumnAdder.GROUP;
        int to = s.end(w);
        s.queued[w] = rest;
        int from = s.end(w);
        ColumnAdder.addColumns(
                s.planes, s.inOrder, from / LINE, to / LINE, 0, s.planes, w * PlaneScratch.COUNTER, s.end(w + 3), 0);
        s.queued[w + 3] += (to - from) / (ColumnAdder.GROUP * LINE);
    }

    /** Empties all queues; afterwards the sum is in the counters by weight alone. */
    private static void finishCounters(PlaneScratch s, int bits) {
        for (int p = 0; s.triples >> p != 0; p++) {
            int counter = PlaneScratch.TRIPLES + p * PlaneScratch.COUNTER;
            for (int i = 0; i < 3; i++) {
                copyTwice(s.planes, counter + i * LINE, s.end(p + i), s.end(p + i + 1));
                s.queued[p + i]++;
                s.queued[p + i + 1]++;
            }
        }
        for (int w = 0; w < bits; w++) {
            if (s.queued[w] > 0) {
                clearGroup(s.planes, s.end(w));
                s.queued[w] = s.queued[w] + ColumnAdder.GROUP - 1 & -ColumnAdder.GROUP;
                drain(s, w);
            }
        }
    }

    /** Copies a plane to two places. Small copies go by narrower stores, which the next vector load has to wait for. */
    private static void copyTwice(MemorySegment planes, int from, int first, int second) {
        for (int h = 0; h < LINE; h += VECTOR) {
            LongVector v = LongVector.fromMemorySegment(S, planes, from + h, ORDER);
            v.intoMemorySegment(planes, first + h, ORDER);
            v.intoMemorySegment(planes, second + h, ORDER);
        }
    }

    /** Zeros behind a queue, as many as may be missing to a whole group. */
    private static void clearGroup(MemorySegment planes, int at) {
        for (int h = 0; h < (ColumnAdder.GROUP - 1) * LINE; h += VECTOR) {
            LongVector.zero(S).intoMemorySegment(planes, at + h, ORDER);
        }
    }

    /** Adds up the three planes of each counter, of weight 2^w, 2^(w+1) and 2^(w+2), into one binary number. */
    private static void sumPlanes(MemorySegment planes, long[] sums, int bits) {
        for (int h = 0; h < PLANE; h += VL) {
            LongVector x = LongVector.zero(S);
            LongVector y = LongVector.zero(S);
            LongVector twos = LongVector.zero(S);
            LongVector fours = LongVector.zero(S);
            LongVector lateFours = LongVector.zero(S);
            for (int w = 0; w < bits; w++) {
                int counter = w * PlaneScratch.COUNTER + h * Long.BYTES;
                LongVector a = LongVector.fromMemorySegment(S, planes, counter, ORDER);
                LongVector u = a.lanewise(XOR, twos);
                LongVector v = u.lanewise(XOR, lateFours);
                LongVector carry = a.and(twos).or(lateFours.and(u));
                u = x.lanewise(XOR, y);
                u.lanewise(XOR, v).intoArray(sums, w * PLANE + h);
                y = x.and(y).or(v.and(u));
                x = carry;
                lateFours = fours;
                twos = LongVector.fromMemorySegment(S, planes, counter + LINE, ORDER);
                fours = LongVector.fromMemorySegment(S, planes, counter + 2 * LINE, ORDER);
            }
        }
    }

    /** The +1 half minus the -1 half, 32 bits in two's complement. */
    private static void subtractHalves(long[] sums, long[] square, int bits) {
        for (int h = 0; h < 4; h += H.length()) {
            LongVector borrow = LongVector.zero(H);
            for (int w = 0; w < bits; w++) {
                LongVector a = LongVector.fromArray(H, sums, w * PLANE + h);
                LongVector b = LongVector.fromArray(H, sums, w * PLANE + 4 + h);
                LongVector u = a.lanewise(XOR, b);
                u.lanewise(XOR, borrow).intoArray(square, w * 4 + h);
                borrow = b.lanewise(VectorOperators.AND_NOT, a).or(borrow.lanewise(VectorOperators.AND_NOT, u));
            }
            for (int w = bits; w < PlaneScratch.WEIGHTS; w++) {
                borrow.intoArray(square, w * 4 + h);
            }
        }
    }

    /** Transposes the eight 32 x 32 bit squares in the 32-bit words: from planes to one integer a row. */
    private static void transpose(long[] square) {
        long mask = 0x0000FFFF0000FFFFL;
        for (int half = 16; half != 0; half >>= 1, mask ^= mask << half) {
            for (int i = 0; i < PlaneScratch.WEIGHTS; i = (i + half + 1) & -half - 1) {
                exchange(square, i * 4, (i + half) * 4, half, mask);
            }
        }
    }

    private static void exchange(long[] square, int low, int high, int shift, long mask) {
        for (int j = 0; j < 4; j += H.length()) {
            LongVector a = LongVector.fromArray(H, square, low + j);
            LongVector b = LongVector.fromArray(H, square, high + j);
            LongVector d = a.lanewise(VectorOperators.LSHR, shift).lanewise(XOR, b).and(mask);
            b.lanewise(XOR, d).intoArray(square, high + j);
            a.lanewise(XOR, d.lanewise(VectorOperators.LSHL, shift)).intoArray(square, low + j);
        }
    }

    private static void store(long[] square, int[] out, int at) {
        for (int i = 0; i < square.length; i++) {
            out[at + 2 * i] = (int) square[i];
            out[at + 2 * i + 1] = (int) (square[i] >>> 32);
        }
    }
}
