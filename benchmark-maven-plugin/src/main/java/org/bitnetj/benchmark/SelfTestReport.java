package org.bitnetj.benchmark;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.apache.commons.math3.stat.StatUtils;
import org.bitnetj.benchmark.gate.Verdict;
import org.bitnetj.benchmark.plan.Profile;
import org.bitnetj.benchmark.precondition.Breakage;
import org.bitnetj.benchmark.receipt.Receipt;
import org.bitnetj.benchmark.statistics.AlphaSpending;
import org.bitnetj.benchmark.statistics.FalsePositives;
import org.bitnetj.benchmark.statistics.ForkMeans;
import org.bitnetj.benchmark.statistics.MarginVerdict;
import org.bitnetj.benchmark.statistics.Power;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the gate made of known slowdowns on this machine.
 *
 * @param schemaVersion version of this form
 * @param runId receipt that it comes from
 * @param profile amount of effort
 * @param margin allowed slowdown
 * @param level level of each look at the data
 * @param cases known slowdowns, the smallest first; the first is equals against equals
 * @param falsePositives how often equals seem different, when their blocks are split in all ways
 * @param noiseFloor standard deviation of the two forks of a block against each other, 0.01 for 1 %
 * @param minimumDetectableEffect change that this profile tells from none four times out of five
 * @param smallestRegression slowdown that turns the gate red four times out of five in this profile
 * @param problems what must not be; empty when the gate can be trusted
 */
