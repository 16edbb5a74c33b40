package org.bitnetj.kernels.internal.vector;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * Exact ternary matrix-vector product that adds up packed columns of equal activation before it multiplies them, for any width of vectors.
 *
 * <p>A column of {@link BucketTiles} is added whole to a total, and its even fields once more by themselves: with seven columns an even field holds
 * at most 14, four bits, and the odd fields are the difference of the two. That is four instructions a column for 124 rows at 256 bits. The sums of
 * seven columns are then multiplied without being taken apart: a 16-bit lane holds four of them, {@code x = n0 + 16 n1 + 256 n2 + 4096 n3};
 * {@code p0 = sum of v x} and {@code p1 = sum of v (x >>> 4)} are taken modulo 2^16, and {@code p0 - 16 p1} is the sum of {@code v n0}, whatever the shift
 * brought in from the next lane; from the last of a lane's four that is subtracted, once, in the same way.
 *
 * <p>What C2 needs: each vector's part of a column loop ends with a store, so that no more than seven loads are hoisted to the top of a block, which
 * would be spilled; offsets are masked, so that they need no range check.
 */
final class BucketGemv {
    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;
    private static final VectorSpecies<Long> LONGS = Widths.LONGS;
    private static final VectorSpecies<Short> SHORTS = Widths.SHORTS;
    private static final VectorSpecies<Integer> INTS = Widths.INTS;

    /** Sums that fill a vector once they are widened; none at 128 bits, where there are no vectors of 64. */
    private static final VectorSpecies<Short> HALF = Widths.BITS < 128 * 2
            ? null
            : ShortVector.SPECIES_PREFERRED.withShape(VectorShape.forBitSize(Widths.BITS / 2));

    private static final int VECTOR = Widths.BITS / Byte.SIZE;
    private static final int LINE = BucketTiles.LINE;

    /** Sums of a chunk: even fields of a line, then odd ones. */
    private static final int SUMS = 2 * LINE;

    private static final int OFFSET = BucketTiles.WINDOW - LINE;

    /** The even fields. Not final: C2 would fold a constant and broadcast it again at every use. */
    private static long evenFields = 0x3333333333333333L;

    private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG.withOrder(ORDER);

    private BucketGemv() {}

    /**
     * Sets {@code sums[sumsAt + r]} for all rows r of some tiles.
     *
     * @param cold whether the matrix has to come from memory: the lines of each block's program are then read once in the order of a simple loop, which
     *     the processor runs far ahead in. For tokens of few columns: for others {@link StreamGemv} is faster.
     */
    static void gemv(BucketTiles w, BucketProgram x, int[] sums, int sumsAt, int tileFrom, int tileTo, boolean cold,
            BucketScratch scratch) {
        if (x.k() != w.shape().k()) {
            throw new IllegalArgumentException(x.k() + " activations for " + w.shape().k() + " columns");
        }
        for (int tile = tileFrom; tile < tileTo; tile++) {
            int used = w.half(tile) ? Math.max(VECTOR, LINE / 2) : LINE;
            Arrays.fill(scratch.rows, -x.excess());
            int batch = 0;
            int from = 0;
            for (int block = 0; block < w.blocks(); block++) {
                if (cold) {
                    scratch.touched += touch(w, tile, block, x, from, batch);
                }
                for (; batch < x.blockEnd(block); batch++) {
                    int to = x.batchEnd(batch);
                    addColumns(w.lines(), w.at(tile, block), used, x.offsets(), from, to - from, scratch.sums);
                    for (int h = 0; h < used; h += VECTOR) {
                        multiply(scratch.sums, h, x.multipliers(), from, to - from, scratch.lanes);
                        addDigits(scratch.lanes, scratch.rows, h / Short.BYTES);
                    }
                    from = to;
                }
            }
            store(scratch.rows, w.groupRows(tile), w.rows(tile), sums, sumsAt + tile * BucketTiles.ROWS);
        }
    }

