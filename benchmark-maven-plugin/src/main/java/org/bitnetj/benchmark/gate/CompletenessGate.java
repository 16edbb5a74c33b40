package org.bitnetj.benchmark.gate;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Was everything measured that should have been: expected = executed = judged, checked in both directions. Nothing measured is never a pass. */
public final class CompletenessGate {
    private CompletenessGate() {}

    /**
     * Judges.
     *
     * @param findings what happened
     * @param policy what the user wants to fail for
     * @return the verdict
     */
    public static Verdict judge(Findings findings, Policy policy) {
        List<String> failures = failures(findings, policy);
        List<String> gaps = gaps(findings, policy);
        if (!failures.isEmpty()) {
            failures.addAll(gaps);
            return new Verdict(Verdict.Status.FAILURE, List.copyOf(failures));
        }
        return gaps.isEmpty() ? new Verdict(Verdict.Status.PASS, List.of()) : new Verdict(Verdict.Status.NEUTRAL, List.copyOf(gaps));
    }

    private static List<String> failures(Findings findings, Policy policy) {
        List<String> failures = new ArrayList<>();
        findings.failedProbes().forEach(probe -> failures.add("probe failed: " + probe));
        new TreeSet<>(findings.failedBenchmarks()).forEach(name -> failures.add("benchmark failed: " + name));
        if (policy.failOnMissingBenchmark() && !findings.interrupted()) {
            missing(findings).forEach(name -> failures.add("benchmark missing: " + name));
        }
        without(findings.executed(), findings.expected()).forEach(name -> failures.add("benchmark was not planned but ran: " + name));
        without(findings.executed(), findings.judged()).forEach(name -> failures.add("benchmark ran but was not judged: " + name));
        without(findings.judged(), findings.executed()).forEach(name -> {
            // an estimate from some forks of a failed benchmark is for reading only
            if (!findings.failedBenchmarks().contains(name) && !missing(findings).contains(name)) {
                failures.add("benchmark was judged but did not run: " + name);
            }
        });
        if (findings.nothingSelected() != null && policy.failWhenNoBenchmarks()) {
            failures.add(findings.nothingSelected());
        }
        return failures;
    }

    private static List<String> gaps(Findings findings, Policy policy) {
        List<String> gaps = new ArrayList<>();
        if (findings.interrupted()) {
            gaps.add("the run did not come to its end");
        }
        if (!policy.failOnMissingBenchmark() && !findings.interrupted()) {
            missing(findings).forEach(name -> gaps.add("benchmark missing: " + name));
        }
        if (!findings.leftOut().isEmpty()) {
            gaps.add("skipped (bounded by policy): " + findings.leftOut().size() + " of "
                    + (findings.leftOut().size() + findings.expected().size()) + " benchmarks left out");
        }
        if (findings.nothingSelected() != null && !policy.failWhenNoBenchmarks()) {
            gaps.add(findings.nothingSelected());
        } else if (findings.nothingSelected() == null && findings.expected().isEmpty() && findings.leftOut().isEmpty()) {
            gaps.add("no benchmarks found");
        }
        return gaps;
    }

    private static Set<String> missing(Findings findings) {
        Set<String> missing = without(findings.expected(), findings.executed());
        missing.removeAll(findings.failedBenchmarks());
        return missing;
    }

    private static Set<String> without(Set<String> names, Set<String> others) {
        Set<String> rest = new TreeSet<>(names);
        rest.removeAll(others);
        return rest;
    }
}
