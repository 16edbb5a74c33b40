package org.bitnetj.benchmark;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import org.bitnetj.benchmark.fork.ForkEnvironment;
import org.bitnetj.benchmark.fork.ProbeRun;
import org.bitnetj.benchmark.fork.StepOutcome;
import org.bitnetj.benchmark.gate.Findings;
import org.bitnetj.benchmark.plan.Benchmark;
import org.bitnetj.benchmark.plan.Budget;
import org.bitnetj.benchmark.plan.Plan;
import org.bitnetj.benchmark.precondition.Machine;
import org.bitnetj.benchmark.precondition.SourceTree;
import org.bitnetj.benchmark.sample.Samples;

/** What is known of the run so far. */
final class RunRecord {
    private final Instant startedAt;
    private final SourceTree source;
    private final List<StepOutcome> outcomes = new ArrayList<>();
    private final List<ProbeRun> probes = new ArrayList<>();
    private Machine machine;
    private ForkEnvironment forkEnvironment;
    private Plan plan;
    private Samples samples;
    private String nothingSelected;

    RunRecord(Instant startedAt, SourceTree source) {
        this.startedAt = startedAt;
        this.source = source;
    }

    void nothingSelected(String reason) {
        nothingSelected = reason;
    }

    void environment(Machine of, ForkEnvironment forks) {
        machine = of;
        forkEnvironment = forks;
    }

    void plan(Plan made) {
        plan = made;
        samples = new Samples(made);
    }

    void add(ProbeRun probe) {
        probes.add(probe);
    }

    /** Takes an outcome; one whose samples are wrong becomes a failure. */
    StepOutcome add(StepOutcome outcome) {
        StepOutcome checked = outcome;
        if (outcome.failure() == null) {
            Optional<String> wrong = samples.add(outcome.step(), outcome.measurement());
            if (wrong.isPresent()) {
                checked = new StepOutcome(outcome.step(), outcome.startedAt(), outcome.finishedAt(), null,
                        new StepOutcome.Failure(wrong.get(), "", null));
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

    /** Every planned step was tried and delivered. */
    boolean everythingDelivered() {
        return plan == null || samples.missing().isEmpty();
    }

    Findings findings(Set<String> judged, boolean interrupted) {
        List<String> failedProbes = probes.stream().filter(probe -> probe.failure() != null).map(ProbeRun::probe).toList();
        if (plan == null) {
            return new Findings(Set.of(), Set.of(), judged, Set.of(), failedProbes, List.of(), nothingSelected, interrupted);
        }
        Set<String> expected = plan.benchmarks().stream().map(Benchmark::id).collect(Collectors.toCollection(TreeSet::new));
        Set<String> executed = samples.series().stream().map(Samples.Series::benchmark).collect(Collectors.toCollection(TreeSet::new));
        executed.removeAll(samples.missing().keySet());
        Set<String> failed = outcomes.stream()
                .filter(outcome -> outcome.failure() != null)
                .map(outcome -> outcome.step().benchmark().id())
                .collect(Collectors.toCollection(TreeSet::new));
        List<String> leftOut = plan.leftOut().stream().map(Budget.LeftOut::benchmark).toList();
        return new Findings(expected, executed, judged, failed, failedProbes, leftOut, nothingSelected, interrupted);
    }
}