    /** Reads what a block's program will visit. */
    private static long touch(BucketTiles w, int tile, int block, BucketProgram x, int chunk, int batch) {
        int end = x.blockEnd(block);
        int from = chunk * BucketProgram.CHUNK;
        int to = batch == end ? from : x.batchEnd(end - 1) * BucketProgram.CHUNK;
        MemorySegment lines = w.lines();
        int[] offsets = x.offsets();
        long at = w.at(tile, block);
        long touched = 0;
        for (int i = from; i < to; i++) {
            touched += lines.get(WORD, at + offsets[i]);
        }
        return touched;
    }

    private static void addColumns(MemorySegment lines, long at, int used, int[] offsets, int chunk, int chunks, MemorySegment sums) {
        if (used == VECTOR) {
            addOneVector(lines, at, offsets, chunk, chunks, sums);
            return;
        }
        for (int h = 0; h < used; h += 2 * VECTOR) {
            addTwoVectors(lines, at + h, offsets, chunk, chunks, sums, h);
        }
    }

    /** The sums of chunks of columns, of their first vector alone. */
    private static void addOneVector(MemorySegment lines, long at, int[] offsets, int chunk, int chunks, MemorySegment sums) {
        LongVector mask = LongVector.broadcast(LONGS, evenFields);
        for (int c = 0; c < chunks; c++) {
            MemorySegment w = lines.asSlice(at, OFFSET + VECTOR);
            MemorySegment s = sums.asSlice((long) c * SUMS, LINE + VECTOR);
            int i = (chunk + c) * BucketProgram.CHUNK;
            long c0 = offsets[i] & OFFSET;
            long c1 = offsets[i + 1] & OFFSET;
            long c2 = offsets[i + 2] & OFFSET;
            long c3 = offsets[i + 3] & OFFSET;
            long c4 = offsets[i + 4] & OFFSET;
            long c5 = offsets[i + 5] & OFFSET;
            long c6 = offsets[i + 6] & OFFSET;
            LongVector v = LongVector.fromMemorySegment(LONGS, w, c0, ORDER);
            LongVector all = v;
            LongVector even = v.and(mask);
            v = LongVector.fromMemorySegment(LONGS, w, c1, ORDER);
            all = all.add(v);
            even = even.add(v.and(mask));
            v = LongVector.fromMemorySegment(LONGS, w, c2, ORDER);
            all = all.add(v);
            even = even.add(v.and(mask));
            v = LongVector.fromMemorySegment(LONGS, w, c3, ORDER);
            all = all.add(v);
            even = even.add(v.and(mask));
            v = LongVector.fromMemorySegment(LONGS, w, c4, ORDER);
            all = all.add(v);
            even = even.add(v.and(mask));
            v = LongVector.fromMemorySegment(LONGS, w, c5, ORDER);
            all = all.add(v);
            even = even.add(v.and(mask));
            v = LongVector.fromMemorySegment(LONGS, w, c6, ORDER);
            all = all.add(v);
            even = even.add(v.and(mask));
            even.intoMemorySegment(s, 0, ORDER);
            all.sub(even).lanewise(VectorOperators.LSHR, 2).intoMemorySegment(s, LINE, ORDER);
        }
    }

