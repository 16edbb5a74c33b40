package org.bitnetj.kernels.model;

import java.util.Arrays;

/**
 * Which pairs of tokens merge into which token, and in what order: of all neighbours in a text the pair of the lowest rank merges first, the
 * leftmost of equals.
 *
 * <p>A text of n symbols takes O(n log n) steps, whatever it is: pairs wait in a heap, and one that has changed since is passed over. Immutable once filled; then
 * thread-safe.
 */
final class MergeTable {
    /** A symbol that is no token and merges with nothing. */
    static final int NONE = -1;

    private static final long EMPTY = -1;

    // Open addressing: pair, and in the same place rank and merged token.
    private final long[] pairs;
    private final int[] ranks;
    private final int[] merged;
    private final int shift;

    /** Makes room for some pairs. */
    MergeTable(int capacity) {
        int bits = 32 - Integer.numberOfLeadingZeros(Math.max(4, capacity)) + 1;
        pairs = new long[1 << bits];
        Arrays.fill(pairs, EMPTY);
        ranks = new int[pairs.length];
        merged = new int[pairs.length];
        shift = 64 - bits;
    }

    /** Adds a pair, unless it is there already. */
    void add(int left, int right, int rank, int token) {
        long pair = pair(left, right);
        int at = place(pair);
        if (pairs[at] == EMPTY) {
            pairs[at] = pair;
            ranks[at] = rank;
            merged[at] = token;
        }
    }

    private static long pair(int left, int right) {
        return ((long) left << 32) | (right & 0xFFFFFFFFL);
    }

    private int place(long pair) {
        int at = (int) ((pair * 0x9E3779B97F4A7C15L) >>> shift);
        while (pairs[at] != pair && pairs[at] != EMPTY) {
            at = (at + 1) & (pairs.length - 1);
        }
        return at;
    }

    private int find(int left, int right) {
        if (left == NONE || right == NONE) {
            return NONE;
        }
        int at = place(pair(left, right));
        return pairs[at] == EMPTY ? NONE : at;
    }

    /**
     * Merges until no pair is left.
     *
     * @param symbols tokens from left to right, or {@link #NONE}; overwritten: what is left stands at the front
     * @param count how many there are
     * @return how many are left
     */
    int merge(int[] symbols, int count) {
        return count < 2 ? count : new Merging(symbols, count).run();
    }

    /** One text while it is merged: a list linked by index, and the heap of pairs that may merge. */
    private final class Merging {
        private static final int DEAD = -2;

        private final int[] symbols;
        private final int[] previous;
        private final int[] next;
        // rank << 32 | index of the left symbol: the smallest is the pair to merge. Each merge takes one out and puts at most two in.
        private final LongHeap waiting;

        Merging(int[] symbols, int count) {
            this.symbols = symbols;
            previous = new int[count];
            next = new int[count];
            waiting = new LongHeap(2 * count);
            for (int i = 0; i < count; i++) {
                previous[i] = i - 1;
                next[i] = i + 1 < count ? i + 1 : NONE;
            }
            for (int i = 0; i + 1 < count; i++) {
                offer(i);
            }
        }

        int run() {
            while (waiting.size() > 0) {
                long lowest = waiting.remove();
                int left = (int) lowest;
                // The rank tells the pair, so another one in its place shows.
                int at = symbols[left] == DEAD || next[left] == NONE ? NONE : find(symbols[left], symbols[next[left]]);
                if (at != NONE && ranks[at] == (int) (lowest >>> 32)) {
                    join(left, merged[at]);
                }
            }
            int size = 0;
            for (int i = 0; i != NONE; i = next[i]) {
                symbols[size++] = symbols[i];
            }
            return size;
        }

        private void join(int left, int token) {
            int right = next[left];
            symbols[left] = token;
            symbols[right] = DEAD;
            next[left] = next[right];
            if (next[left] != NONE) {
                previous[next[left]] = left;
                offer(left);
            }
            if (previous[left] != NONE) {
                offer(previous[left]);
            }
        }

        private void offer(int left) {
            int at = find(symbols[left], symbols[next[left]]);
            if (at != NONE) {
                waiting.add(((long) ranks[at] << 32) | left);
            }
        }
    }
}
