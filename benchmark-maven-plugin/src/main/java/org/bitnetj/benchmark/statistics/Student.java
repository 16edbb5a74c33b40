package org.bitnetj.benchmark.statistics;

import org.apache.commons.math3.distribution.TDistribution;

/** Student's t without a random generator: quantiles need none, and the default one would be seeded from the clock. */
final class Student {
    private Student() {}

    static TDistribution of(double degreesOfFreedom) {
        return new TDistribution(null, degreesOfFreedom);
    }

    static double quantile(double probability, double degreesOfFreedom) {
        return of(degreesOfFreedom).inverseCumulativeProbability(probability);
    }
}