    /** The sums of chunks of columns, of two neighbouring vectors. */
    private static void addTwoVectors(MemorySegment lines, long at, int[] offsets, int chunk, int chunks, MemorySegment sums,
            int h) {
        LongVector mask = LongVector.broadcast(LONGS, evenFields);
        for (int c = 0; c < chunks; c++) {
            MemorySegment w = lines.asSlice(at, OFFSET + 2 * VECTOR);
            MemorySegment s = sums.asSlice((long) c * SUMS + h, LINE + 2 * VECTOR);
            int i = (chunk + c) * BucketProgram.CHUNK;
            long c0 = offsets[i] & OFFSET;
            long c1 = offsets[i + 1] & OFFSET;
            long c2 = offsets[i + 2] & OFFSET;
            long c3 = offsets[i + 3] & OFFSET;
            long c4 = offsets[i + 4] & OFFSET;
            long c5 = offsets[i + 5] & OFFSET;
            long c6 = offsets[i + 6] & OFFSET;
            LongVector v = LongVector.fromMemorySegment(LONGS, w, c0, ORDER);
            LongVector all = v;
            LongVector even = v.and(mask);
            v = LongVector.fromMemorySegment(LONGS, w, c1, ORDER);
            all = all.add(v);
            even = even.add(v.and(mask));
            v = LongVector.fromMemorySegment(LONGS, w, c2, ORDER);
            all = all.add(v);
            even = even.add(v.and(mask));
            v = LongVector.fromMemorySegment(LONGS, w, c3, ORDER);
            all = all.add(v);
            even = even.add(v.and(mask));
            v = LongVector.fromMemorySegment(LONGS, w, c4, ORDER);
            all = all.add(v);
            even = even.add(v.and(mask));
            v = LongVector.fromMemorySegment(LONGS, w, c5, ORDER);
            all = all.add(v);
            even = even.add(v.and(mask));
            v = LongVector.fromMemorySegment(LONGS, w, c6, ORDER);
            all = all.add(v);
            even = even.add(v.and(mask));
            even.intoMemorySegment(s, 0, ORDER);
            all.sub(even).lanewise(VectorOperators.LSHR, 2).intoMemorySegment(s, LINE, ORDER);
            v = LongVector.fromMemorySegment(LONGS, w, c0 + VECTOR, ORDER);
            all = v;
            even = v.and(mask);
            v = LongVector.fromMemorySegment(LONGS, w, c1 + VECTOR, ORDER);
            all = all.add(v);
            even = even.add(v.and(mask));
            v = LongVector.fromMemorySegment(LONGS, w, c2 + VECTOR, ORDER);
            all = all.add(v);
            even = even.add(v.and(mask));
            v = LongVector.fromMemorySegment(LONGS, w, c3 + VECTOR, ORDER);
            all = all.add(v);
            even = even.add(v.and(mask));
            v = LongVector.fromMemorySegment(LONGS, w, c4 + VECTOR, ORDER);
            all = all.add(v);
            even = even.add(v.and(mask));
            v = LongVector.fromMemorySegment(LONGS, w, c5 + VECTOR, ORDER);
            all = all.add(v);
            even = even.add(v.and(mask));
            v = LongVector.fromMemorySegment(LONGS, w, c6 + VECTOR, ORDER);
            all = all.add(v);
            even = even.add(v.and(mask));
            even.intoMemorySegment(s, VECTOR, ORDER);
            all.sub(even).lanewise(VectorOperators.LSHR, 2).intoMemorySegment(s, LINE + VECTOR, ORDER);
        }
    }

