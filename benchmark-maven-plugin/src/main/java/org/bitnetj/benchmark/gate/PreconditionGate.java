package org.bitnetj.benchmark.gate;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Was there anything worth measuring. Where there was not, nothing was measured, and that is a failure, or neutral if the policy says so. */
public final class PreconditionGate {
    private PreconditionGate() {}

    /**
     * Why nothing is measured.
     *
     * @param names names of the preconditions that do not hold
     * @return {@code skipped (precondition: tests)}, for one
     */
    public static String skipped(Iterable<String> names) {
        return "skipped (precondition: " + String.join(", ", names) + ")";
    }

    /**
     * Judges.
     *
     * @param failed the preconditions that do not hold, each with its evidence, in order
     * @param policy what the user wants to fail for
     * @return the verdict
     */
    public static Verdict judge(Map<String, String> failed, Policy policy) {
        List<String> reasons = new ArrayList<>();
        failed.forEach((name, evidence) -> reasons.add("precondition " + name + " does not hold: " + evidence));
        if (reasons.isEmpty()) {
            return new Verdict(Verdict.Status.PASS, List.of());
        }
        return new Verdict(policy.failOnPrecondition() ? Verdict.Status.FAILURE : Verdict.Status.NEUTRAL, List.copyOf(reasons));
    }
}
