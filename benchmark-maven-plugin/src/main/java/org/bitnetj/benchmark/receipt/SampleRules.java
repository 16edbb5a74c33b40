package org.bitnetj.benchmark.receipt;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.bitnetj.benchmark.statistics.Estimate;

/** Samples must be there, must be such as a machine can have measured, and what is said of them must follow from them. */
public final class SampleRules {
    /** All rules, in the order in which they are reported. */
    public static final List<Rule> ALL = List.of(new Rule("complete", SampleRules::complete), new Rule("scores", SampleRules::measured),
            new Rule("baseline", SampleRules::notItsOwnBaseline), new Rule("roofline", SampleRules::belowTheRoofline),
            new Rule("fingerprint", SampleRules::fingerprint), new Rule("estimates", SampleRules::estimates));

    private static final String SCORE = "score";
    /** The bandwidth is a measurement, too: the tolerance with which probes are read. */
    private static final double ROOFLINE_TOLERANCE = 1.1;
    /** Logarithms of other machines may differ in the last digit. */
    private static final double SAME = 1e-9;

    private SampleRules() {}

    private static Optional<Rule.Violation> complete(Receipt receipt) {
        if (receipt.plan() == null) {
            boolean explained = receipt.nothingSelected() != null
                    || (receipt.preconditions() != null && receipt.preconditions().stream().anyMatch(p -> p.status().equals("fail")));
            return explained ? Optional.empty() : Rule.broken("$.plan", "is missing, and nothing says why nothing was measured");
        }
        if (receipt.plan().benchmarks().isEmpty() && receipt.plan().leftOut().isEmpty()) {
            return Rule.broken("$.plan.benchmarks", "is empty");
        }
        Set<String> planned = new HashSet<>();
        for (int i = 0; i < receipt.plan().benchmarks().size(); i++) {
            String id = receipt.plan().benchmarks().get(i).id();
            String at = "$.plan.benchmarks[" + i + "].id";
            if (!planned.add(id)) {
                return Rule.broken(at, "is " + id + " for the second time");
            }
            List<Receipt.Samples> own = receipt.samples().stream().filter(s -> s.benchmark().equals(id) && s.metric().equals(SCORE))
                    .toList();
            if (own.size() != 1 || own.get(0).forks().isEmpty() || own.get(0).forks().stream().anyMatch(List::isEmpty)) {
                boolean failed = receipt.failures().stream().anyMatch(failure -> id.equals(failure.benchmark()));
                return Rule.broken(at, "is " + id + ", which " + (own.size() > 1 ? "has samples twice" : "is missing from the samples")
                        + (failed ? "; it failed, see $.failures" : own.isEmpty() || own.size() > 1 ? "" : " of some fork"));
            }
            if (receipt.estimates().stream().filter(e -> e.benchmark().equals(id) && e.metric().equals(SCORE)).count() != 1) {
                return Rule.broken(at, "is " + id + ", which has no estimate, or several");
            }
        }
        for (int i = 0; i < receipt.samples().size(); i++) {
            if (!planned.contains(receipt.samples().get(i).benchmark())) {
                return Rule.broken("$.samples[" + i + "].benchmark",
                        "is " + receipt.samples().get(i).benchmark() + ", which was not planned");
            }
        }
        return Optional.empty();
    }

    private static Optional<Rule.Violation> measured(Receipt receipt) {
        for (int i = 0; i < receipt.samples().size(); i++) {
            Receipt.Samples samples = receipt.samples().get(i);
            Optional<Rule.Violation> wrong = wrong(samples.metric(), samples.forks(), "$.samples[" + i + "].forks");
            if (wrong.isPresent()) {
                return wrong;
            }
        }
        List<Receipt.BaselineEntry> entries = entries(receipt);
        for (int i = 0; i < entries.size(); i++) {
            Optional<Rule.Violation> wrong = wrong(entries.get(i).metric(), entries.get(i).forks(), "$.baseline.entries[" + i + "].forks");
            if (wrong.isPresent()) {
                return wrong;
            }
        }
        return Optional.empty();
    }

    private static Optional<Rule.Violation> wrong(String metric, List<List<Double>> forks, String at) {
        if (!metric.equals(SCORE)) {
            return Optional.empty();
        }
        List<Double> all = new ArrayList<>();
        for (int fork = 0; fork < forks.size(); fork++) {
            for (int iteration = 0; iteration < forks.get(fork).size(); iteration++) {
                double score = forks.get(fork).get(iteration);
                if (!(score > 0)) {
                    return Rule.broken(at + "[" + fork + "][" + iteration + "]", "is " + score + "; a score is positive");
                }
                all.add(score);
            }
        }
        boolean constant = all.size() > 1 && Collections.frequency(all, all.get(0)) == all.size();
        return constant
                ? Rule.broken(at, "holds " + all.size() + " scores, all " + all.get(0) + " to the last digit: that was not measured")
                : Optional.empty();
    }

