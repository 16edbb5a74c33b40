package org.bitnetj.benchmark.statistics;

import java.util.ArrayList;
import java.util.List;

/**
 * Judges all comparisons of one metric class together. REGRESSED: the adjusted p of "at most the margin" is below alpha. IMPROVED: its mirror.
 * NOT_REGRESSED: the one-sided upper bound lies below the margin. Anything else is INCONCLUSIVE.
 */
public final class MarginTest {
    private MarginTest() {}

    /**
     * What came out.
     *
     * @param verdict the verdict
     * @param p p of "no slower than the margin allows"; NaN without uncertainty
     * @param adjustedP p after Benjamini and Hochberg
     */
    public record Judgement(MarginVerdict verdict, double p, double adjustedP) {}

    /**
     * Judges.
     *
     * @param comparisons those of one metric class
     * @param margin allowed slowdown, 0.03 for 3 %
     * @param alpha level
     * @return a judgement for each, in the same order
     */
    public static List<Judgement> judge(List<Comparison> comparisons, double margin, double alpha) {
        if (!(margin >= 0) || !(alpha > 0 && alpha < 1)) {
            throw new IllegalArgumentException("margin must not be negative, and alpha between 0 and 1; got " + margin + " and " + alpha);
        }
        double bound = Math.log1p(margin);
        double[] p = comparisons.stream().mapToDouble(c -> c.effect().pAbove(bound)).toArray();
        double[] slower = BenjaminiHochberg.adjust(p);
        double[] faster = BenjaminiHochberg.adjust(comparisons.stream().mapToDouble(c -> c.effect().pBelow(-bound)).toArray());
        List<Judgement> judgements = new ArrayList<>();
        for (int i = 0; i < comparisons.size(); i++) {
            judgements.add(new Judgement(verdict(comparisons.get(i), slower[i], faster[i], bound, alpha), p[i], slower[i]));
        }
        return judgements;
    }

    private static MarginVerdict verdict(Comparison comparison, double slower, double faster, double bound, double alpha) {
        // comparisons with NaN are false: without uncertainty nothing is concluded
        if (slower < alpha) {
            return MarginVerdict.REGRESSED;
        }
        if (faster < alpha) {
            return MarginVerdict.IMPROVED;
        }
        return comparison.effect().pBelow(bound) < alpha ? MarginVerdict.NOT_REGRESSED : MarginVerdict.INCONCLUSIVE;
    }
}
