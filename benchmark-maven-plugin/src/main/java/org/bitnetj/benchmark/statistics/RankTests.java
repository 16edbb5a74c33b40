package org.bitnetj.benchmark.statistics;

import java.util.Arrays;

/** Exact tests that rest on the order of the forks, and on chance in their assignment, alone; for the column beside the log model. */
public final class RankTests {
    /** 2 x 10 forks, or 17 blocks, take well under a second. */
    private static final int MOST_ARRANGEMENTS = 200_000;
    private static final double SAME = 1e-12;

    private RankTests() {}

    /**
     * Two-sided Mann-Whitney (Wilcoxon rank sum) test with its exact distribution, also with ties, which get their mean rank.
     *
     * @param baseline values of the forks
     * @param candidate values of the forks
     * @return p; NaN when an arm is empty
     */
    public static double mannWhitney(double[] baseline, double[] candidate) {
        int m = candidate.length;
        int n = m + baseline.length;
        if (m == 0 || m == n) {
            return Double.NaN;
        }
        int[] ranks = doubledRanks(candidate, baseline);
        int observed = 0;
        for (int i = 0; i < m; i++) {
            observed += ranks[i];
        }
        double[] ways = waysToSum(ranks, m);
        double all = Arrays.stream(ways).sum();
        // the mean of the doubled rank sum is m (n + 1); what is as far from it as the observed one, on either side, counts
        int mean = m * (n + 1);
        double extreme = 0;
        for (int sum = 0; sum < ways.length; sum++) {
            if (Math.abs(sum - mean) >= Math.abs(observed - mean)) {
                extreme += ways[sum];
            }
        }
        return Math.min(1, extreme / all);
    }

    /**
     * Exact two-sided permutation test of the difference of means of independent arms.
     *
     * @param baseline values of the forks
     * @param candidate values of the forks
     * @return share of all assignments of forks to arms that differ at least as much; NaN when there are more than 200 000
     */
    public static double permutation(double[] baseline, double[] candidate) {
        int m = candidate.length;
        double[] all = Arrays.copyOf(candidate, m + baseline.length);
        System.arraycopy(baseline, 0, all, m, baseline.length);
        if (m == 0 || baseline.length == 0 || arrangements(all.length, m) > MOST_ARRANGEMENTS) {
            return Double.NaN;
        }
        double total = Arrays.stream(all).sum();
        double expected = total * m / all.length;
        double observed = Math.abs(Arrays.stream(candidate).sum() - expected);
        double tolerance = SAME * (1 + Arrays.stream(all).map(Math::abs).sum());
        long extreme = 0;
        long count = 0;
        int[] chosen = new int[m];
        for (int i = 0; i < m; i++) {
            chosen[i] = i;
        }
        do {
            double sum = 0;
            for (int i : chosen) {
                sum += all[i];
            }
            count++;
            if (Math.abs(sum - expected) >= observed - tolerance) {
                extreme++;
            }
        } while (next(chosen, all.length));
        return (double) extreme / count;
    }

    /**
     * Exact two-sided permutation test of pairs: the sign of each difference is turned in all ways.
     *
     * @param differences candidate - baseline of each block
     * @return share of all sign patterns whose mean is at least as far from zero; NaN when there are more than 200 000
     */
    public static double signFlip(double[] differences) {
        int n = differences.length;
        if (n == 0 || n > 17) {
            return Double.NaN;
        }
        double observed = Math.abs(Arrays.stream(differences).sum());
        double tolerance = SAME * (1 + Arrays.stream(differences).map(Math::abs).sum());
        int extreme = 0;
        for (int signs = 0; signs < 1 << n; signs++) {
            double sum = 0;
            for (int i = 0; i < n; i++) {
                sum += (signs >> i & 1) == 0 ? differences[i] : -differences[i];
            }
            if (Math.abs(sum) >= observed - tolerance) {
                extreme++;
            }
        }
        return (double) extreme / (1 << n);
    }

    /** Twice the mean ranks, which are whole numbers, of first and then second. */
    private static int[] doubledRanks(double[] first, double[] second) {
        double[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        int[] ranks = new int[all.length];
        for (int i = 0; i < all.length; i++) {
            int smaller = 0;
            int equal = 0;
            for (double other : all) {
                smaller += other < all[i] ? 1 : 0;
                equal += other == all[i] ? 1 : 0;
            }
            ranks[i] = 2 * smaller + equal + 1;
        }
        return ranks;
    }

    /** How many choices of m of the ranks have each sum. */
    private static double[] waysToSum(int[] ranks, int m) {
        int largest = Arrays.stream(ranks).sum();
        double[][] ways = new double[m + 1][largest + 1];
        ways[0][0] = 1;
        for (int rank : ranks) {
            for (int taken = m; taken >= 1; taken--) {
                for (int sum = largest; sum >= rank; sum--) {
                    ways[taken][sum] += ways[taken - 1][sum - rank];
                }
            }
        }
        return ways[m];
    }

    private static double arrangements(int n, int m) {
        double product = 1;
        for (int i = 1; i <= m; i++) {
            product = product * (n - m + i) / i;
        }
        return product;
    }

    private static boolean next(int[] chosen, int n) {
        int m = chosen.length;
        int i = m - 1;
        while (i >= 0 && chosen[i] == n - m + i) {
            i--;
        }
        if (i < 0) {
            return false;
        }
        chosen[i]++;
        for (int j = i + 1; j < m; j++) {
            chosen[j] = chosen[j - 1] + 1;
        }
        return true;
    }
}
