package org.bitnetj.kernels.jmh;

import java.util.SplittableRandom;

/** Real numbers to measure accuracy with, by the name of their distribution. Unknown names are errors. */
final class Distributions {
    /** Standard normal. */
    static final String GAUSSIAN = "gaussian";
    /** Standard normal, nine of ten replaced by zero, as after a squared ReLU. */
    static final String SPARSE = "sparse";
    /** Student's t with four degrees of freedom: a few values are far larger than all others. */
    static final String HEAVY_TAILED = "heavy-tailed";

    private static final double SPARSE_SHARE = 0.1;
    private static final int DEGREES_OF_FREEDOM = 4;

    private Distributions() {}

    static float[] draw(String distribution, int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] x = new float[count];
        for (int i = 0; i < count; i++) {
            double normal = random.nextGaussian();
            x[i] = (float) switch (distribution) {
                case GAUSSIAN -> normal;
                case SPARSE -> random.nextDouble() < SPARSE_SHARE ? normal : 0;
                case HEAVY_TAILED -> normal / Math.sqrt(chiSquare(random) / DEGREES_OF_FREEDOM);
                default -> throw new IllegalArgumentException("no distribution is called " + distribution);
            };
        }
        return x;
    }

    private static double chiSquare(SplittableRandom random) {
        double sum = 0;
        for (int i = 0; i < DEGREES_OF_FREEDOM; i++) {
            double normal = random.nextGaussian();
            sum += normal * normal;
        }
        return sum;
    }
}
