package org.bitnetj.benchmark.receipt;

import java.time.Instant;
import java.util.List;

import org.bitnetj.benchmark.gate.Policy;

/** Makes receipts, section by section: what is not set is null, and absent from the JSON. The parts are described at {@link Receipt}. */
public final class ReceiptBuilder {
    private String schemaVersion;
    private String runId;
    private Instant startedAt;
    private Instant finishedAt;
    private String status;
    private Receipt.Tool tool;
    private Receipt.Source source;
    private Receipt.Environment environment;
    private Receipt.Determinism determinism;
    private List<Receipt.Precondition> preconditions;
    private Receipt.Plan plan;
    private List<Receipt.Samples> samples;
    private List<Receipt.Estimate> estimates;
    private List<Receipt.Kernel> kernels;
    private List<Receipt.Feature> features;
    private List<Receipt.Accuracy> accuracy;
    private List<Receipt.Speedup> speedups;
    private List<Receipt.Throughput> throughput;
    private List<Receipt.Memory> memory;
    private List<Receipt.Crossval> crossval;
    private List<Receipt.Leak> leaks;
    private List<Receipt.Failure> failures;
    private List<Receipt.Attempt> attempts;
    private Policy policy;
    private Receipt.Baseline baseline;
    private List<Receipt.Comparison> comparisons;
    private Receipt.Change change;
    private List<Receipt.Ruler> rulers;
    private List<Receipt.Noise> noise;
    private List<Receipt.Past> history;
    private String nothingSelected;
    private Boolean interrupted;
    private List<Receipt.Gate> gates;
    private Receipt.Routing routing;
    private String digest;
    private Receipt.Signature signature;

    /** An empty receipt of this version: no samples, no failures, no gates. */
    public ReceiptBuilder() {
        schemaVersion = Receipt.SCHEMA_VERSION;
        samples = List.of();
        estimates = List.of();
        failures = List.of();
        attempts = List.of();
        gates = List.of();
    }

    ReceiptBuilder(Receipt from) {
        schemaVersion = from.schemaVersion();
        runId = from.runId();
        startedAt = from.startedAt();
        finishedAt = from.finishedAt();
        status = from.status();
        tool = from.tool();
        source = from.source();
        environment = from.environment();
        determinism = from.determinism();
        preconditions = from.preconditions();
        plan = from.plan();
        samples = from.samples();
        estimates = from.estimates();
        kernels = from.kernels();
        features = from.features();
        accuracy = from.accuracy();
        speedups = from.speedups();
        throughput = from.throughput();
        memory = from.memory();
        crossval = from.crossval();
        leaks = from.leaks();
        failures = from.failures();
        attempts = from.attempts();
        policy = from.policy();
        baseline = from.baseline();
        comparisons = from.comparisons();
        change = from.change();
        rulers = from.rulers();
        noise = from.noise();
        history = from.history();
        nothingSelected = from.nothingSelected();
        interrupted = from.interrupted();
        gates = from.gates();
        routing = from.routing();
        digest = from.digest();
        signature = from.signature();
    }

    /**
     * Sets the section of this name.
     *
     * @param value version of this form
     * @return this
     */
    public ReceiptBuilder schemaVersion(String value) {
        schemaVersion = value;
        return this;
    }

    /**
     * Sets the section of this name.
     *
     * @param value name of the run
     * @return this
     */
    public ReceiptBuilder runId(String value) {
        runId = value;
        return this;
    }

    /**
     * Sets the section of this name.
     *
     * @param value begin
     * @return this
     */
    public ReceiptBuilder startedAt(Instant value) {
        startedAt = value;
        return this;
    }

    /**
     * Sets the section of this name.
     *
     * @param value end; of a partial receipt the time of writing
     * @return this
     */
    public ReceiptBuilder finishedAt(Instant value) {
        finishedAt = value;
        return this;
    }

