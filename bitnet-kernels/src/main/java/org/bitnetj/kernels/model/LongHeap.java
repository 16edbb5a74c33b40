package org.bitnetj.kernels.model;

/** A binary heap of longs with room for a fixed number of them; the smallest comes out first. */
final class LongHeap {
    private final long[] keys;
    private int size;

    LongHeap(int capacity) {
        keys = new long[capacity];
    }

    int size() {
        return size;
    }

    long smallest() {
        return keys[0];
    }

    void add(long key) {
        int hole = size++;
        while (hole > 0 && keys[(hole - 1) / 2] > key) {
            keys[hole] = keys[(hole - 1) / 2];
            hole = (hole - 1) / 2;
        }
        keys[hole] = key;
    }

    long remove() {
        long smallest = keys[0];
        sink(keys[--size]);
        return smallest;
    }

    /** Removes the smallest and adds another, in one step. */
    void replaceSmallest(long key) {
        sink(key);
    }

    private void sink(long key) {
        int hole = 0;
        for (int child = 1; child < size; child = 2 * hole + 1) {
            if (child + 1 < size && keys[child + 1] < keys[child]) {
                child++;
            }
            if (keys[child] >= key) {
                break;
            }
            keys[hole] = keys[child];
            hole = child;
        }
        keys[hole] = key;
    }
}
