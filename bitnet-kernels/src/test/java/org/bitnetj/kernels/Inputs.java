package org.bitnetj.kernels;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Weights and activations that kernels are tested with: random ones, and the extremes. All seeded. */
public final class Inputs {
    private Inputs() {}

    /** How the trits of a matrix are drawn. */
    public enum Weights {
        ALL_PLUS, ALL_MINUS, ALL_ZERO, RANDOM, ONE_NONZERO
    }

    /** How the codes of a token are drawn. */
    public enum Codes {
        ALL_MIN, ALL_MAX, ALL_ZERO, ALTERNATING, GAUSSIAN, ONE_OUTLIER, SPARSE
    }

    /** Draws a matrix. */
    public static TernaryMatrix matrix(Shape shape, Weights kind, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] trits = new byte[shape.weights()];
        switch (kind) {
            case ALL_PLUS -> Arrays.fill(trits, (byte) 1);
            case ALL_MINUS -> Arrays.fill(trits, (byte) -1);
            case ALL_ZERO -> Arrays.fill(trits, (byte) 0);
            case RANDOM -> {
                for (int i = 0; i < trits.length; i++) {
                    trits[i] = (byte) (random.nextInt(3) - 1);
                }
            }
            case ONE_NONZERO -> trits[random.nextInt(trits.length)] = -1;
        }
        return TernaryMatrix.of(shape, trits, 0.5f);
    }

    /** Draws a token. */
    public static byte[] codes(int k, Codes kind, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] codes = new byte[k];
        switch (kind) {
            case ALL_MIN -> Arrays.fill(codes, (byte) -128);
            case ALL_MAX -> Arrays.fill(codes, (byte) 127);
            case ALL_ZERO -> Arrays.fill(codes, (byte) 0);
            case ALTERNATING -> {
                for (int i = 0; i < k; i++) {
                    codes[i] = (byte) (i % 2 == 0 ? 127 : -128);
                }
            }
            case GAUSSIAN -> {
                for (int i = 0; i < k; i++) {
                    codes[i] = (byte) Math.clamp(Math.round(random.nextGaussian() * 36), -128, 127);
                }
            }
            case ONE_OUTLIER -> codes[random.nextInt(k)] = -128;
            case SPARSE -> {
                for (int i = 0; i < k; i++) {
                    codes[i] = random.nextInt(10) == 0 ? (byte) random.nextInt(-128, 128) : 0;
                }
            }
        }
        return codes;
    }

    /** The definition of the product, written without any code of the library but {@link TernaryMatrix#trit}. */
    public static int[] product(TernaryMatrix w, byte[] x) {
        int[] sums = new int[w.shape().m()];
        byte[] row = new byte[w.shape().k()];
        for (int r = 0; r < sums.length; r++) {
            w.copyRow(r, row, 0);
            long sum = 0;
            for (int c = 0; c < row.length; c++) {
                sum += (long) row[c] * x[c];
            }
            sums[r] = Math.toIntExact(sum);
        }
        return sums;
    }
}