    /**
     * Adds up the products of the sums of some chunks, 16-bit lane by lane and modulo 2^16: for the even and the odd fields of one vector four sums,
     * from the lane itself and from it shifted by 4, 8 and 12 bits.
     */
    private static void multiply(MemorySegment sums, int h, short[] multipliers, int from, int chunks, short[] lanes) {
        ShortVector even0 = ShortVector.zero(SHORTS);
        ShortVector even1 = even0;
        ShortVector even2 = even0;
        ShortVector even3 = even0;
        ShortVector odd0 = even0;
        ShortVector odd1 = even0;
        ShortVector odd2 = even0;
        ShortVector odd3 = even0;
        for (int c = 0; c < chunks; c++) {
            MemorySegment s = sums.asSlice((long) c * SUMS + h, LINE + VECTOR);
            LongVector even = LongVector.fromMemorySegment(LONGS, s, 0, ORDER);
            LongVector odd = LongVector.fromMemorySegment(LONGS, s, LINE, ORDER);
            ShortVector m = ShortVector.broadcast(SHORTS, multipliers[from + c]);
            even0 = even0.add(even.reinterpretAsShorts().mul(m));
            even1 = even1.add(even.lanewise(VectorOperators.LSHR, 4).reinterpretAsShorts().mul(m));
            even2 = even2.add(even.lanewise(VectorOperators.LSHR, 8).reinterpretAsShorts().mul(m));
            even3 = even3.add(even.lanewise(VectorOperators.LSHR, 12).reinterpretAsShorts().mul(m));
            odd0 = odd0.add(odd.reinterpretAsShorts().mul(m));
            odd1 = odd1.add(odd.lanewise(VectorOperators.LSHR, 4).reinterpretAsShorts().mul(m));
            odd2 = odd2.add(odd.lanewise(VectorOperators.LSHR, 8).reinterpretAsShorts().mul(m));
            odd3 = odd3.add(odd.lanewise(VectorOperators.LSHR, 12).reinterpretAsShorts().mul(m));
        }
        int n = SHORTS.length();
        even0.sub(even1.lanewise(VectorOperators.LSHL, 4)).intoArray(lanes, 0);
        even1.sub(even2.lanewise(VectorOperators.LSHL, 4)).intoArray(lanes, n);
        even2.sub(even3.lanewise(VectorOperators.LSHL, 4)).intoArray(lanes, 2 * n);
        even3.sub(even0.reinterpretAsLongs().lanewise(VectorOperators.LSHR, 16).reinterpretAsShorts().lanewise(VectorOperators.LSHL, 4))
                .intoArray(lanes, 3 * n);
        odd0.sub(odd1.lanewise(VectorOperators.LSHL, 4)).intoArray(lanes, 4 * n);
        odd1.sub(odd2.lanewise(VectorOperators.LSHL, 4)).intoArray(lanes, 5 * n);
        odd2.sub(odd3.lanewise(VectorOperators.LSHL, 4)).intoArray(lanes, 6 * n);
        odd3.sub(odd0.reinterpretAsLongs().lanewise(VectorOperators.LSHR, 16).reinterpretAsShorts().lanewise(VectorOperators.LSHL, 4))
                .intoArray(lanes, 7 * n);
    }

    /** Adds the 16-bit sums of eight groups to those of their rows, which are 32 apart from group to group. */
    static void addDigits(short[] lanes, int[] rows, int at) {
        int n = SHORTS.length();
        for (int group = 0; group < BucketTiles.GROUPS; group++) {
            addWide(lanes, group * n, n, rows, group * LINE / Short.BYTES + at);
        }
    }

    private static void addWide(short[] lanes, int from, int count, int[] rows, int at) {
        int i = 0;
        if (HALF != null) {
            for (; i < count; i += INTS.length()) {
                IntVector wide = (IntVector) ShortVector.fromArray(HALF, lanes, from + i).convertShape(VectorOperators.S2I, INTS, 0);
                IntVector.fromArray(INTS, rows, at + i).add(wide).intoArray(rows, at + i);
            }
        }
        for (; i < count; i++) {
            rows[at + i] += lanes[from + i];
        }
    }

    /** Copies the rows that are there, group after group. */
    static void store(int[] rows, int groupRows, int count, int[] sums, int at) {
        int whole = (BucketTiles.GROUPS - 1) * groupRows;
        for (int r = 0; r < Math.min(count, whole); r += groupRows) {
            System.arraycopy(rows, r / groupRows * (LINE / Short.BYTES), sums, at + r, Math.min(groupRows, count - r));
        }
        for (int r = whole; r < count; r++) {
            sums[at + r] = rows[(BucketTiles.GROUPS - 1) * (LINE / Short.BYTES) + BucketTiles.lastGroupWord(r - whole)];
        }
    }
}
