package org.bitnetj.kernels.internal.vector;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

import org.bitnetj.kernels.internal.RowType;

/**
 * Decodes a row of Q8_0 or Q6_K into floats, drawn in {@link RowType}: eight bytes at a time, widened to ints, since only those shift by
 * immediates.
 */
final class RowDecoder {
    /** Eight lanes at every width: a block's parts are multiples of that, and not of more. */
    private static final VectorSpecies<Byte> BYTES = ByteVector.SPECIES_64;
    private static final VectorSpecies<Integer> INTS = Widths.BITS < 256 ? IntVector.SPECIES_128 : IntVector.SPECIES_256;
    private static final int LANES = INTS.length();
    private static final int PARTS = 8 / LANES;
    private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

    private RowDecoder() {}

    static void q8(MemorySegment rows, long at, int k, float[] row) {
        for (int i = 0; i < k; i += 8) {
            long block = at + (long) i / 32 * 34;
            float scale = RowType.half(rows, block);
            ByteVector codes = ByteVector.fromMemorySegment(BYTES, rows, block + 2 + i % 32, ORDER);
            for (int part = 0; part < PARTS; part++) {
                IntVector q = (IntVector) codes.convertShape(VectorOperators.B2I, INTS, part);
                ((FloatVector) q.convert(VectorOperators.I2F, 0)).mul(scale).intoArray(row, i + part * LANES);
            }
        }
    }

    static void q6(MemorySegment rows, long at, int k, float[] row) {
        for (int i = 0; i < k; i += 128) {
            long block = at + (long) i / 256 * 210;
            int half = i / 128 % 2;
            float scale = RowType.half(rows, block + 208);
            for (int l = 0; l < 32; l += 8) {
                long scales = block + 192 + 8L * half + l / 16;
                eights(rows, block + 64L * half + l, block + 128 + 32L * half + l, scales, scale, row, i + l);
            }
        }
    }

    /** Eight weights of each of the four quarters of half a block. */
    private static void eights(MemorySegment rows, long low, long high, long scales, float scale, float[] row, int to) {
        ByteVector first = ByteVector.fromMemorySegment(BYTES, rows, low, ORDER);
        ByteVector second = ByteVector.fromMemorySegment(BYTES, rows, low + 32, ORDER);
        ByteVector tops = ByteVector.fromMemorySegment(BYTES, rows, high, ORDER);
        for (int part = 0; part < PARTS; part++) {
            IntVector a = (IntVector) first.convertShape(VectorOperators.B2I, INTS, part);
            IntVector b = (IntVector) second.convertShape(VectorOperators.B2I, INTS, part);
            IntVector h = (IntVector) tops.convertShape(VectorOperators.B2I, INTS, part);
            int at = to + part * LANES;
            store(a.and(15).or(h.lanewise(VectorOperators.LSHL, 4).and(0x30)), scale * scale(rows, scales), row, at);
            store(b.and(15).or(h.lanewise(VectorOperators.LSHL, 2).and(0x30)), scale * scale(rows, scales + 2), row, at + 32);
            store(a.lanewise(VectorOperators.LSHR, 4).and(15).or(h.and(0x30)), scale * scale(rows, scales + 4), row, at + 64);
            store(b.lanewise(VectorOperators.LSHR, 4).and(15).or(h.lanewise(VectorOperators.LSHR, 2).and(0x30)),
                    scale * scale(rows, scales + 6), row, at + 96);
        }
    }

    private static byte scale(MemorySegment rows, long at) {
        return rows.get(ValueLayout.JAVA_BYTE, at);
    }

    private static void store(IntVector codes, float scale, float[] row, int at) {
        ((FloatVector) codes.sub(32).convert(VectorOperators.I2F, 0)).mul(scale).intoArray(row, at);
    }
}
