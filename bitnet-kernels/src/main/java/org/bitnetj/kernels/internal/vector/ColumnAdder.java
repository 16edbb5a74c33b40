package org.bitnetj.kernels.internal.vector;

import static jdk.incubator.vector.VectorOperators.XOR;

import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The inner loops of the bit-sliced gemv: carry-save addition of 64-byte columns.
 *
 * <p>A column is 512 independent one-bit summands (8 longs). A counter holds three planes of 8 longs: ones, twos, fours.
 * Eight columns go in, seven full adders later one plane of weight eight comes out; the counter keeps the rest.
 *
 * <p>Rules that C2 imposes here (each was measured): a vector lives in one loop only; full adders are written out by hand,
 * because helpers that take vectors stop being inlined; each matrix tile is an array of its own, so that the index in the
 * program is the array index and C2 needs one load, one compare and one branch a column and no spilled base.
 */
final class ColumnAdder {
    /** Columns that one step consumes: every run of the program is a multiple of this. */
    static final int GROUP = 8;

    /** Longs in a column, and in a plane of counters. */
    static final int PLANE = 8;

    /** The layout does not depend on its width. */
    static final VectorSpecies<Long> SPECIES = Widths.LONGS;

    private static final int VL = SPECIES.length();

    private ColumnAdder() {}

    /**
     * Adds the columns {@code tile[index[from..to)]} to the counter {@code planes[counter..counter+24)} and appends one plane
     * of weight eight per group at {@code out}, and another copy {@code again} longs further on (0 for none).
     *
     * <p>With {@code flip} = -1 the columns are subtracted, except for a constant that is the same for all 512 counters: a full
     * adder of inverted inputs gives inverted outputs, so the counter is inverted before and after and the columns need no
     * instruction of their own.
     */
    static void addColumns(long[] tile, int[] index, int from, int to, long flip, long[] planes, int counter, int out, int again) {
        if (VL == 8) {
            addColumns512(tile, index, from, to, flip, planes, counter, out, again);
        } else if (VL == 4) {
            addColumns256(tile, index, from, to, flip, planes, counter, out, again);
        } else {
            for (int h = 0; h < PLANE; h += VL) {
                addColumns128(tile, h, index, from, to, flip, planes, counter + h, out + h, again);
            }
        }
    }

    /** The 512-bit form: carry and sum are three-input functions, one vpternlog each. */
    private static void addColumns512(
            long[] tile, int[] index, int from, int to, long flip, long[] planes, int counter, int out, int again) {
        LongVector f = LongVector.broadcast(SPECIES, flip);
        LongVector ones = LongVector.fromArray(SPECIES, planes, counter).lanewise(XOR, f);
        LongVector twos = LongVector.fromArray(SPECIES, planes, counter + 8).lanewise(XOR, f);
        LongVector fours = LongVector.fromArray(SPECIES, planes, counter + 16).lanewise(XOR, f);
        for (int i = from; i < to; i += GROUP) {
            LongVector a = LongVector.fromArray(SPECIES, tile, index[i]);
            LongVector b = LongVector.fromArray(SPECIES, tile, index[i + 1]);
            LongVector t0 = a.and(b).or(ones.and(a.or(b)));
            ones = ones.lanewise(XOR, a).lanewise(XOR, b);
            a = LongVector.fromArray(SPECIES, tile, index[i + 2]);
            b = LongVector.fromArray(SPECIES, tile, index[i + 3]);
            LongVector t1 = a.and(b).or(ones.and(a.or(b)));
            ones = ones.lanewise(XOR, a).lanewise(XOR, b);
            LongVector f0 = t0.and(t1).or(twos.and(t0.or(t1)));
            twos = twos.lanewise(XOR, t0).lanewise(XOR, t1);
            a = LongVector.fromArray(SPECIES, tile, index[i + 4]);
            b = LongVector.fromArray(SPECIES, tile, index[i + 5]);
            t0 = a.and(b).or(ones.and(a.or(b)));
            ones = ones.lanewise(XOR, a).lanewise(XOR, b);
            a = LongVector.fromArray(SPECIES, tile, index[i + 6]);
            b = LongVector.fromArray(SPECIES, tile, index[i + 7]);
            t1 = a.and(b).or(ones.and(a.or(b)));
            ones = ones.lanewise(XOR, a).lanewise(XOR, b);
            LongVector f1 = t0.and(t1).or(twos.and(t0.or(t1)));
            twos = twos.lanewise(XOR, t0).lanewise(XOR, t1);
            LongVector e = f0.and(f1).or(fours.and(f0.or(f1)));
            fours = fours.lanewise(XOR, f0).lanewise(XOR, f1);
            e = e.lanewise(XOR, f);
            e.intoArray(planes, out);
            e.intoArray(planes, out + again);
            out += PLANE;
        }
        ones.lanewise(XOR, f).intoArray(planes, counter);
        twos.lanewise(XOR, f).intoArray(planes, counter + 8);
        fours.lanewise(XOR, f).intoArray(planes, counter + 16);
    }