    /**
     * Sets the section of this name.
     *
     * @param value {@code complete} when every planned step delivered, else {@code partial}
     * @return this
     */
    public ReceiptBuilder status(String value) {
        status = value;
        return this;
    }

    /**
     * Sets the section of this name.
     *
     * @param value what wrote it
     * @return this
     */
    public ReceiptBuilder tool(Receipt.Tool value) {
        tool = value;
        return this;
    }

    /**
     * Sets the section of this name.
     *
     * @param value what was measured
     * @return this
     */
    public ReceiptBuilder source(Receipt.Source value) {
        source = value;
        return this;
    }

    /**
     * Sets the section of this name.
     *
     * @param value where; null when there was nothing to run
     * @return this
     */
    public ReceiptBuilder environment(Receipt.Environment value) {
        environment = value;
        return this;
    }

    /**
     * Sets the section of this name.
     *
     * @param value what the order depends on; null when there was nothing to run
     * @return this
     */
    public ReceiptBuilder determinism(Receipt.Determinism value) {
        determinism = value;
        return this;
    }

    /**
     * Sets the section of this name.
     *
     * @param value whether there was anything worth measuring; null when nobody looked
     * @return this
     */
    public ReceiptBuilder preconditions(List<Receipt.Precondition> value) {
        preconditions = value;
        return this;
    }

    /**
     * Sets the section of this name.
     *
     * @param value what was to be measured; null when there was nothing to run
     * @return this
     */
    public ReceiptBuilder plan(Receipt.Plan value) {
        plan = value;
        return this;
    }

    /**
     * Sets the section of this name.
     *
     * @param value raw scores
     * @return this
     */
    public ReceiptBuilder samples(List<Receipt.Samples> value) {
        samples = value;
        return this;
    }

    /**
     * Sets the section of this name.
     *
     * @param value what follows from them
     * @return this
     */
    public ReceiptBuilder estimates(List<Receipt.Estimate> value) {
        estimates = value;
        return this;
    }

    /**
     * Sets the section of this name.
     *
     * @param value what the probes say of dispatched kernels; null without probes
     * @return this
     */
    public ReceiptBuilder kernels(List<Receipt.Kernel> value) {
        kernels = value;
        return this;
    }

    /**
     * Sets the section of this name.
     *
     * @param value the matrix of variants, as probes tried them; null when none did
     * @return this
     */
    public ReceiptBuilder features(List<Receipt.Feature> value) {
        features = value;
        return this;
    }

    /**
     * Sets the section of this name.
     *
     * @param value how exact packing and products are, as probes measured it; null when none did
     * @return this
     */
    public ReceiptBuilder accuracy(List<Receipt.Accuracy> value) {
        accuracy = value;
        return this;
    }

    /**
     * Sets the section of this name.
     *
     * @param value kernels against the scalar reference, as probes measured them; null when none did
     * @return this
     */
    public ReceiptBuilder speedups(List<Receipt.Speedup> value) {
        speedups = value;
        return this;
    }

    /**
     * Sets the section of this name.
     *
     * @param value tokens a second of whole models, as probes measured them; null when none did
     * @return this
     */
    public ReceiptBuilder throughput(List<Receipt.Throughput> value) {
        throughput = value;
        return this;
    }

    /**
     * Sets the section of this name.
     *
     * @param value memory of whole models, as probes measured it; null when none did
     * @return this
     */
    public ReceiptBuilder memory(List<Receipt.Memory> value) {
        memory = value;
        return this;
    }

    /**
     * Sets the section of this name.
     *
     * @param value kernels against a reference that others wrote, as probes compared them; null when none looked for one
     * @return this
     */
    public ReceiptBuilder crossval(List<Receipt.Crossval> value) {
        crossval = value;
        return this;
    }

    /**
     * Sets the section of this name.
     *
     * @param value what was left after many cycles of use and close, as probes counted it; null when none did
     * @return this
     */
    public ReceiptBuilder leaks(List<Receipt.Leak> value) {
        leaks = value;
        return this;
    }

