package org.bitnetj.kernels.internal.vector;

import static jdk.incubator.vector.VectorOperators.XOR;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The inner loops of the bit-sliced gemv: carry-save addition of 64-byte columns.
 *
 * <p>A column is 512 independent one-bit summands (8 longs). A counter holds three planes of 8 longs: ones, twos, fours.
 * Eight columns go in, seven full adders later one plane of weight eight comes out; the counter keeps the rest.
 *
 * <p>Rules that C2 imposes here (each was measured): a vector lives in one loop only; full adders are written out by hand,
 * because helpers that take vectors stop being inlined; each matrix tile is a slice of its own, so that the offset in the
 * program is the offset in the slice and C2 needs one load, one compare and one branch a column and no spilled base. Columns are memory off the heap,
 * aligned to cache lines: in a Java array each would lie in two of them.
 */
final class ColumnAdder {
    /** Columns that one step consumes: every run of the program is a multiple of this. */
    static final int GROUP = 8;

    /** Longs in a column, and in a plane of counters. */
    static final int PLANE = 8;

    /** Bytes in a column, and in a plane of counters: a cache line. */
    static final int LINE = PLANE * Long.BYTES;

    static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

    /** The layout does not depend on its width. */
    static final VectorSpecies<Long> SPECIES = Widths.LONGS;

    private static final int VL = SPECIES.length();
    private static final int VECTOR = SPECIES.vectorByteSize();

    /** From the first vector of a column to the second, where there are two. */
    private static final int HALF = LINE / 2;

    private ColumnAdder() {}

    /**
     * Adds the columns of a tile at {@code index[from..to)} to the counter whose three planes begin at {@code counter} and appends one plane
     * of weight eight per group at {@code out}, and another copy {@code again} bytes further on (0 for none). All places are bytes.
     *
     * <p>With {@code flip} = -1 the columns are subtracted, except for a constant that is the same for all 512 counters: a full
     * adder of inverted inputs gives inverted outputs, so the counter is inverted before and after and the columns need no
     * instruction of their own.
     */
    static void addColumns(MemorySegment tile, int[] index, int from, int to, long flip, MemorySegment planes, int counter, int out,
            int again) {
        if (VL == 8) {
            addColumns512(tile, index, from, to, flip, planes, counter, out, again);
        } else if (VL == 4) {
            addColumns256(tile, index, from, to, flip, planes, counter, out, again);
        } else {
            for (int h = 0; h < LINE; h += VECTOR) {
                addColumns128(tile, h, index, from, to, flip, planes, counter + h, out + h, again);
            }
        }
    }

    /** The 512-bit form: carry and sum are three-input functions, one vpternlog each. */
    private static void addColumns512(
            MemorySegment tile, int[] index, int from, int to, long flip, MemorySegment planes, int counter, int out, int again) {
        LongVector f = LongVector.broadcast(SPECIES, flip);
        LongVector ones = LongVector.fromMemorySegment(SPECIES, planes, counter, ORDER).lanewise(XOR, f);
        LongVector twos = LongVector.fromMemorySegment(SPECIES, planes, counter + LINE, ORDER).lanewise(XOR, f);
        LongVector fours = LongVector.fromMemorySegment(SPECIES, planes, counter + 2 * LINE, ORDER).lanewise(XOR, f);
        for (int i = from; i < to; i += GROUP) {
            LongVector a = LongVector.fromMemorySegment(SPECIES, tile, index[i], ORDER);
            LongVector b = LongVector.fromMemorySegment(SPECIES, tile, index[i + 1], ORDER);
            LongVector t0 = a.and(b).or(ones.and(a.or(b)));
            ones = ones.lanewise(XOR, a).lanewise(XOR, b);
            a = LongVector.fromMemorySegment(SPECIES, tile, index[i + 2], ORDER);
            b = LongVector.fromMemorySegment(SPECIES, tile, index[i + 3], ORDER);
            LongVector t1 = a.and(b).or(ones.and(a.or(b)));
            ones = ones.lanewise(XOR, a).lanewise(XOR, b);
            LongVector f0 = t0.and(t1).or(twos.and(t0.or(t1)));
            twos = twos.lanewise(XOR, t0).lanewise(XOR, t1);
            a = LongVector.fromMemorySegment(SPECIES, tile, index[i + 4], ORDER);
            b = LongVector.fromMemorySegment(SPECIES, tile, index[i + 5], ORDER);
            t0 = a.and(b).or(ones.and(a.or(b)));
            ones = ones.lanewise(XOR, a).lanewise(XOR, b);
            a = LongVector.fromMemorySegment(SPECIES, tile, index[i + 6], ORDER);
            b = LongVector.fromMemorySegment(SPECIES, tile, index[i + 7], ORDER);
            t1 = a.and(b).or(ones.and(a.or(b)));
            ones = ones.lanewise(XOR, a).lanewise(XOR, b);
            LongVector f1 = t0.and(t1).or(twos.and(t0.or(t1)));
            twos = twos.lanewise(XOR, t0).lanewise(XOR, t1);
            LongVector e = f0.and(f1).or(fours.and(f0.or(f1)));
            fours = fours.lanewise(XOR, f0).lanewise(XOR, f1);
            e = e.lanewise(XOR, f);
            e.intoMemorySegment(planes, out, ORDER);
            e.intoMemorySegment(planes, out + again, ORDER);
            out += LINE;
        }
        ones.lanewise(XOR, f).intoMemorySegment(planes, counter, ORDER);
        twos.lanewise(XOR, f).intoMemorySegment(planes, counter + LINE, ORDER);
        fours.lanewise(XOR, f).intoMemorySegment(planes, counter + 2 * LINE, ORDER);
    }

