package org.bitnetj.benchmark;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.bitnetj.benchmark.gate.RoutingFacts;
import org.bitnetj.benchmark.gate.RoutingTable;
import org.bitnetj.benchmark.gate.Verdict;
import org.bitnetj.benchmark.receipt.Receipt;

/** Routes a receipt that has its gates, from what it holds, and nothing else. */
final class Routes {
    private static final String FAIL = "fail";

    private Routes() {}

    /** The routing of a receipt; names are those by which the table's differ, and stay in the receipt so that it can be routed again. */
    static Receipt.Routing of(Receipt receipt, Map<String, String> names) {
        RoutingTable.Route route = RoutingTable.route(facts(receipt), names);
        return new Receipt.Routing(route.finding(), route.state(), route.next(), route.reason(),
                names.isEmpty() ? null : new TreeMap<>(names));
    }

    /** The names that a receipt carries. */
    static Map<String, String> names(Receipt receipt) {
        return receipt.routing() == null || receipt.routing().names() == null ? Map.of() : receipt.routing().names();
    }

    /** The receipt with names for a routing that is still to come. */
    static Receipt named(Receipt receipt, Map<String, String> names) {
        return receipt.edit().routing(new Receipt.Routing(null, null, null, null, names)).build();
    }

    private static RoutingFacts facts(Receipt receipt) {
        Set<String> statuses = receipt.gates().stream().map(Receipt.Gate::status).collect(Collectors.toSet());
        Verdict.Status worst = Stream.of(Verdict.Status.FAILURE, Verdict.Status.NEUTRAL)
                .filter(status -> statuses.contains(status.label()))
                .findFirst()
                .orElse(Verdict.Status.PASS);
        return new RoutingFacts(worst, receipt.gates().stream().flatMap(gate -> gate.reasons().stream()).toList(),
                Boolean.TRUE.equals(receipt.interrupted()),
                orEmpty(receipt.preconditions()).filter(p -> FAIL.equals(p.status())).map(Receipt.Precondition::name).toList(),
                receipt.failures().stream().map(Routes::failed).toList(),
                orEmpty(receipt.leaks()).filter(leak -> FAIL.equals(leak.verdict())).map(leak -> leak.subject() + ": " + leak.reason())
                        .toList(),
                orEmpty(receipt.accuracy()).filter(a -> a.threshold() != null && !(a.value() >= a.threshold())).map(Routes::inaccurate)
                        .toList(),
                slower(receipt),
                comparisons(receipt).filter(c -> c.ratio() != null).map(c -> format(receipt, c.benchmark())).filter(f -> f != null)
                        .collect(Collectors.toSet()),
                receipt.plan() == null ? 0 : receipt.plan().benchmarks().size(),
                receipt.plan() == null ? 0 : receipt.plan().leftOut().size(), gpuUnavailable(receipt),
                comparisons(receipt).findAny().isPresent());
    }

    private static String failed(Receipt.Failure failure) {
        return (failure.benchmark() == null ? "probe " + failure.probe() : failure.benchmark()) + ": " + failure.message();
    }

    private static String inaccurate(Receipt.Accuracy a) {
        return a.format() + " " + a.figure() + " " + a.value() + " " + a.metric() + ", threshold " + a.threshold();
    }

    private static List<RoutingFacts.Slower> slower(Receipt receipt) {
        return comparisons(receipt).filter(c -> c.verdict().equals("REGRESSED") && !waived(receipt, c))
                .map(c -> new RoutingFacts.Slower(c.metric().equals("score") ? c.benchmark() : c.benchmark() + " " + c.metric(),
                        format(receipt, c.benchmark()), c.ratio() == null ? Double.NaN : c.ratio(), c.reason()))
                .sorted(Comparator.comparingDouble(RoutingFacts.Slower::ratio).reversed())
                .toList();
    }

    private static boolean waived(Receipt receipt, Receipt.Comparison c) {
        LocalDate day = LocalDate.ofInstant(receipt.startedAt(), ZoneOffset.UTC);
        return receipt.policy() != null && c.ratio() != null && receipt.policy().waivers().stream().anyMatch(
                waiver -> waiver.benchmark().equals(c.benchmark()) && waiver.metric().equals(c.metric()) && waiver.holdsOn(day)
                        && c.ratio() <= waiver.ceiling());
    }

    private static String format(Receipt receipt, String benchmark) {
        return receipt.plan() == null
                ? null
                : receipt.plan().benchmarks().stream()
                        .filter(b -> b.id().equals(benchmark))
                        .flatMap(b -> b.params().entrySet().stream())
                        .filter(param -> param.getKey().equalsIgnoreCase("format"))
                        .map(Map.Entry::getValue)
                        .findFirst()
                        .orElse(null);
    }

    private static List<String> gpuUnavailable(Receipt receipt) {
        return orEmpty(receipt.features())
                .filter(f -> f.status().equals("unavailable") && f.backend() != null && Set.of("opencl", "gpu").contains(f.backend()))
                .map(f -> String.valueOf(f.reason()))
                .distinct()
                .toList();
    }

    private static Stream<Receipt.Comparison> comparisons(Receipt receipt) {
        return orEmpty(receipt.comparisons());
    }

    private static <T> Stream<T> orEmpty(List<T> list) {
        return list == null ? Stream.empty() : list.stream();
    }
}
