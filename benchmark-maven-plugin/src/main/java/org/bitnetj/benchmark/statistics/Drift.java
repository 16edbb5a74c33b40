package org.bitnetj.benchmark.statistics;

/**
 * How far a session is from an old one, against what sessions differ by from one to the next: many small steps in one direction, none of which
 * stands out, add up here. The noise is estimated from the successive differences (von Neumann, Kent, Bellinson and Hart, Ann. Math. Statist. 12 (1941)
 * 153-162), as the deviation from the mean would take the drift itself for noise.
 *
 * @param change ln of the ratio of the times, new / old
 * @param p one-sided p of "no slower than the margin allows"
 */
public record Drift(double change, double p) {
    /** Successive differences share sessions: their mean square is worth about two thirds of as many free observations. */
    private static final double EFFICIENCY = 2.0 / 3;

    /**
     * Tests.
     *
     * @param sessions ln of the time in each session in their order, the one in question last; at least 3
     * @param reference position of the old one
     * @param margin allowed slowdown, 0.03 for 3 %
     * @return the drift
     */
    public static Drift of(double[] sessions, int reference, double margin) {
        int steps = sessions.length - 1;
        if (steps < 2 || reference < 0 || reference >= steps) {
            throw new IllegalArgumentException("a drift needs 3 sessions, and an old one before the last; got " + sessions.length
                    + " sessions and " + reference);
        }
        double squares = 0;
        for (int i = 1; i <= steps; i++) {
            squares += (sessions[i] - sessions[i - 1]) * (sessions[i] - sessions[i - 1]);
        }
        double change = sessions[steps] - sessions[reference];
        double bound = Math.log1p(margin);
        // the mean square of differences is twice the variance of a session, and so is the variance of the change
        Effect effect = new Effect(change, Math.sqrt(squares / steps), Math.max(1, steps * EFFICIENCY));
        return new Drift(change, effect.hasUncertainty() ? effect.pAbove(bound) : change > bound ? 0 : 1);
    }
}