    /**
     * The 256-bit form: both halves of a column in one step, so that they share the index; five logic operations an adder.
     * Long, because what it repeats cannot be a method (see above); no vector is spilled.
     */
    private static void addColumns256(
            MemorySegment tile, int[] index, int from, int to, long flip, MemorySegment planes, int counter, int out, int again) {
        LongVector f = LongVector.broadcast(SPECIES, flip);
        LongVector ones = LongVector.fromMemorySegment(SPECIES, planes, counter, ORDER).lanewise(XOR, f);
        LongVector onesH = LongVector.fromMemorySegment(SPECIES, planes, counter + HALF, ORDER).lanewise(XOR, f);
        LongVector twos = LongVector.fromMemorySegment(SPECIES, planes, counter + LINE, ORDER).lanewise(XOR, f);
        LongVector twosH = LongVector.fromMemorySegment(SPECIES, planes, counter + LINE + HALF, ORDER).lanewise(XOR, f);
        LongVector fours = LongVector.fromMemorySegment(SPECIES, planes, counter + 2 * LINE, ORDER).lanewise(XOR, f);
        LongVector foursH = LongVector.fromMemorySegment(SPECIES, planes, counter + 2 * LINE + HALF, ORDER).lanewise(XOR, f);
        for (int i = from; i < to; i += GROUP) {
            int j = index[i];
            int k = index[i + 1];
            LongVector a = LongVector.fromMemorySegment(SPECIES, tile, j, ORDER);
            LongVector b = LongVector.fromMemorySegment(SPECIES, tile, k, ORDER);
            LongVector u = a.lanewise(XOR, b);
            LongVector t0 = a.and(b).or(ones.and(u));
            ones = ones.lanewise(XOR, u);
            a = LongVector.fromMemorySegment(SPECIES, tile, j + HALF, ORDER);
            b = LongVector.fromMemorySegment(SPECIES, tile, k + HALF, ORDER);
            u = a.lanewise(XOR, b);
            LongVector t0h = a.and(b).or(onesH.and(u));
            onesH = onesH.lanewise(XOR, u);
            j = index[i + 2];
            k = index[i + 3];
            a = LongVector.fromMemorySegment(SPECIES, tile, j, ORDER);
            b = LongVector.fromMemorySegment(SPECIES, tile, k, ORDER);
            u = a.lanewise(XOR, b);
            LongVector t1 = a.and(b).or(ones.and(u));
            ones = ones.lanewise(XOR, u);
            u = t0.lanewise(XOR, t1);
            LongVector f0 = t0.and(t1).or(twos.and(u));
            twos = twos.lanewise(XOR, u);
            a = LongVector.fromMemorySegment(SPECIES, tile, j + HALF, ORDER);
            b = LongVector.fromMemorySegment(SPECIES, tile, k + HALF, ORDER);
            u = a.lanewise(XOR, b);
            t1 = a.and(b).or(onesH.and(u));
            onesH = onesH.lanewise(XOR, u);
            u = t0h.lanewise(XOR, t1);
            LongVector f0h = t0h.and(t1).or(twosH.and(u));
            twosH = twosH.lanewise(XOR, u);
            j = index[i + 4];
            k = index[i + 5];
            a = LongVector.fromMemorySegment(SPECIES, tile, j, ORDER);
            b = LongVector.fromMemorySegment(SPECIES, tile, k, ORDER);
            u = a.lanewise(XOR, b);
            t0 = a.and(b).or(ones.and(u));
            ones = ones.lanewise(XOR, u);
            a = LongVector.fromMemorySegment(SPECIES, tile, j + HALF, ORDER);
            b = LongVector.fromMemorySegment(SPECIES, tile, k + HALF, ORDER);
            u = a.lanewise(XOR, b);
            t0h = a.and(b).or(onesH.and(u));
            onesH = onesH.lanewise(XOR, u);
            j = index[i + 6];
            k = index[i + 7];
            a = LongVector.fromMemorySegment(SPECIES, tile, j, ORDER);
            b = LongVector.fromMemorySegment(SPECIES, tile, k, ORDER);
            u = a.lanewise(XOR, b);
            t1 = a.and(b).or(ones.and(u));
            ones = ones.lanewise(XOR, u);
            u = t0.lanewise(XOR, t1);
            t0 = t0.and(t1).or(twos.and(u));
            twos = twos.lanewise(XOR, u);
            u = f0.lanewise(XOR, t0);
            t0 = f0.and(t0).or(fours.and(u));
            fours = fours.lanewise(XOR, u);
            t0 = t0.lanewise(XOR, f);
            t0.intoMemorySegment(planes, out, ORDER);
            t0.intoMemorySegment(planes, out + again, ORDER);
            a = LongVector.fromMemorySegment(SPECIES, tile, j + HALF, ORDER);
            b = LongVector.fromMemorySegment(SPECIES, tile, k + HALF, ORDER);
            u = a.lanewise(XOR, b);
            t1 = a.and(b).or(onesH.and(u));
            onesH = onesH.lanewise(XOR, u);
            u = t0h.lanewise(XOR, t1);
            t0h = t0h.and(t1).or(twosH.and(u));
            twosH = twosH.lanewise(XOR, u);
            u = f0h.lanewise(XOR, t0h);
            t0h = f0h.and(t0h).or(foursH.and(u));
            foursH = foursH.lanewise(XOR, u);
            t0h = t0h.lanewise(XOR, f);
            t0h.intoMemorySegment(planes, out + HALF, ORDER);
            t0h.intoMemorySegment(planes, out + again + HALF, ORDER);
            out += LINE;
        }
        ones.lanewise(XOR, f).intoMemorySegment(planes, counter, ORDER);
        onesH.lanewise(XOR, f).intoMemorySegment(planes, counter + HALF, ORDER);
        twos.lanewise(XOR, f).intoMemorySegment(planes, counter + LINE, ORDER);
        twosH.lanewise(XOR, f).intoMemorySegment(planes, counter + LINE + HALF, ORDER);
        fours.lanewise(XOR, f).intoMemorySegment(planes, counter + 2 * LINE, ORDER);
        foursH.lanewise(XOR, f).intoMemorySegment(planes, counter + 2 * LINE + HALF, ORDER);
    }

