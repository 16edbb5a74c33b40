package org.bitnetj.kernels.internal.vector;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.Arrays;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The product of {@link BucketGemv} for a matrix that has to come from memory: columns are visited in the order in which they lie there, so that the
 * processor fetches the next ones while it adds up these.
 *
 * <p>Each column is added to the slot of its activation's value ({@link StreamProgram}): its whole line, and its even fields. Slots stay in the
 * first-level cache as far as they are in use; at the end of a block they are multiplied as {@link BucketGemv} does with the sums of chunks, and cleared.
 * That takes 17 to 21 instructions a column where the order by value takes 13, but that kernel first fetches all that it then visits out of order.
 *
 * <p>What C2 needs: the slots are seen through a slice of constant length, made inside the loop, and their offsets are masked, so that they need no
 * range checks; that slots and lines are both memory off the heap keeps C2 from loading early what it would then spill.
 */
final class StreamGemv {
    /** Bytes of all slots. */
    static final int SLOTS_END = StreamProgram.SLOTS * StreamProgram.SLOT;

    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;
    private static final VectorSpecies<Long> LONGS = Widths.LONGS;
    private static final VectorSpecies<Short> SHORTS = Widths.SHORTS;
    private static final int VECTOR = Widths.BITS / Byte.SIZE;
    private static final int LINE = BucketTiles.LINE;
    private static final int SLOT_MASK = SLOTS_END - StreamProgram.SLOT;

    /** The even fields. Not final: C2 would fold a constant and broadcast it again at every use. */
    private static long evenFields = 0x3333333333333333L;

    private StreamGemv() {}

    /** Sets {@code sums[sumsAt + r]} for all rows r of some tiles. The scratch's slots are zero before and after. */
    static void gemv(BucketTiles w, StreamProgram x, int[] sums, int sumsAt, int tileFrom, int tileTo, BucketScratch scratch) {
        if (x.k() != w.shape().k()) {
            throw new IllegalArgumentException(x.k() + " activations for " + w.shape().k() + " columns");
        }
        for (int tile = tileFrom; tile < tileTo; tile++) {
            Arrays.fill(scratch.rows, -x.excess());
            tile(w, x, tile, w.half(tile) ? Math.max(VECTOR, LINE / 2) : LINE, scratch);
            BucketGemv.store(scratch.rows, w.groupRows(tile), w.rows(tile), sums, sumsAt + tile * BucketTiles.ROWS);
        }
    }

    private static void tile(BucketTiles w, StreamProgram x, int tile, int used, BucketScratch scratch) {
        int batch = 0;
        int from = 0;
        for (int block = 0; block < w.blocks(); block++) {
            int first = from;
            int places = StreamProgram.places(Math.min(w.blockColumns(), w.shape().k() - block * w.blockColumns()));
            MemorySegment lines = w.lines().asSlice(w.at(tile, block), (long) places * LINE);
            addColumns(lines, used, x.slots(), block * StreamProgram.places(w.blockColumns()), scratch.slots);
            for (; batch < x.blockEnd(block); batch++) {
                int to = x.batchEnd(batch);
                MemorySegment slots = scratch.slots.asSlice((1L + from - first) * StreamProgram.SLOT);
                for (int h = 0; h < used; h += VECTOR) {
                    multiply(slots, h, x.multipliers(), from, to - from, scratch.lanes);
                    BucketGemv.addDigits(scratch.lanes, scratch.rows, h / Short.BYTES);
                }
                from = to;
            }
        }
    }

    /** Adds the columns of a block to their slots, in pairs, of which one is from its first half and the other from its second. */
    private static void addColumns(MemorySegment block, int used, int[] program, int first, MemorySegment slots) {
        long half = block.byteSize() / 2;
        int pairs = (int) (half / LINE);
        for (int h = 0; h < used; h += 2 * VECTOR) {
            long bytes = half - LINE + Math.min(used, 2 * VECTOR);
            if (used == VECTOR) {
                addOneVector(block.asSlice(0, bytes), block.asSlice(half, bytes), pairs, program, first, slots, 0);
            } else {
                addTwoVectors(block.asSlice(h, bytes), block.asSlice(half + h, bytes), pairs, program, first, slots, h);
            }
        }
    }