    private static Optional<Rule.Violation> notItsOwnBaseline(Receipt receipt) {
        List<Receipt.BaselineEntry> entries = entries(receipt);
        for (int i = 0; i < entries.size(); i++) {
            Receipt.BaselineEntry entry = entries.get(i);
            if (receipt.runId().equals(entry.runId())) {
                return Rule.broken("$.baseline.entries[" + i + "].runId", "is " + entry.runId() + ": this very run");
            }
            boolean copied = entry.metric().equals(SCORE) && entry.forks().stream().anyMatch(fork -> !fork.isEmpty())
                    && receipt.samples().stream().anyMatch(s -> s.benchmark().equals(entry.benchmark()) && s.metric().equals(SCORE)
                            && s.forks().equals(entry.forks()));
            if (copied) {
                return Rule.broken("$.baseline.entries[" + i + "].forks", "holds the very samples that " + entry.benchmark()
                        + " has in this run");
            }
        }
        return Optional.empty();
    }

    private static List<Receipt.BaselineEntry> entries(Receipt receipt) {
        return receipt.baseline() == null ? List.of() : receipt.baseline().entries();
    }

    private static Optional<Rule.Violation> belowTheRoofline(Receipt receipt) {
        List<Receipt.Throughput> throughput = receipt.throughput() == null ? List.of() : receipt.throughput();
        for (int i = 0; i < throughput.size(); i++) {
            Receipt.Throughput t = throughput.get(i);
            double bytes = t.tokensPerSecond() * t.bytesPerToken();
            if (bytes > ROOFLINE_TOLERANCE * t.memoryBandwidth()) {
                return Rule.broken("$.throughput[" + i + "].tokensPerSecond", "is " + t.tokensPerSecond() + ", above the roofline: with "
                        + t.bytesPerToken() + " bytes a token that is " + bytes + " bytes/s, and memory delivers " + t.memoryBandwidth());
            }
        }
        return Optional.empty();
    }

    private static Optional<Rule.Violation> fingerprint(Receipt receipt) {
        if (receipt.environment() == null) {
            return Optional.empty();
        }
        String expected = ReceiptJson.fingerprint(receipt.environment());
        return expected.equals(receipt.environment().fingerprint())
                ? Optional.empty()
                : Rule.broken("$.environment.fingerprint", "is " + receipt.environment().fingerprint() + ", but this environment's is "
                        + expected);
    }

    private static Optional<Rule.Violation> estimates(Receipt receipt) {
        for (int i = 0; i < receipt.estimates().size(); i++) {
            Receipt.Estimate estimate = receipt.estimates().get(i);
            List<List<Double>> forks = receipt.samples()
                    .stream()
                    .filter(s -> s.benchmark().equals(estimate.benchmark()) && s.metric().equals(estimate.metric()))
                    .flatMap(s -> s.forks().stream())
                    .filter(fork -> !fork.isEmpty())
                    .toList();
            if (forks.isEmpty()) {
                return Rule.broken("$.estimates[" + i + "].benchmark", "is " + estimate.benchmark() + ", of which there are no samples");
            }
            if (forks.stream().flatMap(List::stream).allMatch(score -> score > 0)) {
                Optional<Rule.Violation> wrong = compare("$.estimates[" + i + "].", estimate, Estimate.of(forks));
                if (wrong.isPresent()) {
                    return wrong;
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<Rule.Violation> compare(String at, Receipt.Estimate said, Estimate follows) {
        if (said.forks() != follows.forks()) {
            return Rule.broken(at + "forks", "is " + said.forks() + ", but there are samples of " + follows.forks());
        }
        if (!same(said.score(), follows.score())) {
            return Rule.broken(at + "score", "is " + said.score() + ", but the samples say " + follows.score());
        }
        if (!same(said.lower(), follows.lower())) {
            return Rule.broken(at + "lower", "is " + said.lower() + ", but the samples say " + follows.lower());
        }
        return same(said.upper(), follows.upper())
                ? Optional.empty()
                : Rule.broken(at + "upper", "is " + said.upper() + ", but the samples say " + follows.upper());
    }

    private static boolean same(Double said, double follows) {
        return said == null ? Double.isNaN(follows) : Math.abs(said - follows) <= SAME * Math.abs(follows);
    }
}