    /** The 128-bit form: one vector of each column at a time, {@code h} bytes into it. */
    private static void addColumns128(
            MemorySegment tile, int h, int[] index, int from, int to, long flip, MemorySegment planes, int counter, int out, int again) {
        LongVector f = LongVector.broadcast(SPECIES, flip);
        LongVector ones = LongVector.fromMemorySegment(SPECIES, planes, counter, ORDER).lanewise(XOR, f);
        LongVector twos = LongVector.fromMemorySegment(SPECIES, planes, counter + LINE, ORDER).lanewise(XOR, f);
        LongVector fours = LongVector.fromMemorySegment(SPECIES, planes, counter + 2 * LINE, ORDER).lanewise(XOR, f);
        for (int i = from; i < to; i += GROUP) {
            LongVector a = LongVector.fromMemorySegment(SPECIES, tile, index[i] + h, ORDER);
            LongVector b = LongVector.fromMemorySegment(SPECIES, tile, index[i + 1] + h, ORDER);
            LongVector u = a.lanewise(XOR, b);
            LongVector t0 = a.and(b).or(ones.and(u));
            ones = ones.lanewise(XOR, u);
            a = LongVector.fromMemorySegment(SPECIES, tile, index[i + 2] + h, ORDER);
            b = LongVector.fromMemorySegment(SPECIES, tile, index[i + 3] + h, ORDER);
            u = a.lanewise(XOR, b);
            LongVector t1 = a.and(b).or(ones.and(u));
            ones = ones.lanewise(XOR, u);
            u = t0.lanewise(XOR, t1);
            LongVector f0 = t0.and(t1).or(twos.and(u));
            twos = twos.lanewise(XOR, u);
            a = LongVector.fromMemorySegment(SPECIES, tile, index[i + 4] + h, ORDER);
            b = LongVector.fromMemorySegment(SPECIES, tile, index[i + 5] + h, ORDER);
            u = a.lanewise(XOR, b);
            t0 = a.and(b).or(ones.and(u));
            ones = ones.lanewise(XOR, u);
            a = LongVector.fromMemorySegment(SPECIES, tile, index[i + 6] + h, ORDER);
            b = LongVector.fromMemorySegment(SPECIES, tile, index[i + 7] + h, ORDER);
            u = a.lanewise(XOR, b);
            t1 = a.and(b).or(ones.and(u));
            ones = ones.lanewise(XOR, u);
            u = t0.lanewise(XOR, t1);
            LongVector f1 = t0.and(t1).or(twos.and(u));
            twos = twos.lanewise(XOR, u);
            u = f0.lanewise(XOR, f1);
            LongVector e = f0.and(f1).or(fours.and(u)).lanewise(XOR, f);
            e.intoMemorySegment(planes, out, ORDER);
            e.intoMemorySegment(planes, out + again, ORDER);
            fours = fours.lanewise(XOR, u);
            out += LINE;
        }
        ones.lanewise(XOR, f).intoMemorySegment(planes, counter, ORDER);
        twos.lanewise(XOR, f).intoMemorySegment(planes, counter + LINE, ORDER);
        fours.lanewise(XOR, f).intoMemorySegment(planes, counter + 2 * LINE, ORDER);
    }
}
