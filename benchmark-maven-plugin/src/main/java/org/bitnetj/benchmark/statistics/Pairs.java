package org.bitnetj.benchmark.statistics;

/** Block differences of two arms. */
final class Pairs {
    private Pairs() {}

    static double[] differences(double[] baseline, double[] candidate) {
        if (baseline.length != candidate.length) {
            throw new IllegalArgumentException("pairs need as many forks in both arms; got " + baseline.length + " and "
                    + candidate.length);
        }
        double[] differences = new double[baseline.length];
        for (int i = 0; i < differences.length; i++) {
            differences[i] = candidate[i] - baseline[i];
        }
        return differences;
    }
}