    /**
     * The 256-bit form: both halves of a column in one step, so that they share the index; five logic operations an adder.
     * Long, because what it repeats cannot be a method (see above); no vector is spilled.
     */
    private static void addColumns256(
            long[] tile, int[] index, int from, int to, long flip, long[] planes, int counter, int out, int again) {
        LongVector f = LongVector.broadcast(SPECIES, flip);
        LongVector ones = LongVector.fromArray(SPECIES, planes, counter).lanewise(XOR, f);
        LongVector onesH = LongVector.fromArray(SPECIES, planes, counter + 4).lanewise(XOR, f);
        LongVector twos = LongVector.fromArray(SPECIES, planes, counter + 8).lanewise(XOR, f);
        LongVector twosH = LongVector.fromArray(SPECIES, planes, counter + 12).lanewise(XOR, f);
        LongVector fours = LongVector.fromArray(SPECIES, planes, counter + 16).lanewise(XOR, f);
        LongVector foursH = LongVector.fromArray(SPECIES, planes, counter + 20).lanewise(XOR, f);
        for (int i = from; i < to; i += GROUP) {
            int j = index[i];
            int k = index[i + 1];
            LongVector a = LongVector.fromArray(SPECIES, tile, j);
            LongVector b = LongVector.fromArray(SPECIES, tile, k);
            LongVector u = a.lanewise(XOR, b);
            LongVector t0 = a.and(b).or(ones.and(u));
            ones = ones.lanewise(XOR, u);
            a = LongVector.fromArray(SPECIES, tile, j + 4);
            b = LongVector.fromArray(SPECIES, tile, k + 4);
            u = a.lanewise(XOR, b);
            LongVector t0h = a.and(b).or(onesH.and(u));
            onesH = onesH.lanewise(XOR, u);
            j = index[i + 2];
            k = index[i + 3];
            a = LongVector.fromArray(SPECIES, tile, j);
            b = LongVector.fromArray(SPECIES, tile, k);
            u = a.lanewise(XOR, b);
            LongVector t1 = a.and(b).or(ones.and(u));
            ones = ones.lanewise(XOR, u);
            u = t0.lanewise(XOR, t1);
            LongVector f0 = t0.and(t1).or(twos.and(u));
            twos = twos.lanewise(XOR, u);
            a = LongVector.fromArray(SPECIES, tile, j + 4);
            b = LongVector.fromArray(SPECIES, tile, k + 4);
            u = a.lanewise(XOR, b);
            t1 = a.and(b).or(onesH.and(u));
            onesH = onesH.lanewise(XOR, u);
            u = t0h.lanewise(XOR, t1);
            LongVector f0h = t0h.and(t1).or(twosH.and(u));
            twosH = twosH.lanewise(XOR, u);
            j = index[i + 4];
            k = index[i + 5];
            a = LongVector.fromArray(SPECIES, tile, j);
            b = LongVector.fromArray(SPECIES, tile, k);
            u = a.lanewise(XOR, b);
            t0 = a.and(b).or(ones.and(u));
            ones = ones.lanewise(XOR, u);
            a = LongVector.fromArray(SPECIES, tile, j + 4);
            b = LongVector.fromArray(SPECIES, tile, k + 4);
            u = a.lanewise(XOR, b);
            t0h = a.and(b).or(onesH.and(u));
            onesH = onesH.lanewise(XOR, u);
            j = index[i + 6];
            k = index[i + 7];
            a = LongVector.fromArray(SPECIES, tile, j);
            b = LongVector.fromArray(SPECIES, tile, k);
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
            t0.intoArray(planes, out);
            t0.intoArray(planes, out + again);
            a = LongVector.fromArray(SPECIES, tile, j + 4);
            b = LongVector.fromArray(SPECIES, tile, k + 4);
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
            t0h.intoArray(planes, out + 4);
            t0h.intoArray(planes, out + again + 4);
            out += PLANE;
        }
        ones.lanewise(XOR, f).intoArray(planes, counter);
        onesH.lanewise(XOR, f).intoArray(planes, counter + 4);
        twos.lanewise(XOR, f).intoArray(planes, counter + 8);
        twosH.lanewise(XOR, f).intoArray(planes, counter + 12);
        fours.lanewise(XOR, f).intoArray(planes, counter + 16);
        foursH.lanewise(XOR, f).intoArray(planes, counter + 20);
    }