    /** The first vector of each column. */
    private static void addOneVector(MemorySegment low, MemorySegment high, int pairs, int[] program, int first, MemorySegment slots,
            int h) {
        LongVector mask = LongVector.broadcast(LONGS, evenFields);
        for (int i = 0; i < pairs; i++) {
            MemorySegment s = slots.asSlice(h, SLOTS_END - LINE + VECTOR);
            long at = (long) i * LINE;
            long o;
            LongVector v;
            o = program[first + 2 * i] & SLOT_MASK;
            v = LongVector.fromMemorySegment(LONGS, low, at, ORDER);
            LongVector.fromMemorySegment(LONGS, s, o, ORDER).add(v).intoMemorySegment(s, o, ORDER);
            LongVector.fromMemorySegment(LONGS, s, o + LINE, ORDER).add(v.and(mask)).intoMemorySegment(s, o + LINE, ORDER);
            o = program[first + 2 * i + 1] & SLOT_MASK;
            v = LongVector.fromMemorySegment(LONGS, high, at, ORDER);
            LongVector.fromMemorySegment(LONGS, s, o, ORDER).add(v).intoMemorySegment(s, o, ORDER);
            LongVector.fromMemorySegment(LONGS, s, o + LINE, ORDER).add(v.and(mask)).intoMemorySegment(s, o + LINE, ORDER);
        }
    }

    /** Two neighbouring vectors of each column. */
    private static void addTwoVectors(MemorySegment low, MemorySegment high, int pairs, int[] program, int first, MemorySegment slots,
            int h) {
        LongVector mask = LongVector.broadcast(LONGS, evenFields);
        for (int i = 0; i < pairs; i++) {
            MemorySegment s = slots.asSlice(h, SLOTS_END - LINE + 2 * VECTOR);
            long at = (long) i * LINE;
            long o;
            LongVector v;
            o = program[first + 2 * i] & SLOT_MASK;
            v = LongVector.fromMemorySegment(LONGS, low, at, ORDER);
            LongVector.fromMemorySegment(LONGS, s, o, ORDER).add(v).intoMemorySegment(s, o, ORDER);
            LongVector.fromMemorySegment(LONGS, s, o + LINE, ORDER).add(v.and(mask)).intoMemorySegment(s, o + LINE, ORDER);
            v = LongVector.fromMemorySegment(LONGS, low, at + VECTOR, ORDER);
            LongVector.fromMemorySegment(LONGS, s, o + VECTOR, ORDER).add(v).intoMemorySegment(s, o + VECTOR, ORDER);
            LongVector.fromMemorySegment(LONGS, s, o + LINE + VECTOR, ORDER).add(v.and(mask)).intoMemorySegment(s, o + LINE + VECTOR,
                    ORDER);
            o = program[first + 2 * i + 1] & SLOT_MASK;
            v = LongVector.fromMemorySegment(LONGS, high, at, ORDER);
            LongVector.fromMemorySegment(LONGS, s, o, ORDER).add(v).intoMemorySegment(s, o, ORDER);
            LongVector.fromMemorySegment(LONGS, s, o + LINE, ORDER).add(v.and(mask)).intoMemorySegment(s, o + LINE, ORDER);
            v = LongVector.fromMemorySegment(LONGS, high, at + VECTOR, ORDER);
            LongVector.fromMemorySegment(LONGS, s, o + VECTOR, ORDER).add(v).intoMemorySegment(s, o + VECTOR, ORDER);
            LongVector.fromMemorySegment(LONGS, s, o + LINE + VECTOR, ORDER).add(v.and(mask)).intoMemorySegment(s, o + LINE + VECTOR,
                    ORDER);
        }
    }

    /**
     * Adds up the products of some slots, as {@link BucketGemv} does with the sums of chunks, and clears them. Written out once more: a method that is handed
     * vectors is not always inlined, and each of them is then an object.
     */
    private static void multiply(MemorySegment slots, int h, short[] multipliers, int from, int count, short[] lanes) {
        LongVector none = LongVector.zero(LONGS);
        ShortVector even0 = ShortVector.zero(SHORTS);
        ShortVector even1 = even0;
        ShortVector even2 = even0;
        ShortVector even3 = even0;
        ShortVector odd0 = even0;
        ShortVector odd1 = even0;
        ShortVector odd2 = even0;
        ShortVector odd3 = even0;
        for (int c = 0; c < count; c++) {
            MemorySegment s = slots.asSlice((long) c * StreamProgram.SLOT + h, LINE + VECTOR);
            LongVector even = LongVector.fromMemorySegment(LONGS, s, LINE, ORDER);
            LongVector odd = LongVector.fromMemorySegment(LONGS, s, 0, ORDER).sub(even).lanewise(VectorOperators.LSHR, 2);
            none.intoMemorySegment(s, 0, ORDER);
            none.intoMemorySegment(s, LINE, ORDER);
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
}
