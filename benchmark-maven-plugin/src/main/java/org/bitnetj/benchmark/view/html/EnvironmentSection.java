package org.bitnetj.benchmark.view.html;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import org.bitnetj.benchmark.receipt.Receipt;

/** Where and how the run was measured, and what it was compared with. */
final class EnvironmentSection {
    private EnvironmentSection() {}

    static void add(Receipt receipt, List<Section> sections) {
        List<Table> tables = new ArrayList<>(List.of(source(receipt)));
        if (receipt.environment() != null) {
            tables.add(environment(receipt.environment()));
        }
        if (receipt.baseline() != null) {
            tables.add(baseline(receipt));
            differences(receipt).ifPresent(tables::add);
        }
        if (receipt.plan() != null) {
            tables.add(plan(receipt));
        }
        sections.add(new Section("environment", "Where and how",
                "Results are compared only where the fingerprint is equal: it covers processor, JVM with its arguments, garbage collector, vector "
                        + "width, black-hole mode and JMH.",
                tables.stream().filter(table -> !table.rows().isEmpty()).toList()));
    }

    private static Table source(Receipt receipt) {
        Receipt.Source source = receipt.source();
        return new Table.Facts().add("module", source.module())
                .add("version", source.pomVersion())
                .add("commit", source.commit())
                .add("branch", source.branch())
                .add("uncommitted changes", source.dirty() == null ? null : source.dirty() ? "yes" : "no")
                .add("commit unknown because", source.unknownBecause())
                .table("What was measured");
    }

    private static Table environment(Receipt.Environment e) {
        Receipt.Jvm jvm = e.jvm();
        Table.Facts facts = new Table.Facts();
        if (e.cpu() != null) {
            facts.add("processor", e.cpu().model())
                    .add("logical processors", e.cpu().logicalCpus())
                    .add("of note", String.join(" ", e.cpu().flags()))
                    .add("frequency governor", e.cpu().governor());
        }
        facts.add("memory", Units.bytes(e.memoryBytes()));
        if (e.os() != null) {
            facts.add("operating system", e.os().name() + " " + e.os().version() + ", " + e.os().arch());
        }
        if (e.container() != null) {
            facts.add("processors of the container", e.container().cpus()).add("memory of the container",
                    Units.bytes(e.container().memoryBytes()));
        }
        if (jvm != null) {
            facts.add("JVM", jvm.vendor() + " " + jvm.version() + ", " + jvm.vm())
                    .add("arguments", String.join(" ", jvm.flags()))
                    .add("garbage collector", jvm.gc())
                    .add("heap at most", Units.bytes(jvm.maxHeapBytes()))
                    .add("vectors at most", jvm.maxVectorSize() == null ? null : jvm.maxVectorSize() * 8 + " bits")
                    .add("black holes", jvm.blackHole());
        }
        return facts.add("JMH", e.jmh()).add("fingerprint", e.fingerprint()).table("Environment of the forks");
    }

    private static Table baseline(Receipt receipt) {
        Receipt.Baseline b = receipt.baseline();
        String own = receipt.environment() == null ? null : receipt.environment().fingerprint();
        String meaning = switch (b.state()) {
            case "none" -> "none: nothing was accepted yet";
            case "found" -> "found: accepted on this kind of machine";
            case "foreign" -> "foreign: only other machines or JVMs have one";
            case "paired" -> "paired: measured side by side in this run";
            case "unbuilt" -> "unbuilt: the base could not be built";
            default -> b.state();
        };
        String runs = b.entries() == null
                ? ""
                : b.entries().stream().map(Receipt.BaselineEntry::runId).filter(id -> id != null).distinct().sorted()
                        .collect(Collectors.joining(", "));
        String difference = b.fingerprint() == null || own == null
                ? null
                : b.fingerprint().equals(own) ? "none: the fingerprints are equal" : "the fingerprint is another one: " + b.fingerprint();
        return new Table.Facts().add("state", meaning)
                .add("label", b.label())
                .add("id", b.id())
                .add("measured by", runs)
                .add("differs from this run by", difference)
                .table("Baseline");
    }

    /** What of the environment is another than that of the baseline, line by line; empty where that is not known. */
    private static Optional<Table> differences(Receipt receipt) {
        if (receipt.environment() == null || receipt.baseline().environment() == null) {
            return Optional.empty();
        }
        Map<String, String> then = facts(receipt.baseline().environment());
        Map<String, String> now = facts(receipt.environment());
        Set<String> names = new LinkedHashSet<>(now.keySet());
        names.addAll(then.keySet());
        return Optional.of(Table.of("What differs from the environment of the baseline", List.of("what", "this run", "baseline"),
                names.stream()
                        .filter(name -> !now.getOrDefault(name, "").equals(then.getOrDefault(name, "")))
                        .map(name -> Table.Row.of(name, Cell.text(now.getOrDefault(name, "")), Cell.text(then.getOrDefault(name, ""))))));
    }

    private static Map<String, String> facts(Receipt.Environment environment) {
        Map<String, String> facts = new LinkedHashMap<>();
        environment(environment).rows().forEach(row -> facts.put(row.head(), row.cells().get(0).text()));
        return facts;
    }

    private static Table plan(Receipt receipt) {
        Receipt.Plan plan = receipt.plan();
        Receipt.Determinism order = receipt.determinism();
        Table.Facts facts = new Table.Facts().add("profile", plan.profile())
                .add("budget", plan.budget())
                .add("forks × iterations", plan.forks() + " × " + plan.iterations() + " of " + plan.iterationTime())
                .add("warm-up of a fork", plan.warmupIterations() + " × " + plan.warmupTime())
                .add("benchmarks", plan.benchmarks().size());
        if (order != null) {
            facts.add("seed", order.seed()).add("blocks", order.blocks().size()).add("BITNET_DETERMINISTIC", order.bitnetDeterministic())
                    .add("BITNET_SEED", order.bitnetSeed());
        }
        if (receipt.policy() != null) {
            facts.add("allowed slowdown", Units.percent(receipt.policy().margin()))
                    .add("level of the tests", Units.percent(receipt.policy().alpha()))
                    .add("looks at the data", receipt.policy().looks());
        }
        return facts.table("Plan and policy");
    }
}
