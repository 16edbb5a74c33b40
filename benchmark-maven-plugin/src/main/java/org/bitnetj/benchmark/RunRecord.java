package org.bitnetj.benchmark;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

import org.bitnetj.benchmark.fork.ForkEnvironment;
import org.bitnetj.benchmark.fork.ProbeRun;
import org.bitnetj.benchmark.fork.RulerReading;
import org.bitnetj.benchmark.fork.StepOutcome;
import org.bitnetj.benchmark.gate.Policy;
import org.bitnetj.benchmark.plan.Benchmark;
import org.bitnetj.benchmark.plan.Plan;
import org.bitnetj.benchmark.precondition.Machine;
import org.bitnetj.benchmark.precondition.Precondition;
import org.bitnetj.benchmark.precondition.SourceTree;
import org.bitnetj.benchmark.receipt.Receipt;
import org.bitnetj.benchmark.sample.Samples;

/** What is known of the run so far. */
final class RunRecord {
    private final Instant startedAt;
    private final SourceTree source;
    private final List<StepOutcome> outcomes = new ArrayList<>();
    private final List<ProbeRun> probes = new ArrayList<>();
    /** By kernel and block. */
    private final Map<String, SortedMap<Integer, Double>> rulers = new LinkedHashMap<>();
    private Machine machine;
    private ForkEnvironment forkEnvironment;
    private Plan plan;
    private Samples samples;
    private Samples baseSamples;
    private List<Benchmark> base = List.of();
    private Policy policy;
    private String nothingSelected;
    private Receipt.Baseline baseline;
    private List<Precondition> preconditions;

    RunRecord(Instant startedAt, SourceTree source, Policy policy) {
        this.policy = policy;
        this.startedAt = startedAt;
        this.source = source;
    }

    void nothingSelected(String reason) {
        nothingSelected = reason;
    }

    void preconditions(List<Precondition> seen) {
        preconditions = seen;
    }

    /** What was looked at before; null when nobody looked. */
    List<Precondition> preconditions() {
        return preconditions;
    }

    void environment(Machine of, ForkEnvironment forks) {
        machine = of;
        forkEnvironment = forks;
    }

    void baseline(Receipt.Baseline against) {
        baseline = against;
    }

    void plan(Plan made) {
        plan = made;
        samples = new Samples(made, 0);
        baseSamples = new Samples(made, 1);
    }

    /** Goes on with a longer plan. */
    void extend(Plan longer) {
        plan = longer;
        samples.extend(longer);
        baseSamples.extend(longer);
    }

    /** What the base has, when it is measured beside the candidate. */
    void base(List<Benchmark> benchmarks) {
        base = benchmarks;
    }

    List<Benchmark> base() {
        return base;
    }

    List<Samples.Series> baseSeries() {
        return baseSamples == null ? List.of() : baseSamples.series();
    }

    void policy(Policy by) {
        policy = by;
    }

    /** What the verdicts rest on. */
    Policy policy() {
        return policy;
    }

    /** Of a block that a second host JVM goes on with, the first reading counts. */
    void add(RulerReading reading) {
        rulers.computeIfAbsent(reading.name(), name -> new TreeMap<>()).putIfAbsent(reading.block(), reading.nanos());
    }

    /** What fixed kernels took, in nanoseconds, by kernel and block. */
    Map<String, SortedMap<Integer, Double>> rulers() {
        return rulers;
    }

    void add(ProbeRun probe) {
        probes.add(probe);
    }

    /** Takes an outcome; one whose samples are wrong becomes a failure. */
    StepOutcome add(StepOutcome outcome) {
        StepOutcome checked = outcome;
        if (outcome.failure() == null) {
            Samples arm = outcome.step().arm() == 0 ? samples : baseSamples;
            Optional<String> wrong = arm.add(outcome.step(), outcome.measurement());
            if (wrong.isPresent()) {
                checked = outcome.failedBecause(new StepOutcome.Failure(wrong.get(), "", null));
            }
        }
        outcomes.add(checked);
        return checked;
    }

    Instant startedAt() {
        return startedAt;
    }

    SourceTree source() {
        return source;
    }

    Machine machine() {
        return machine;
    }

    ForkEnvironment forkEnvironment() {
        return forkEnvironment;
    }

    Plan plan() {
        return plan;
    }

    List<StepOutcome> outcomes() {
        return Collections.unmodifiableList(outcomes);
    }

    List<ProbeRun> probes() {
        return Collections.unmodifiableList(probes);
    }

    List<Samples.Series> series() {
        return samples == null ? List.of() : samples.series();
    }

    /** What the samples are compared with; null before the environment is known. */
    Receipt.Baseline baseline() {
        return baseline;
    }

    /** Why there was nothing to run; null when there was. */
    String whyNothing() {
        return nothingSelected;
    }

    /** Every planned step was tried and delivered. */
    boolean everythingDelivered() {
        return plan == null || (samples.missing().isEmpty() && baseSamples.missing().isEmpty());
    }
}
