package org.bitnetj.benchmark.statistics;

import java.util.List;

import org.apache.commons.math3.stat.StatUtils;

/**
 * Where the noise comes from: T1^2 within a fork, T2^2 between forks, estimated as S1^2 and S2^2 - S1^2 / r1. Kalibera and Jones, Rigorous
 * benchmarking in reasonable time, ISMM 2013, sections 6 and 7.
 *
 * @param iteration T1^2, the variance of the iterations of a fork around its mean
 * @param fork T2^2, the variance of forks beyond what their iterations explain; 0 when they explain all
 */
public record VarianceComponents(double iteration, double fork) {
    /**
     * Estimates on the log scale.
     *
     * @param scores positive scores by fork and iteration: at least two forks, each with the same number of iterations, at least two
     * @return the components
     */
    public static VarianceComponents of(List<List<Double>> scores) {
        int iterations = scores.isEmpty() ? 0 : scores.get(0).size();
        if (scores.size() < 2 || iterations < 2 || scores.stream().anyMatch(fork -> fork.size() != iterations)) {
            throw new IllegalArgumentException("variance components need at least 2 forks of at least 2 iterations, as many in each; got "
                    + scores.stream().map(List::size).toList());
        }
        double[][] logs = scores.stream()
                .map(fork -> fork.stream().mapToDouble(Math::log).toArray())
                .toArray(double[][]::new);
        double within = 0;
        double[] means = new double[logs.length];
        for (int fork = 0; fork < logs.length; fork++) {
            within += StatUtils.variance(logs[fork]) / logs.length;
            means[fork] = StatUtils.mean(logs[fork]);
        }
        return new VarianceComponents(within, Math.max(0, StatUtils.variance(means) - within / iterations));
    }

    /**
     * The number of iterations in a fork that buys the narrowest interval for the time: r = ceil(sqrt((c2 / c1) (T1^2 / T2^2))).
     *
     * @param iterationCost c1, the time of one iteration
     * @param forkCost c2, the time of start and warm-up, in the same unit
     * @param most what is never exceeded; also the answer when forks do not differ at all
     * @return iterations, at least 1
     */
    public int optimalIterations(double iterationCost, double forkCost, int most) {
        if (!(iterationCost > 0) || !(forkCost >= 0)) {
            throw new IllegalArgumentException("costs must be positive, not " + iterationCost + " and " + forkCost);
        }
        if (fork == 0) {
            return most;
        }
        double best = Math.ceil(Math.sqrt(forkCost / iterationCost * (iteration / fork)));
        return (int) Math.max(1, Math.min(most, best));
    }
}
