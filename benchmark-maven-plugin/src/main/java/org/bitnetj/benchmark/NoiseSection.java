package org.bitnetj.benchmark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.bitnetj.benchmark.plan.Effort;
import org.bitnetj.benchmark.receipt.Receipt;
import org.bitnetj.benchmark.sample.Samples;
import org.bitnetj.benchmark.statistics.VarianceComponents;

/** Where the noise of each score comes from, forks or iterations, and how many iterations in a fork pay: advice for the next plan. */
final class NoiseSection {
    /** Far from what was measured, the estimate says little. */
    private static final int MOST = 4;

    private NoiseSection() {}

    /**
     * Works it out.
     *
     * @param series what was measured
     * @param effort by which plan; null when there was none
     * @return an entry for each score of at least two whole forks of at least two iterations; null without any
     */
    static List<Receipt.Noise> of(List<Samples.Series> series, Effort effort) {
        if (effort == null || effort.iterations() < 2) {
            return null;
        }
        Duration measured = effort.iterationTime().multipliedBy(effort.iterations());
        double iterationCost = effort.iterationTime().toNanos();
        double forkCost = effort.stepTime().minus(measured).toNanos();
        List<Receipt.Noise> noise = new ArrayList<>();
        for (Samples.Series one : series) {
            List<List<Double>> whole = one.forks().stream().filter(fork -> fork.size() == effort.iterations()).toList();
            if (one.metric().equals(Samples.SCORE) && whole.size() > 1) {
                VarianceComponents components = VarianceComponents.of(whole);
                noise.add(new Receipt.Noise(one.benchmark(), Math.sqrt(components.fork()), Math.sqrt(components.iteration()),
                        components.optimalIterations(iterationCost, forkCost, MOST * effort.iterations())));
            }
        }
        return noise.isEmpty() ? null : List.copyOf(noise);
    }
}
