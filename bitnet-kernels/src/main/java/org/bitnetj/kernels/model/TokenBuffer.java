package org.bitnetj.kernels.model;

import java.util.Arrays;

/** A growing list of token ids. */
final class TokenBuffer {
    private int[] tokens = new int[16];
    private int size;

    void add(int token) {
        if (size == tokens.length) {
            tokens = Arrays.copyOf(tokens, 2 * size);
        }
        tokens[size++] = token;
    }

    int size() {
        return size;
    }

    int[] toArray() {
        return Arrays.copyOf(tokens, size);
    }
}
