package org.bitnetj.benchmark.gate;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.bitnetj.benchmark.statistics.MarginVerdict;

/** Is anything slower than the margin allows? What could not be compared, or not be told, is never a pass. */
public final class RegressionGate {
    private final Policy policy;
    private final LocalDate day;
    private final List<String> failures = new ArrayList<>();
    private final List<String> gaps = new ArrayList<>();

    private RegressionGate(Policy policy, LocalDate day) {
        this.policy = policy;
        this.day = day;
    }

    /**
     * Judges.
     *
     * @param compared every benchmark that was to be compared
     * @param removed benchmarks of the baseline that the module does not have any more
     * @param listed every benchmark that the module has
     * @param baselineFound whether there is any baseline at all
     * @param policy what the user wants to fail for
     * @param day on which waivers must hold
     * @return the verdict
     */
    public static Verdict judge(List<Compared> compared, List<String> removed, Set<String> listed, boolean baselineFound, Policy policy,
            LocalDate day) {
        RegressionGate gate = new RegressionGate(policy, day);
        if (!baselineFound && policy.failOnMissingBaseline() && !listed.isEmpty()) {
            gate.failures.add("there is no baseline, and benchmark.failOnMissingBaseline is set: accept one");
        }
        compared.forEach(gate::one);
        for (String name : removed) {
            gate.note(policy.failOnMissingBenchmark(), "benchmark missing: " + name
                    + " is in the baseline, but the module has it no more; bring it back, or accept a run without it");
        }
        gate.waivers(compared, listed);
        return gate.verdict();
    }

    private void one(Compared compared) {
        String text = name(compared) + ": " + compared.reason();
        switch (compared.verdict()) {
            case REGRESSED -> {
                Optional<Waiver> waiver = waiver(compared);
                if (waiver.isPresent()) {
                    gaps.add("waived until " + waiver.get().expires() + " (" + waiver.get().issue() + "): regressed: " + text);
                } else {
                    note(policy.failOnRegression(), "regressed: " + text);
                }
            }
            case INCONCLUSIVE -> note(policy.failOnInconclusive(), "inconclusive: " + text);
            case INCOMPARABLE -> note((compared.cause() == Compared.Cause.ENVIRONMENT && policy.failOnEnvironmentMismatch())
                    || (compared.cause() == Compared.Cause.NEW && policy.failOnMissingBaseline()), "incomparable: " + text);
            case IMPROVED, NOT_REGRESSED -> {
                // nothing to tell
            }
        }
    }

    /** A waiver that holds, and whose ceiling is kept. */
    private Optional<Waiver> waiver(Compared compared) {
        return policy.waivers()
                .stream()
                .filter(waiver -> concerns(waiver, compared) && waiver.holdsOn(day) && compared.ratio() <= waiver.ceiling())
                .findFirst();
    }

    private void waivers(List<Compared> compared, Set<String> listed) {
        for (Waiver waiver : policy.waivers()) {
            String text = waiver.benchmark() + " (" + waiver.issue() + ")";
            if (!waiver.holdsOn(day)) {
                failures.add("waiver expired on " + waiver.expires() + ": " + text + "; remove the regression, or renew the waiver");
            } else if (!listed.isEmpty() && !listed.contains(waiver.benchmark())) {
                failures.add("waiver of an unknown benchmark: " + text + "; remove it");
            } else if (compared.stream().anyMatch(one -> concerns(waiver, one) && (one.verdict() == MarginVerdict.NOT_REGRESSED
                    || one.verdict() == MarginVerdict.IMPROVED))) {
                failures.add("waiver not needed any more: " + text + " is not regressed; remove the waiver");
            }
        }
    }

    private static boolean concerns(Waiver waiver, Compared compared) {
        return waiver.benchmark().equals(compared.benchmark()) && waiver.metric().equals(compared.metric());
    }

    private static String name(Compared compared) {
        return compared.metric().equals("score") ? compared.benchmark() : compared.benchmark() + " " + compared.metric();
    }

    private void note(boolean fails, String reason) {
        (fails ? failures : gaps).add(reason);
    }

    private Verdict verdict() {
        if (!failures.isEmpty()) {
            failures.addAll(gaps);
            return new Verdict(Verdict.Status.FAILURE, List.copyOf(failures));
        }
        return new Verdict(gaps.isEmpty() ? Verdict.Status.PASS : Verdict.Status.NEUTRAL, List.copyOf(gaps));
    }
}
