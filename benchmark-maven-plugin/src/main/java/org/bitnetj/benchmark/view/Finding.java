package org.bitnetj.benchmark.view;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.bitnetj.benchmark.receipt.Receipt;

/**
 * A reason of a gate, as tools take it that list findings.
 *
 * @param gate name of the gate
 * @param rule kind of the finding, such as {@code regressed}
 * @param level how bad it is
 * @param message the reason
 * @param subject id of the benchmark, or class of the probe, that it concerns; null for the whole run
 * @param path source file of the subject below its source folder; pom.xml for the whole run
 */
record Finding(String gate, String rule, Level level, String message, String subject, String path) {
    static final String WHOLE_RUN = "pom.xml";
    /** Beginnings of reasons, and the rules that they stand for. */
    private static final List<Rule> RULES = List.of(new Rule("benchmark failed", "benchmark-failed", Level.ERROR),
            new Rule("probe failed", "probe-failed", Level.ERROR), new Rule("benchmark missing", "benchmark-missing", Level.ERROR),
            new Rule("regressed", "regressed", Level.ERROR), new Rule("inconclusive", "inconclusive", Level.WARNING),
            new Rule("incomparable", "incomparable", Level.WARNING), new Rule("waived", "waived", Level.NOTE),
            new Rule("skipped", "skipped", Level.NOTE));
    private static final Rule OTHER = new Rule("", "gate", Level.ERROR);

    /** How bad a finding is. */
    enum Level {
        /** Fails the gate. */
        ERROR,
        /** Keeps the gate from passing. */
        WARNING,
        /** Is to be known. */
        NOTE;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private record Rule(String prefix, String id, Level level) {}

    /** All reasons of all gates, the worst first. */
    static List<Finding> of(Receipt receipt) {
        List<Finding> findings = new ArrayList<>();
        for (Receipt.Gate gate : receipt.gates()) {
            findings.addAll(of(receipt, gate));
        }
        findings.sort(Comparator.comparing(Finding::level));
        return List.copyOf(findings);
    }

    private static List<Finding> of(Receipt receipt, Receipt.Gate gate) {
        List<Rule> rules = gate.reasons().stream().map(Finding::rule).toList();
        boolean failed = gate.conclusion().equals("failure");
        // where nothing else explains the failure, the policy fails for what is a warning otherwise
        boolean explained = rules.stream().anyMatch(rule -> rule.level == Level.ERROR);
        List<Finding> findings = new ArrayList<>();
        for (int i = 0; i < rules.size(); i++) {
            Rule rule = rules.get(i);
            Level level = rule.level;
            if (!failed && level == Level.ERROR) {
                level = Level.WARNING;
            } else if (failed && !explained && level == Level.WARNING) {
                level = Level.ERROR;
            }
            String reason = gate.reasons().get(i);
            String subject = subject(receipt, reason, rule.prefix);
            findings.add(new Finding(gate.name(), rule.id, level, reason, subject, path(receipt, subject)));
        }
        return findings;
    }

    private static Rule rule(String reason) {
        return RULES.stream().filter(rule -> reason.startsWith(rule.prefix)).findFirst().orElse(OTHER);
    }

    /** The longest name that stands behind the beginning of the reason. */
    private static String subject(Receipt receipt, String reason, String prefix) {
        if (prefix.isEmpty()) {
            return null;
        }
        String rest = reason.substring(reason.startsWith("waived") && reason.contains("regressed: ")
                ? reason.indexOf("regressed: ") + "regressed: ".length()
                : Math.min(reason.length(), prefix.length() + 2));
        Stream<String> planned = receipt.plan() == null
                ? Stream.of()
                : receipt.plan().benchmarks().stream().map(Receipt.Benchmark::id);
        Set<String> names = Stream.concat(planned, receipt.failures().stream().map(Receipt.Failure::probe).filter(probe -> probe != null))
                .collect(Collectors.toSet());
        return names.stream().filter(rest::startsWith).max(Comparator.comparingInt(String::length)).orElse(null);
    }

    private static String path(Receipt receipt, String subject) {
        if (subject == null) {
            return WHOLE_RUN;
        }
        return path(receipt.plan() == null
                ? subject
                : receipt.plan().benchmarks().stream().filter(b -> b.id().equals(subject)).map(Receipt.Benchmark::className).findFirst()
                        .orElse(subject));
    }

    /** The file of a class; what is no class name leads nowhere. */
    static String path(String className) {
        String top = className.contains("$") ? className.substring(0, className.indexOf('$')) : className;
        boolean sound = Stream.of(top.split("\\.", -1)).allMatch(
                part -> !part.isEmpty()
                        && part.codePoints().allMatch(c -> Character.isJavaIdentifierPart(c) && !Character.isISOControl(c)));
        return sound ? top.replace('.', '/') + ".java" : WHOLE_RUN;
    }
}
