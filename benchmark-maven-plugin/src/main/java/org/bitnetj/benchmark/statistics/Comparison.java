package org.bitnetj.benchmark.statistics;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

import org.apache.commons.math3.stat.StatUtils;

/**
 * A benchmark in two arms, as a cost: all ratios are candidate / baseline of the time an operation takes, so that more than 1 is slower; rates
 * are turned round. Shapes: an arm is [fork][iteration]; the i-th forks of paired arms ran side by side.
 *
 * @param design how the arms were measured
 * @param effect ln of the ratio, with its uncertainty
 * @param robustRatio exp of the Hodges-Lehmann shift
 * @param rankP exact two-sided p: Mann-Whitney for independent arms, sign flips for pairs; NaN when there are too many forks for it
 * @param permutationP exact two-sided p of the means of independent arms; NaN for pairs, and when there are too many forks
 * @param fieller Kalibera and Jones's interval of the ratio of means at 95 %, a cross-check of the log model; it ignores pairing
 * @param jmh what JMH's own intervals would have said
 * @param deviation standard deviation of the block differences, or of the candidate's fork means, on the log scale
 * @param baselineError standard error of the baseline's mean, on the log scale
 * @param baselineForks forks of the baseline
 * @param candidateForks forks of the candidate
 * @param bimodal arms whose forks fall into two groups: {@code baseline}, {@code candidate}
 * @param outliers arms with forks beyond Tukey's fences
 */
public record Comparison(Design design, Effect effect, double robustRatio, double rankP, double permutationP, RatioInterval fieller,
        JmhIntervals.Reading jmh, double deviation, double baselineError, int baselineForks, int candidateForks, List<String> bimodal,
        List<String> outliers) {
    private static final double LEVEL = 0.95;

    /**
     * Compares.
     *
     * @param baseline positive scores; every fork has at least one
     * @param candidate positive scores; every fork has at least one
     * @param higherIsBetter true for rates
     * @param design how the arms were measured
     * @return the comparison
     */
    public static Comparison of(List<List<Double>> baseline, List<List<Double>> candidate, boolean higherIsBetter, Design design) {
        double[] old = costs(baseline, higherIsBetter);
        double[] fresh = costs(candidate, higherIsBetter);
        if (old.length == 0 || fresh.length == 0) {
            throw new IllegalArgumentException("each arm needs at least one fork; got " + old.length + " and " + fresh.length);
        }
        boolean paired = design == Design.PAIRED;
        Effect effect = paired ? Effect.paired(old, fresh) : Effect.welch(old, fresh);
        double[] differences = paired ? Pairs.differences(old, fresh) : fresh;
        double[] oldMeans = Arrays.stream(old).map(Math::exp).toArray();
        double[] freshMeans = Arrays.stream(fresh).map(Math::exp).toArray();
        return new Comparison(design, effect,
                Math.exp(paired ? HodgesLehmann.shift(differences) : HodgesLehmann.shift(old, fresh)),
                paired ? RankTests.signFlip(differences) : RankTests.mannWhitney(old, fresh),
                paired ? Double.NaN : RankTests.permutation(old, fresh), RatioInterval.of(oldMeans, freshMeans, LEVEL),
                JmhIntervals.read(baseline, candidate), Math.sqrt(StatUtils.variance(differences)),
                Math.sqrt(StatUtils.variance(old) / old.length), old.length, fresh.length,
                arms(Bimodality.isBimodal(old), Bimodality.isBimodal(fresh)),
                arms(!Fences.outside(old).isEmpty(), !Fences.outside(fresh).isEmpty()));
    }

    /**
     * The difference that this design finds four times out of five.
     *
     * @return on the log scale; NaN without uncertainty
     */
    public double minimumDetectableEffect() {
        return Power.minimumDetectableEffect(effect.standardError(), effect.degreesOfFreedom());
    }

    /**
     * How many forks of the candidate would tell a difference such as this one from the margin four times out of five.
     *
     * @param margin allowed slowdown, 0.03 for 3 %
     * @param alpha level of the one-sided test
     * @return a number, more than there are; empty when it is above 1000, or the baseline is too uncertain
     */
    public OptionalInt forksToDecide(double margin, double alpha) {
        if (!effect.hasUncertainty()) {
            return OptionalInt.empty();
        }
        double distance = Math.log1p(margin) - effect.theta();
        OptionalInt forks = design == Design.PAIRED
                ? Power.pairsToDecide(deviation, distance, alpha)
                : Power.forksToDecide(baselineError, baselineForks, deviation, distance, alpha);
        return forks.isPresent() ? OptionalInt.of(Math.max(forks.getAsInt(), candidateForks + 1)) : forks;
    }

    private static double[] costs(List<List<Double>> scores, boolean higherIsBetter) {
        double[] logs = ForkMeans.logs(scores);
        return higherIsBetter ? Arrays.stream(logs).map(y -> -y).toArray() : logs;
    }

    private static List<String> arms(boolean baseline, boolean candidate) {
        return baseline
                ? candidate ? List.of("baseline", "candidate") : List.of("baseline")
                : candidate ? List.of("candidate") : List.of();
    }
}
