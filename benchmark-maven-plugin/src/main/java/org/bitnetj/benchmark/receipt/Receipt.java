package org.bitnetj.benchmark.receipt;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.bitnetj.benchmark.gate.Policy;

/**
 * The record of one run. A section that nothing was measured for is null, and absent from the JSON; an empty list says that it was looked for and
 * there was none.
 *
 * @param schemaVersion version of this form
 * @param runId name of the run
 * @param startedAt begin
 * @param finishedAt end; of a partial receipt the time of writing
 * @param status {@code complete} when every planned step delivered, else {@code partial}
 * @param tool what wrote it
 * @param source what was measured
 * @param environment where; null when there was nothing to run
 * @param determinism what the order depends on; null when there was nothing to run
 * @param preconditions whether there was anything worth measuring; null when nobody looked
 * @param plan what was to be measured; null when there was nothing to run
 * @param samples raw scores
 * @param estimates what follows from them
 * @param kernels what the probes say of dispatched kernels; null without probes
 * @param features the matrix of variants, as probes tried them; null when none did
 * @param accuracy how exact packing and products are, as probes measured it; null when none did
 * @param speedups kernels against the scalar reference, as probes measured them; null when none did
 * @param throughput tokens a second of whole models, as probes measured them; null when none did
 * @param memory memory of whole models, as probes measured it; null when none did
 * @param crossval kernels against a reference that others wrote, as probes compared them; null when none looked for one
 * @param leaks what was left after many cycles of use and close, as probes counted it; null when none did
 * @param failures what went wrong
 * @param attempts every step that was tried
 * @param policy what the verdicts rest on; null in receipts that nobody judged
 * @param baseline what the samples are compared with; null when there was nothing to run
 * @param comparisons what came out; null when there is no baseline
 * @param change all comparisons together; null without any that has a ratio
 * @param rulers times of fixed kernels in each block; null when none were taken
 * @param noise where the noise comes from, and the plan that it asks for; null where too little was measured to know
 * @param history how the run stands to earlier sessions; null when there were too few
 * @param nothingSelected why there was nothing to run; null when there was
 * @param interrupted true when the run was cut; null when it was not
 * @param gates verdicts
 * @param routing who goes on; null in a receipt that nobody judged
 * @param digest SHA-256 over the canonical form of everything but digest and signature
 * @param signature over the digest; null when nobody signed
 */
