package org.bitnetj.benchmark.statistics;

import java.util.OptionalInt;
import java.util.function.IntFunction;

/** What a design can see. */
public final class Power {
    /** The usual power of a minimum detectable effect. */
    public static final double POWER = 0.80;
    private static final double TWO_SIDED = 0.975;
    /** More forks than anybody buys. */
    private static final int MOST_FORKS = 1000;

    private Power() {}

    /** Standard error and degrees of freedom that a design would have. */
    private record Precision(double standardError, double degreesOfFreedom) {}

    /**
     * The difference that a two-sided test at 5 % finds four times out of five: (t_.975 + t_.80) x standard error.
     *
     * @param standardError of the difference, on the log scale
     * @param degreesOfFreedom of Student's t
     * @return difference on the log scale; NaN without uncertainty
     */
    public static double minimumDetectableEffect(double standardError, double degreesOfFreedom) {
        return standardError > 0 && degreesOfFreedom > 0
                ? (Student.quantile(TWO_SIDED, degreesOfFreedom) + Student.quantile(POWER, degreesOfFreedom)) * standardError
                : Double.NaN;
    }

    /**
     * The slowdown for which a one-sided test of the margin turns red four times out of five: ln(1 + margin) + (t_(1 - alpha) + t_.80) x standard error.
     *
     * @param standardError of the difference, on the log scale
     * @param degreesOfFreedom of Student's t
     * @param margin allowed slowdown, 0.03 for 3 %
     * @param alpha level of the test
     * @return difference on the log scale
     */
    public static double smallestRegression(double standardError, double degreesOfFreedom, double margin, double alpha) {
        return Math.log1p(margin)
                + (Student.quantile(1 - alpha, degreesOfFreedom) + Student.quantile(POWER, degreesOfFreedom)) * standardError;
    }

    /**
     * The difference that such a two-sided test finds, for two equal, independent arms that are still to be measured.
     *
     * @param forkDeviation standard deviation between forks, on the log scale
     * @param iterationDeviation standard deviation within a fork, on the log scale
     * @param iterations iterations in a fork
     * @param forks forks of each arm, at least 2
     * @return difference on the log scale
     */
    public static double minimumDetectableEffect(double forkDeviation, double iterationDeviation, int iterations, int forks) {
        double variance = forkDeviation * forkDeviation + iterationDeviation * iterationDeviation / iterations;
        return minimumDetectableEffect(Math.sqrt(2 * variance / forks), 2.0 * forks - 2);
    }

    /**
     * Forks of each of two equal, independent arms with which a difference is found four times out of five.
     *
     * @param deviation standard deviation of fork means, on the log scale
     * @param effect difference to find, on the log scale
     * @return the smallest number; empty above 1000
     */
    public static OptionalInt forksToDetect(double deviation, double effect) {
        return smallest(2, Math.abs(effect), TWO_SIDED, forks -> new Precision(deviation * Math.sqrt(2.0 / forks), 2.0 * forks - 2));
    }

    /**
     * Blocks with which a difference so far from the margin is decided four times out of five.
     *
     * @param deviation standard deviation of the block differences
     * @param distance between the difference and the margin, on the log scale
     * @param alpha level of the one-sided test
     * @return the smallest number; empty above 1000
     */
    public static OptionalInt pairsToDecide(double deviation, double distance, double alpha) {
        return smallest(2, Math.abs(distance), 1 - alpha, forks -> new Precision(deviation / Math.sqrt(forks), forks - 1.0));
    }

    /**
     * Forks of a candidate with which a difference so far from the margin is decided four times out of five, against a baseline that stays as it is.
     *
     * @param baselineError standard error of the baseline's mean
     * @param baselineForks its forks
     * @param deviation standard deviation of the candidate's fork means
     * @param distance between the difference and the margin, on the log scale
     * @param alpha level of the one-sided test
     * @return the smallest number; empty when it is above 1000, or the baseline is too uncertain for any
     */
    public static OptionalInt forksToDecide(double baselineError, int baselineForks, double deviation, double distance, double alpha) {
        return smallest(2, Math.abs(distance), 1 - alpha, forks -> {
            double vb = baselineError * baselineError;
            double vc = deviation * deviation / forks;
            double df = (vb + vc) * (vb + vc) / (vb * vb / (baselineForks - 1) + vc * vc / (forks - 1));
            return new Precision(Math.sqrt(vb + vc), df);
        });
    }

    private static OptionalInt smallest(int least, double distance, double level, IntFunction<Precision> precision) {
        for (int forks = least; forks <= MOST_FORKS; forks++) {
            Precision at = precision.apply(forks);
            if (!(at.degreesOfFreedom > 0)) {
                return OptionalInt.empty();
            }
            double visible = (Student.quantile(level, at.degreesOfFreedom) + Student.quantile(POWER, at.degreesOfFreedom))
                    * at.standardError;
            if (visible <= distance) {
                return OptionalInt.of(forks);
            }
        }
        return OptionalInt.empty();
    }
}
