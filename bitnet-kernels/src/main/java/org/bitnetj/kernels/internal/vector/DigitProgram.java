package org.bitnetj.kernels.internal.vector;

import java.util.Arrays;

/**
 * The column program of one activation vector: for every digit value the columns whose activation has that digit.
 *
 * <p>An activation is written as at most three odd signed digits, a = sum of +-d * 2^p with d in {1, 3} and p in 0..7 (the
 * non-adjacent form of width 3; 1.9 digits for a Gaussian code, none for a zero). A list holds the columns of one (p, d,
 * sign); the gemv adds up the columns of a list without any multiplication. Built once per vector and shared by all matrices
 * and threads that it feeds; {@link #index} allocates only when a longer vector arrives than ever before.
 *
 * <p>The program is cut into blocks of {@link #BLOCK} nonzero columns, which bounds the scratch memory of the gemv. Each run
 * is a multiple of {@link ColumnAdder#GROUP}; what is left over waits for the next block, and the last block is filled up
 * with the all-zero column that every tile ends with.
 */
final class DigitProgram {
    /**
     * Nonzero columns in a block. Blocks of 512, whose columns stay in the first-level cache, were slower: their 160 short runs
     * cost more than the second-level cache does.
     */
    static final int BLOCK = 4096;

    /** Digit positions. */
    static final int POSITIONS = 8;

    /** Lists: list = 4 * p + 2 * (d == 3) + (negative). */
    static final int LISTS = 4 * POSITIONS;

    private static final int REGION = BLOCK + ColumnAdder.GROUP;

    /** Where the digits that an activation does not have are written: 3 digits x 4 places, see {@link #digitTable}. */
    private static final int SINKS = 12;

    private static final int[] DIGITS = digitTable();

    /** The lists of a block while they grow; needed only while a program is built, so shared by the programs of many tokens. */
    static final class Stage {
        private final int[] columns = new int[(LISTS + SINKS) * REGION];
        private final int[] fill = new int[LISTS + SINKS];
    }

    private int[] columns = new int[0];
    private int[] ends = new int[1];
    private int[] visited = new int[0];
    private int visits;
    private int blocks;
    private int length;
    private int bits;

    /** Builds the program for {@code k} codes from {@code codes[offset]} on. */
    void index(byte[] codes, int offset, int k, Stage stage) {
        reserve(k);
        length = k;
        blocks = 0;
        list(codes, offset, k);
        int used = 0;
        int from = 0;
        resetLists(stage);
        do {
            int to = Math.min(visits, from + BLOCK);
            stageBlock(codes, offset, from, to, stage);
            used = flush(used, to == visits ? k * ColumnAdder.LINE : -1, stage);
            from = to;
        } while (from < visits);
        long sum = 0;
        for (int run = 0; run < blocks * LISTS; run++) {
            int list = run % LISTS;
            sum += (long) (ends[run + 1] - ends[run]) * (((list & 2) + 1) << (list >> 2));
        }
        bits = 64 - Long.numberOfLeadingZeros(sum);
    }

    /** The columns that are not zero. Without a branch, which would be mispredicted at every other column. */
    private void list(byte[] codes, int offset, int k) {
        int[] v = visited;
        int n = 0;
        for (int i = 0; i < k; i++) {
            v[n] = i * ColumnAdder.LINE;
            int code = codes[offset + i];
            n += (code | -code) >>> 31;
        }
        visits = n;
    }

    /** Bits that hold the sum of all digits, and so any counter. At most 29. */
    int bits() {
        return bits;
    }

    int length() {
        return length;
    }

    int blocks() {
        return blocks;
    }

    /** Offsets (in bytes, within a tile) of the columns to add, run after run. */
    int[] columns() {
        return columns;
    }

    /** Run {@code r = block * LISTS + list} covers {@code columns[ends[r] .. ends[r + 1])}. */
    int[] ends() {
        return ends;
    }

    /** Offsets (in bytes, within a tile) of the columns that are not zero, in the order of memory. */
    int[] visited() {
        return visited;
    }

    /** Block b has the columns {@code visited[b * BLOCK .. visitedEnd(b))}, and what was left over before. */
    int visitedEnd(int block) {
        return Math.min(visits, (block + 1) * BLOCK);
    }

    private void reserve(int k) {
        int blocksMax = k / BLOCK + 1;
        if (ends.length < blocksMax * LISTS + 1) {
            ends = new int[blocksMax * LISTS + 1];
        }
        if (visited.length <= k) {
            visited = new int[k + 1];
        }
        if (columns.length < 3 * k + LISTS * ColumnAdder.GROUP) {
            columns = new int[3 * k + LISTS * ColumnAdder.GROUP];
        }
    }

    private static void resetLists(Stage stage) {
        for (int i = 0; i < stage.fill.length; i++) {
            stage.fill[i] = i * REGION;
        }
    }

    /** Appends each column to the lists of its digits, without branches: absent digits go to a sink. */
    private void stageBlock(byte[] codes, int offset, int from, int to, Stage stage) {
        int[] s = stage.columns;
        int[] f = stage.fill;
        int[] v = visited;
        for (int i = from; i < to; i++) {
            int column = v[i];
            // Sinks take turns by the place in the list.
            int d = DIGITS[((i & 3) << 8) | (codes[offset + column / ColumnAdder.LINE] & 255)];
            s[f[d & 63]++] = column;
            s[f[(d >>> 6) & 63]++] = column;
            s[f[d >>> 12]++] = column;
        }
    }

    /** Moves whole groups from the lists to the program; with {@code pad} >= 0 everything, filled up with that column. */
    private int flush(int used, int pad, Stage stage) {
        int[] s = stage.columns;
        int[] f = stage.fill;
        int run = blocks++ * LISTS;
        for (int list = 0; list < LISTS; list++) {
            int base = list * REGION;
            int n = f[list] - base;
            while (pad >= 0 && n % ColumnAdder.GROUP != 0) {
                s[base + n++] = pad;
            }
            int whole = n & -ColumnAdder.GROUP;
            System.arraycopy(s, base, columns, used, whole);
            System.arraycopy(s, base + whole, s, base, n - whole);
            f[list] = base + n - whole;
            used += whole;
            ends[++run] = used;
        }
        for (int sink = LISTS; sink < f.length; sink++) {
            f[sink] = sink * REGION;
        }
        return used;
    }

    /**
     * The lists of each code, 6 bits a digit. Sinks differ by the place of the column modulo 4: one sink would make every append wait for the
     * one before, through the store and reload of its fill count.
     */
    private static int[] digitTable() {
        int[] table = new int[4 * 256];
        int[] list = new int[3];
        for (int code = -128; code < 128; code++) {
            Arrays.fill(list, -1);
            int n = 0;
            int rest = code;
            for (int p = 0; rest != 0; p++, rest >>= 1) {
                if ((rest & 1) != 0) {
                    int digit = (rest & 7) < 4 ? rest & 7 : (rest & 7) - 8;
                    rest -= digit;
                    list[n++] = 4 * p + (Math.abs(digit) == 3 ? 2 : 0) + (digit < 0 ? 1 : 0);
                }
            }
            for (int phase = 0; phase < 4; phase++) {
                int packed = 0;
                for (int i = 0; i < 3; i++) {
                    packed |= (list[i] >= 0 ? list[i] : LISTS + 3 * phase + i) << (6 * i);
                }
                table[(phase << 8) | (code & 255)] = packed;
            }
        }
        return table;
    }
}
