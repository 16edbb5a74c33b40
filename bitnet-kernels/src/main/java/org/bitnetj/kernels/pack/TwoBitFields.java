package org.bitnetj.kernels.pack;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Runs of bytes with four codes each, whose trits lie in four runs of the same length: all orders of I2_S and TQ2_0 are made of these. Eight
 * bytes at a time, in one register.
 */
final class TwoBitFields {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long LOW_FIELDS = 0x0303_0303_0303_0303L;
    private static final long HIGH_BITS = 0x8080_8080_8080_8080L;

    private TwoBitFields() {}

    /** Packs runs that begin at four places: the codes of the first go into bits 7:6, of the last into bits 1:0. */
    static void pack(byte[] trits, int top, int second, int third, int bottom, byte[] bytes, int out, int run) {
        int i = 0;
        for (; i <= run - Long.BYTES; i += Long.BYTES) {
            long codes = codes((long) LONGS.get(trits, top + i)) << 6 | codes((long) LONGS.get(trits, second + i)) << 4
                    | codes((long) LONGS.get(trits, third + i)) << 2 | codes((long) LONGS.get(trits, bottom + i));
            LONGS.set(bytes, out + i, codes);
        }
        for (; i < run; i++) {
            bytes[out + i] = (byte) ((trits[top + i] + 1) << 6 | (trits[second + i] + 1) << 4 | (trits[third + i] + 1) << 2
                    | (trits[bottom + i] + 1));
        }
    }

    /** Unpacks a run into runs that begin at four places: bits 7:6 go to the first, bits 1:0 to the last. No code is 3. */
    static void unpack(byte[] bytes, int from, int run, byte[] trits, int top, int second, int third, int bottom) {
        int i = 0;
        for (; i <= run - Long.BYTES; i += Long.BYTES) {
            long codes = (long) LONGS.get(bytes, from + i);
            LONGS.set(trits, top + i, trits(codes >>> 6));
            LONGS.set(trits, second + i, trits(codes >>> 4));
            LONGS.set(trits, third + i, trits(codes >>> 2));
            LONGS.set(trits, bottom + i, trits(codes));
        }
        for (; i < run; i++) {
            int code = bytes[from + i];
            trits[top + i] = (byte) ((code >> 6 & 3) - 1);
            trits[second + i] = (byte) ((code >> 4 & 3) - 1);
            trits[third + i] = (byte) ((code >> 2 & 3) - 1);
            trits[bottom + i] = (byte) ((code & 3) - 1);
        }
    }

    /** Each byte plus 1. The high bit is flipped, so that -1 carries nothing into its neighbour. */
    private static long codes(long trits) {
        return ((trits ^ HIGH_BITS) + ONES) & LOW_FIELDS;
    }

    /** The low field of each byte minus 1. The high bit is lent, so that 0 borrows nothing from its neighbour. */
    static long trits(long codes) {
        return (((codes & LOW_FIELDS) | HIGH_BITS) - ONES) ^ HIGH_BITS;
    }
}
