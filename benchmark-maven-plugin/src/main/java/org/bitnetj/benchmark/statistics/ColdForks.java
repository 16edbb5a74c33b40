package org.bitnetj.benchmark.statistics;

import java.util.List;

import org.apache.commons.math3.stat.StatUtils;

/**
 * Finds forks whose first iteration was far slower than the others: code that was not compiled yet, as a rule, now and then a disturbance just then. They
 * label a result, and nothing is taken out of it: an interval that spans decades is then what was measured.
 */
public final class ColdForks {
    /** A first iteration that takes so many times as long an operation as the others is not one of them. */
    public static final double FAR = 2;

    private static final int LEAST_ITERATIONS = 3;

    private ColdForks() {}

    /**
     * Counts them.
     *
     * @param forks positive scores as [fork][iteration]; forks of fewer than three iterations tell nothing
     * @param better {@code lower} for times, {@code higher} for rates
     * @return how many of the forks were not warm
     */
    public static long count(List<List<Double>> forks, String better) {
        return forks.stream().filter(fork -> fork.size() >= LEAST_ITERATIONS && slowness(fork, better) > FAR).count();
    }

    private static double slowness(List<Double> fork, String better) {
        double first = fork.get(0);
        double others = StatUtils.percentile(fork.stream().skip(1).mapToDouble(Double::doubleValue).toArray(), 50);
        return better.equals("lower") ? first / others : others / first;
    }
}