    /**
     * Sets the section of this name.
     *
     * @param value what went wrong
     * @return this
     */
    public ReceiptBuilder failures(List<Receipt.Failure> value) {
        failures = value;
        return this;
    }

    /**
     * Sets the section of this name.
     *
     * @param value every step that was tried
     * @return this
     */
    public ReceiptBuilder attempts(List<Receipt.Attempt> value) {
        attempts = value;
        return this;
    }

    /**
     * Sets the section of this name.
     *
     * @param value what the verdicts rest on; null in receipts that nobody judged
     * @return this
     */
    public ReceiptBuilder policy(Policy value) {
        policy = value;
        return this;
    }

    /**
     * Sets the section of this name.
     *
     * @param value what the samples are compared with; null when there was nothing to run
     * @return this
     */
    public ReceiptBuilder baseline(Receipt.Baseline value) {
        baseline = value;
        return this;
    }

    /**
     * Sets the section of this name.
     *
     * @param value what came out; null when there is no baseline
     * @return this
     */
    public ReceiptBuilder comparisons(List<Receipt.Comparison> value) {
        comparisons = value;
        return this;
    }

    /**
     * Sets the section of this name.
     *
     * @param value all comparisons together; null without any that has a ratio
     * @return this
     */
    public ReceiptBuilder change(Receipt.Change value) {
        change = value;
        return this;
    }

    /**
     * Sets the section of this name.
     *
     * @param value times of fixed kernels in each block; null when none were taken
     * @return this
     */
    public ReceiptBuilder rulers(List<Receipt.Ruler> value) {
        rulers = value;
        return this;
    }

    /**
     * Sets the section of this name.
     *
     * @param value where the noise comes from; null where too little was measured to know
     * @return this
     */
    public ReceiptBuilder noise(List<Receipt.Noise> value) {
        noise = value;
        return this;
    }

    /**
     * Sets the section of this name.
     *
     * @param value how the run stands to earlier sessions; null when there were too few
     * @return this
     */
    public ReceiptBuilder history(List<Receipt.Past> value) {
        history = value;
        return this;
    }

    /**
     * Sets the section of this name.
     *
     * @param value why there was nothing to run; null when there was
     * @return this
     */
    public ReceiptBuilder nothingSelected(String value) {
        nothingSelected = value;
        return this;
    }

    /**
     * Sets the section of this name.
     *
     * @param value true when the run was cut; null when it was not
     * @return this
     */
    public ReceiptBuilder interrupted(Boolean value) {
        interrupted = value;
        return this;
    }

    /**
     * Sets the section of this name.
     *
     * @param value verdicts
     * @return this
     */
    public ReceiptBuilder gates(List<Receipt.Gate> value) {
        gates = value;
        return this;
    }

    /**
     * Sets the section of this name.
     *
     * @param value who goes on; null in a receipt that nobody judged
     * @return this
     */
    public ReceiptBuilder routing(Receipt.Routing value) {
        routing = value;
        return this;
    }

    /**
     * Sets the section of this name.
     *
     * @param value SHA-256 over the canonical form of everything but digest and signature
     * @return this
     */
    public ReceiptBuilder digest(String value) {
        digest = value;
        return this;
    }

    /**
     * Sets the section of this name.
     *
     * @param value over the digest; null when nobody signed
     * @return this
     */
    public ReceiptBuilder signature(Receipt.Signature value) {
        signature = value;
        return this;
    }

    /**
     * The receipt.
     *
     * @return what was set so far
     */
    public Receipt build() {
        return new Receipt(schemaVersion, runId, startedAt, finishedAt, status, tool, source, environment, determinism, preconditions, plan,
                samples, estimates, kernels, features, accuracy, speedups, throughput, memory, crossval, leaks, failures, attempts, policy,
                baseline,
                comparisons, change, rulers, noise, history, nothingSelected, interrupted, gates, routing, digest, signature);
    }
}