    /** The 128-bit form: one vector of each column at a time, {@code h} longs into it. */
    private static void addColumns128(
            long[] tile, int h, int[] index, int from, int to, long flip, long[] planes, int counter, int out, int again) {
        LongVector f = LongVector.broadcast(SPECIES, flip);
        LongVector ones = LongVector.fromArray(SPECIES, planes, counter).lanewise(XOR, f);
        LongVector twos = LongVector.fromArray(SPECIES, planes, counter + 8).lanewise(XOR, f);
        LongVector fours = LongVector.fromArray(SPECIES, planes, counter + 16).lanewise(XOR, f);
        for (int i = from; i < to; i += GROUP) {
            LongVector a = LongVector.fromArray(SPECIES, tile, index[i] + h);
            LongVector b = LongVector.fromArray(SPECIES, tile, index[i + 1] + h);
            LongVector u = a.lanewise(XOR, b);
            LongVector t0 = a.and(b).or(ones.and(u));
            ones = ones.lanewise(XOR, u);
            a = LongVector.fromArray(SPECIES, tile, index[i + 2] + h);
            b = LongVector.fromArray(SPECIES, tile, index[i + 3] + h);
            u = a.lanewise(XOR, b);
            LongVector t1 = a.and(b).or(ones.and(u));
            ones = ones.lanewise(XOR, u);
            u = t0.lanewise(XOR, t1);
            LongVector f0 = t0.and(t1).or(twos.and(u));
            twos = twos.lanewise(XOR, u);
            a = LongVector.fromArray(SPECIES, tile, index[i + 4] + h);
            b = LongVector.fromArray(SPECIES, tile, index[i + 5] + h);
            u = a.lanewise(XOR, b);
            t0 = a.and(b).or(ones.and(u));
            ones = ones.lanewise(XOR, u);
            a = LongVector.fromArray(SPECIES, tile, index[i + 6] + h);
            b = LongVector.fromArray(SPECIES, tile, index[i + 7] + h);
            u = a.lanewise(XOR, b);
            t1 = a.and(b).or(ones.and(u));
            ones = ones.lanewise(XOR, u);
            u = t0.lanewise(XOR, t1);
            LongVector f1 = t0.and(t1).or(twos.and(u));
            twos = twos.lanewise(XOR, u);
            u = f0.lanewise(XOR, f1);
            LongVector e = f0.and(f1).or(fours.and(u)).lanewise(XOR, f);
            e.intoArray(planes, out);
            e.intoArray(planes, out + again);
            fours = fours.lanewise(XOR, u);
            out += PLANE;
        }
        ones.lanewise(XOR, f).intoArray(planes, counter);
        twos.lanewise(XOR, f).intoArray(planes, counter + 8);
        fours.lanewise(XOR, f).intoArray(planes, counter + 16);
    }
}
