package org.bitnetj.benchmark.statistics;

import java.util.Random;

import org.apache.commons.math3.stat.StatUtils;

/**
 * How often the test of pairs finds a difference between equals on this machine: the two forks of a block are of the same build, so that either may be
 * called the candidate. All ways of doing so are tried, or as many drawn ones. The answer is as fine as there are ways: 8 for three blocks.
 *
 * @param blocks blocks that were split
 * @param splits ways in which their forks were given to two arms
 * @param slower share of them with a slowdown that is significant, whatever its size; the level is what is to be expected
 * @param red share of them with a slowdown beyond the margin that is significant, which is what turns a gate red
 */
public record FalsePositives(int blocks, int splits, double slower, double red) {
    private static final int MOST_BLOCKS = 12;

    /**
     * Splits the blocks.
     *
     * @param differences one for each block of equals, on the log scale, at least 2
     * @param margin allowed slowdown, 0.03 for 3 %
     * @param level level of the one-sided test
     * @param seed seed of the draw where there are too many ways
     * @return the shares
     */
    public static FalsePositives of(double[] differences, double margin, double level, long seed) {
        int n = differences.length;
        if (n < 2) {
            throw new IllegalArgumentException("at least 2 blocks are needed to tell noise from difference; there are " + n);
        }
        int splits = 1 << Math.min(n, MOST_BLOCKS);
        Random random = new Random(seed);
        int slower = 0;
        int red = 0;
        for (int split = 0; split < splits; split++) {
            double[] signed = new double[n];
            for (int i = 0; i < n; i++) {
                boolean swapped = n <= MOST_BLOCKS ? ((split >> i) & 1) == 1 : random.nextBoolean();
                signed[i] = swapped ? -differences[i] : differences[i];
            }
            Effect effect = new Effect(StatUtils.mean(signed), Math.sqrt(StatUtils.variance(signed) / n), n - 1.0);
            slower += effect.pAbove(0) < level ? 1 : 0;
            red += effect.pAbove(Math.log1p(margin)) < level ? 1 : 0;
        }
        return new FalsePositives(n, splits, (double) slower / splits, (double) red / splits);
    }
}
