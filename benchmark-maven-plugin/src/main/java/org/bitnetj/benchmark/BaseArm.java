package org.bitnetj.benchmark;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import org.bitnetj.benchmark.baseline.BaselineStore;
import org.bitnetj.benchmark.fork.BenchmarkListing;
import org.bitnetj.benchmark.fork.ForkSetup;
import org.bitnetj.benchmark.plan.Benchmark;
import org.bitnetj.benchmark.precondition.Breakage;
import org.bitnetj.benchmark.precondition.ClassPath;
import org.bitnetj.benchmark.receipt.Receipt;

/**
 * What the candidate is compared with: the accepted baseline, or a base that is measured in the same run.
 *
 * @param baseline as the receipt carries it
 * @param setup how to start the JVMs of the base; null when it is not measured
 * @param benchmarks what the base has; empty when it is not measured
 */
record BaseArm(Receipt.Baseline baseline, ForkSetup setup, List<Benchmark> benchmarks) {
    static BaseArm of(BenchmarkRequest request, ForkSetup setup, BenchmarkListing listing, String fingerprint)
            throws InterruptedException {
        BenchmarkRequest.Base base = request.base();
        if (base == null) {
            return new BaseArm(new BaselineStore(request.baselineFolder(), request.module().name()).section(fingerprint), null, List.of());
        }
        if (base.problem() != null) {
            return new BaseArm(new Receipt.Baseline("unbuilt", null, null, base.problem(), List.of()), null, List.of());
        }
        ForkSetup other = setup.forArm("-base", base.jvmArgs());
        other.prepare(new ClassPath(base.classPath()));
        BenchmarkListing listed = BenchmarkListing.ask(other);
        if (!listed.environment().jmh().equals(listing.environment().jmh())) {
            throw new Breakage("the base uses JMH " + listed.environment().jmh() + ", the candidate " + listing.environment().jmh()
                    + ": their scores can not be compared in one run; bring both to the same version");
        }
        return new BaseArm(new Receipt.Baseline("paired", null, fingerprint, base.label(), List.of()), other, listed.benchmarks());
    }

    Set<String> names() {
        return benchmarks.stream().map(Benchmark::id).collect(Collectors.toSet());
    }

    boolean isComparable() {
        return baseline.state().equals("found") || baseline.state().equals("paired");
    }
}
