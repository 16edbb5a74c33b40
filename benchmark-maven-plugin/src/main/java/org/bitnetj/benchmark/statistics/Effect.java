package org.bitnetj.benchmark.statistics;

import java.util.List;

import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.stat.StatUtils;

/**
 * A difference between two arms on the log scale, with its uncertainty: theta = mean(y candidate) - mean(y baseline), so that exp(theta) is the ratio
 * of the scores. With fewer than two forks in an arm, standard error and degrees of freedom are NaN, and so is all that rests on them.
 *
 * @param theta the difference
 * @param standardError its standard error
 * @param degreesOfFreedom of Student's t
 */
public record Effect(double theta, double standardError, double degreesOfFreedom) {
    /**
     * Arms that were measured independently: Welch's t, with Satterthwaite's degrees of freedom.
     *
     * @param baseline one y for each fork
     * @param candidate one y for each fork
     * @return the effect
     */
    public static Effect welch(double[] baseline, double[] candidate) {
        double theta = StatUtils.mean(candidate) - StatUtils.mean(baseline);
        if (baseline.length < 2 || candidate.length < 2) {
            return new Effect(theta, Double.NaN, Double.NaN);
        }
        double vb = StatUtils.variance(baseline) / baseline.length;
        double vc = StatUtils.variance(candidate) / candidate.length;
        double df = (vb + vc) * (vb + vc) / (vb * vb / (baseline.length - 1) + vc * vc / (candidate.length - 1));
        return new Effect(theta, Math.sqrt(vb + vc), df);
    }

    /**
     * Arms that were measured side by side, block by block: paired t on the differences.
     *
     * @param baseline one y for each block
     * @param candidate one y for each block, in the same order
     * @return the effect
     */
    public static Effect paired(double[] baseline, double[] candidate) {
        double[] differences = Pairs.differences(baseline, candidate);
        int n = differences.length;
        double theta = StatUtils.mean(differences);
        return n < 2
                ? new Effect(theta, Double.NaN, Double.NaN)
                : new Effect(theta, Math.sqrt(StatUtils.variance(differences) / n), n - 1.0);
    }

    /**
     * The mean of independent effects, with Satterthwaite's degrees of freedom.
     *
     * @param effects at least one
     * @return the mean; without uncertainty when one of them is
     */
    public static Effect mean(List<Effect> effects) {
        double theta = 0;
        double variance = 0;
        double weighted = 0;
        for (Effect effect : effects) {
            double square = effect.standardError * effect.standardError;
            theta += effect.theta / effects.size();
            variance += square;
            weighted += square * square / effect.degreesOfFreedom;
        }
        return new Effect(theta, Math.sqrt(variance) / effects.size(), variance * variance / weighted);
    }

    /**
     * The same change seen from the other side: a rate as a time.
     *
     * @return the effect with the sign of theta turned
     */
    public Effect negated() {
        return new Effect(-theta, standardError, degreesOfFreedom);
    }

    /**
     * Whether the forks scatter at all, so that a test means something.
     *
     * @return false with fewer than two forks, and when all forks are equal to the last digit
     */
    public boolean hasUncertainty() {
        return standardError > 0 && degreesOfFreedom > 0;
    }

    /**
     * The ratio of the arms.
     *
     * @return exp(theta)
     */
    public double ratio() {
        return Math.exp(theta);
    }

    /**
     * Lower end of the interval of the ratio.
     *
     * @param level two-sided level, 0.95 for one
     * @return lower end; NaN without uncertainty
     */
    public double lower(double level) {
        return Math.exp(theta - halfWidth(level));
    }

    /**
     * Upper end of the interval of the ratio.
     *
     * @param level two-sided level, 0.95 for one
     * @return upper end; NaN without uncertainty
     */
    public double upper(double level) {
        return Math.exp(theta + halfWidth(level));
    }

    /**
     * One-sided test of "theta is at most the bound".
     *
     * @param bound on the log scale
     * @return p; NaN without uncertainty
     */
    public double pAbove(double bound) {
        return hasUncertainty() ? Student.of(degreesOfFreedom).cumulativeProbability((bound - theta) / standardError) : Double.NaN;
    }

    /**
     * One-sided test of "theta is at least the bound".
     *
     * @param bound on the log scale
     * @return p; NaN without uncertainty
     */
    public double pBelow(double bound) {
        return hasUncertainty() ? Student.of(degreesOfFreedom).cumulativeProbability((theta - bound) / standardError) : Double.NaN;
    }

    /**
     * Two-sided test of "there is no difference".
     *
     * @return p; NaN without uncertainty
     */
    public double pTwoSided() {
        return 2 * Math.min(pAbove(0), pBelow(0));
    }

    private double halfWidth(double level) {
        if (!hasUncertainty()) {
            return Double.NaN;
        }
        TDistribution student = Student.of(degreesOfFreedom);
        return student.inverseCumulativeProbability((1 + level) / 2) * standardError;
    }
}