public record Receipt(String schemaVersion, String runId, Instant startedAt, Instant finishedAt, String status, Tool tool, Source source,
        Environment environment, Determinism determinism, List<Precondition> preconditions, Plan plan, List<Samples> samples,
        List<Estimate> estimates, List<Kernel> kernels, List<Feature> features, List<Accuracy> accuracy, List<Speedup> speedups,
        List<Throughput> throughput, List<Memory> memory, List<Crossval> crossval, List<Leak> leaks, List<Failure> failures,
        List<Attempt> attempts, Policy policy,
        Baseline baseline, List<Comparison> comparisons, Change change, List<Ruler> rulers, List<Noise> noise, List<Past> history,
        String nothingSelected, Boolean interrupted, List<Gate> gates, Routing routing, String digest, Signature signature) {
    /** Version of the form that this class writes. */
    public static final String SCHEMA_VERSION = "1.0.0";
    /** Every planned step delivered. */
    public static final String COMPLETE = "complete";
    /** Some did not, or the run was cut. */
    public static final String PARTIAL = "partial";

    /** What wrote the receipt; the digest is that of its jar, absent when it does not run from one. */
    public record Tool(String name, String version, String digest) {}

    /** What was measured. Where there is no git, only the reason is known. */
    public record Source(String module, String pomVersion, String commit, String branch, Boolean dirty, String unknownBecause) {}

    /** Where; the fingerprint covers what makes results comparable. */
    public record Environment(Cpu cpu, Long memoryBytes, Os os, Container container, Jvm jvm, String jmh, String fingerprint) {
        /**
         * The same environment with its fingerprint.
         *
         * @param value the fingerprint
         * @return a copy
         */
        public Environment withFingerprint(String value) {
            return new Environment(cpu, memoryBytes, os, container, jvm, jmh, value);
        }
    }

    /** The processor. */
    public record Cpu(String model, int logicalCpus, List<String> flags, String governor) {}

    /** The operating system. */
    public record Os(String name, String version, String arch) {}

    /** Limits of the control group; what is not limited is absent. */
    public record Container(Double cpus, Long memoryBytes) {}

    /** The JVM of the forks. */
    public record Jvm(String vendor, String version, String vm, List<String> flags, String gc, int availableProcessors, long maxHeapBytes,
            Integer maxVectorSize, String blackHole) {}

    /**
     * The order of the run: for each block the positions in the plan's benchmarks, and beside each, when there are two arms, its arm: 0 for the
     * candidate, 1 for the base. The two variables are absent when they are not set.
     */
    public record Determinism(long seed, List<List<Integer>> blocks, List<List<Integer>> arms, String bitnetDeterministic,
            String bitnetSeed) {}

    /** What was to be measured, what the budget left out, and what is listed but was not asked for; durations are ISO 8601. */
    public record Plan(String profile, String budget, int forks, int iterations, String iterationTime, int warmupIterations,
            String warmupTime,
            List<Benchmark> benchmarks, List<LeftOut> leftOut, List<String> notSelected) {}

    /** One benchmark; the byte code is the SHA-256 of its class file and of those of nested and extended classes. */
    public record Benchmark(String id, String className, String method, String mode, Map<String, String> params, String unit, String better,
            int threads, List<String> jvmArgs, String byteCode) {}

    /** A benchmark that was not run. */
    public record LeftOut(String benchmark, String reason) {}

    /** Raw values of one metric as [fork][iteration]; a fork without result is empty. */
    public record Samples(String benchmark, String metric, String unit, String better, List<List<Double>> forks) {}

    /** The score of a benchmark with its 95 % interval, which is absent when there were fewer than two forks. */
    public record Estimate(String benchmark, String metric, String unit, String better, double score, Double lower, Double upper,
            int forks) {}

    /** A kernel, as a probe reported it. */
    public record Kernel(String probe, String operation, String format, String backend, String kernel, Integer width, String status,
            String reason) {}

    /** Tokens a second of a model's phase, with the bytes read a token and the memory bandwidth that bounds it; what was not measured is absent. */
    public record Throughput(String probe, String model, String format, String head, String backend, int threads, String phase, int tokens,
            double tokensPerSecond, double bytesPerToken, double memoryBandwidth, Double zeroShare, Double firstTokenMillis) {}

    /** Memory of a model in bytes: on the heap, outside, and the most of the heap that was in use. */
    public record Memory(String probe, String model, String format, String head, String backend, int threads, long heapBytes,
            long offHeapBytes, long peakHeapBytes) {}

    /** What went wrong: a benchmark in one of its forks, or a probe. The log is relative to the receipt. */
    public record Failure(String benchmark, Integer fork, String probe, String message, String detail, String log) {}

    /**
     * One attempt at a step. The change is what is different from the first attempt, the reason why it failed; both are absent where there is none. Only
     * what the last attempt failed of is among the failures.
     */
    public record Attempt(String benchmark, int fork, int attempt, Instant startedAt, Instant finishedAt, String outcome, String change,
            String reason) {}

    /**
     * What the samples are compared with, copied so that the receipt can be judged again without it. State is {@code none}, {@code found},
     * {@code foreign} when only other machines or JVMs have one, {@code paired} when both arms were measured in this run, or {@code unbuilt} when
     * that could not be, with the label telling why. The entries are all
     * that it knows; the id is the digest of its content. The environment is that of the baseline, for people; absent where it is that of this run.
     */
    public record Baseline(String state, String id, String fingerprint, String label, Environment environment,
            List<BaselineEntry> entries) {
        /**
         * A baseline of which no environment is told.
         *
         * @param state state
         * @param id id
         * @param fingerprint fingerprint
         * @param label label
         * @param entries all that it knows
         */
        public Baseline(String state, String id, String fingerprint, String label, List<BaselineEntry> entries) {
            this(state, id, fingerprint, label, null, entries);
        }
    }

    /** One metric of one benchmark as it was accepted, or measured side by side; raw scores as [fork][iteration]. */
    public record BaselineEntry(String benchmark, String byteCode, String runId, Boolean dirty, String metric, String unit, String better,
            List<List<Double>> forks) {}

    /**
     * A benchmark against its baseline. All ratios are those of the time of an operation, candidate / baseline: above 1 is slower, also for rates.
     * The verdict is one of REGRESSED, NOT_REGRESSED, IMPROVED, INCONCLUSIVE and INCOMPARABLE, the latter with its cause: ENVIRONMENT, NEW, EDITED or
     * SAMPLES. What could not be worked out is absent. The interval is at 95 %; mde is the relative difference that this design finds four times out of five.
     */
    public record Comparison(String benchmark, String metric, String design, Integer baselineForks, Integer candidateForks, Double ratio,
            Double lower, Double upper, Double p, Double adjustedP, Double mde, Integer forksToDecide, String verdict,
            String cause, String reason, Cross cross, List<String> labels) {}

    /** The geometric mean of the ratios of all scores that were compared, with its 95 % interval, as if benchmarks were independent. */
    public record Change(int benchmarks, double ratio, Double lower, Double upper) {}

    /** The same samples read in other ways; jmh is what its own 99.9 % intervals say: {@code different}, {@code same} or {@code none}. */
    public record Cross(Double hodgesLehmann, Double rankP, Double permutationP, Double fiellerLower, Double fiellerUpper, String jmh) {}

    /** Nanoseconds that a fixed kernel took in each block, and how far they moved. */
    public record Ruler(String name, List<Double> nanos, double movement) {}

    /**
     * Standard deviations of a score on the log scale, 0.01 for 1 %: of forks beyond what their iterations explain, and of the iterations within a fork;
     * and the number of iterations in a fork that buys the narrowest interval for the time (Kalibera and Jones 2013).
     */
    public record Noise(String benchmark, double betweenForks, double withinForks, int bestIterations) {}

    /** A verdict. */
    public record Gate(String name, String status, String conclusion, List<String> reasons, String evidence) {}

    /** Something that must hold before benchmarks are worth their time; status is {@code pass}, {@code fail} or {@code neutral}, the latter when it can not be known. */
    public record Precondition(String name, String status, String evidence, long durationMillis) {}

    /**
     * A variant of the library that was tried; status is {@code ok}, {@code failed} or {@code unavailable}, the latter two with their reason. Outputs is the
     * SHA-256 over all results of the variant, equal in every run of the same seed.
     */
    public record Feature(String probe, String name, String backend, Integer width, Integer threads, Boolean deterministic, String status,
            String reason, String outputs) {}

    /**
     * One accuracy figure. Figure is {@code round-trip}, {@code product} or {@code quantization}; weights says where the weights come from ({@code seeded},
     * {@code trained}), distribution what the inputs look like. The value is in the metric's unit; without threshold it informs only, and verdict is absent.
     */
    public record Accuracy(String probe, String figure, String format, String backend, String kernel, String weights, String distribution,
            String metric, long seed, double value, Double threshold, String verdict) {}

    /** How many times faster than the reference the same work was, with the times of one operation of both in nanoseconds. */
    public record Speedup(String probe, String operation, String format, String backend, String kernel, String reference, int m, int k,
            int n, int threads, List<Double> nanos, List<Double> referenceNanos, double ratio) {}

    /**
     * The same work by a kernel and by a reference that others wrote. Difference is the largest of two results, over the largest result of the reference;
     * verdict is {@code pass}, {@code fail} or {@code unavailable}, the latter with its reason and nothing that was measured.
     */
    public record Crossval(String probe, String operation, String format, String reference, String version, String backend, String kernel,
            Integer m, Integer k, Integer n, Integer threads, Double difference, Double tolerance, List<Double> nanos,
            List<Double> referenceNanos, Double ratio, String verdict, String reason) {}

    /** What was left of one kind of resource after so many cycles of use and close; bytes and counts before and after, absent where they can not be known. */
    public record Leak(String probe, String subject, String backend, int cycles, Long bytesBefore, Long bytesAfter, Long countBefore,
            Long countAfter, String verdict, String reason) {}

    /** Where the session mean of a benchmark stands among earlier ones: interval in which it was to be expected, whether it is, and where the level changed. */
    public record Past(String benchmark, String metric, int sessions, double mean, Double lower, Double upper, Boolean expected,
            List<String> changePoints, String advice) {}

    /**
     * Who goes on with this run, and why; finding is the row of the routing table. Names are those by which the table's names of who goes on were
     * replaced, by finding; absent when they were not.
     */
    public record Routing(String finding, String state, String next, String reason, Map<String, String> names) {}

    /** A signature over the digest, and the public key that it is checked with; both in Base64. */
    public record Signature(String algorithm, String publicKey, String value) {}

    /**
     * A builder that holds what this receipt holds.
     *
     * @return the builder
     */
    public ReceiptBuilder edit() {
        return new ReceiptBuilder(this);
    }

    /**
     * The same receipt with its digest.
     *
     * @param value the digest
     * @return a copy
     */
    Receipt withDigest(String value) {
        return edit().digest(value).build();
    }

    /**
     * The same receipt with verdicts.
     *
     * @param verdicts the verdicts
     * @return a copy
     */
    public Receipt withGates(List<Gate> verdicts) {
        return edit().gates(verdicts).build();
    }

    /**
     * The same receipt, to be judged by another policy or against another baseline.
     *
     * @param rules the policy
     * @param against the baseline
     * @return a copy
     */
    public Receipt against(Policy rules, Baseline against) {
        return edit().policy(rules).baseline(against).build();
    }

    /**
     * The same receipt with comparisons.
     *
     * @param found what came out
     * @param together all of them as one
     * @return a copy
     */
    public Receipt withComparisons(List<Comparison> found, Change together) {
        return edit().comparisons(found).change(together).build();
    }
}