public record SelfTestReport(String schemaVersion, String runId, String profile, double margin, double level, List<Case> cases,
        FalsePositives falsePositives, double noiseFloor, double minimumDetectableEffect, double smallestRegression,
        List<String> problems) {
    private static final double LARGE = 0.20;
    private static final JsonMapper JSON = JsonMapper.builder()
            .changeDefaultPropertyInclusion(always -> always.withValueInclusion(JsonInclude.Include.NON_NULL))
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    /**
     * One known slowdown. Ratio and interval are those of the comparison; absent where there are none.
     *
     * @param injected share of further work, 0.20 for 20 %
     * @param blocks pairs of forks
     * @param ratio measured ratio of times
     * @param lower lower end of its 95 % interval
     * @param upper upper end
     * @param verdict verdict of the comparison
     * @param gate status of the gate, had this been the only benchmark
     * @param required whether the profile has to find it
     */
    public record Case(double injected, int blocks, Double ratio, Double lower, Double upper, String verdict, String gate,
            boolean required) {
        boolean isRed() {
            return gate.equals(Verdict.Status.FAILURE.label());
        }

        boolean isFound() {
            return isRed() && verdict.equals(MarginVerdict.REGRESSED.name());
        }
    }

    /** Reads a receipt of the built-in benchmark. */
    static SelfTestReport of(Receipt receipt, Profile profile) {
        List<Case> cases = new ArrayList<>();
        List<double[]> differences = new ArrayList<>();
        for (Receipt.Benchmark benchmark : receipt.plan().benchmarks().stream().sorted(Comparator.comparingDouble(SelfTestReport::injected))
                .toList()) {
            Receipt alone = Judge.judge(only(receipt, benchmark), receipt.gates().get(0).name());
            Receipt.Comparison comparison = alone.comparisons().get(0);
            double injected = injected(benchmark);
            differences.add(differences(alone));
            cases.add(new Case(injected, differences.get(cases.size()).length, comparison.ratio(), comparison.lower(), comparison.upper(),
                    comparison.verdict(), alone.gates().get(0).status(),
                    injected >= LARGE || (injected > 0 && profile != Profile.SMOKE)));
        }
        if (cases.isEmpty() || cases.get(0).injected != 0) {
            throw new Breakage("the receipt " + receipt.runId() + " is none of a selftest: it has no run of equals against equals");
        }
        double variance = differences.stream().mapToDouble(StatUtils::variance).average().orElseThrow();
        int forks = receipt.plan().forks();
        double level = AlphaSpending.pocock(receipt.policy().looks(), receipt.policy().alpha());
        double error = Math.sqrt(variance / forks);
        return new SelfTestReport("1.0.0", receipt.runId(), profile.label(), receipt.policy().margin(), level, List.copyOf(cases),
                FalsePositives.of(differences.get(0), receipt.policy().margin(), level, receipt.determinism().seed()),
                Math.expm1(Math.sqrt(variance)), Math.expm1(Power.minimumDetectableEffect(error, forks - 1.0)),
                Math.expm1(Power.smallestRegression(error, forks - 1.0, receipt.policy().margin(), level)), problems(cases));
    }

    private static double injected(Receipt.Benchmark benchmark) {
        return Double.parseDouble(benchmark.params().get("slowdown"));
    }

    /** The receipt as it would be had the module this one benchmark. */
    private static Receipt only(Receipt receipt, Receipt.Benchmark benchmark) {
        String id = benchmark.id();
        Receipt.Plan p = receipt.plan();
        Receipt.Baseline b = receipt.baseline();
        return receipt.edit()
                .plan(new Receipt.Plan(p.profile(), p.budget(), p.forks(), p.iterations(), p.iterationTime(), p.warmupIterations(),
                        p.warmupTime(), List.of(benchmark), List.of(), List.of()))
                .samples(receipt.samples().stream().filter(samples -> samples.benchmark().equals(id)).toList())
                .estimates(receipt.estimates().stream().filter(estimate -> estimate.benchmark().equals(id)).toList())
                .baseline(new Receipt.Baseline(b.state(), b.id(), b.fingerprint(), b.label(), b.environment(),
                        b.entries().stream().filter(entry -> entry.benchmark().equals(id)).toList()))
                .build();
    }

    private static double[] differences(Receipt alone) {
        double[] fresh = ForkMeans.logs(alone.samples().get(0).forks());
        double[] old = ForkMeans.logs(alone.baseline().entries().get(0).forks());
        double[] differences = new double[fresh.length];
        for (int i = 0; i < fresh.length; i++) {
            differences[i] = fresh[i] - old[i];
        }
        return differences;
    }

    private static List<String> problems(List<Case> cases) {
        List<String> problems = new ArrayList<>();
        for (Case one : cases) {
            if (one.injected == 0 && one.isRed()) {
                problems.add("the gate turned red for equals against equals (" + measured(one)
                        + "): on this machine it can not be trusted; make it quieter, or raise benchmark.margin");
            } else if (one.required && !one.isFound()) {
                problems.add("the gate did not turn red for an injected slowdown of " + percent(one.injected) + " (" + measured(one) + ", "
                        + one.verdict + "): use more forks, a larger profile or a quieter machine");
            }
        }
        return List.copyOf(problems);
    }

    /**
     * The report for people.
     *
     * @return lines
     */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("selftest, profile " + profile + ", margin " + percent(margin) + ", level " + percent(level) + ":");
        for (Case one : cases) {
            String what = one.injected == 0
                    ? "equals against equals: gate " + (one.isRed() ? "RED" : "not red")
                    : "injected " + percent(one.injected) + ": "
                            + (one.isFound() ? "detected" : one.required ? "NOT DETECTED" : "not detected (this profile need not)");
            lines.add("  " + what + "; " + measured(one) + ", " + one.blocks + " blocks, " + one.verdict);
        }
        lines.add("  false positives: " + percent(falsePositives.slower()) + " of " + falsePositives.splits() + " splits of "
                + falsePositives.blocks() + " equal blocks seem slower (level " + percent(level) + "), " + percent(falsePositives.red())
                + " beyond the margin");
        lines.add("  noise floor: " + percent(noiseFloor) + " between the two forks of a block");
        lines.add("  smallest change this profile tells from none: " + percent(minimumDetectableEffect)
                + "; smallest slowdown that turns the gate red: " + percent(smallestRegression) + " (four times out of five)");
        return lines;
    }

    String json() {
        return JSON.writeValueAsString(this) + "\n";
    }

    private static String measured(Case one) {
        if (one.ratio == null || one.lower == null || one.upper == null) {
            return "no interval";
        }
        return String.format(Locale.ROOT, "measured %+.1f %% [%+.1f, %+.1f]", (one.ratio - 1) * 100, (one.lower - 1) * 100,
                (one.upper - 1) * 100);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", share * 100);
    }
}
