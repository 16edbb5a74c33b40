package org.bitnetj.benchmark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import org.bitnetj.benchmark.plan.Plan;
import org.bitnetj.benchmark.plan.Step;
import org.bitnetj.benchmark.receipt.Receipt;
import org.bitnetj.benchmark.statistics.MarginVerdict;

/**
 * Buys forks for what is inconclusive, look by look, until everything is decided, the looks are used up, or the budget is. The first round is the
 * pilot: a benchmark whose variance lets no affordable number of forks decide gets none.
 */
final class GrowingPlan {
    /** Pocock's levels fall with the number of looks; after three, another one buys little. */
    private static final int MOST_LOOKS = 3;

    private final Set<String> inBase;
    private final Duration limit;
    private final int looks;
    private final long startedAt = System.nanoTime();
    private final Duration alreadySpent;
    private Plan plan;

    /** More forks of some benchmarks. */
    record Round(Plan plan, List<Step> steps, int benchmarks) {}

    GrowingPlan(Plan plan, Set<String> inBase, Duration limit) {
        this.plan = plan;
        this.inBase = inBase;
        this.limit = limit;
        this.looks = looks(plan, limit);
        this.alreadySpent = plan.expectedTime();
    }

    /** How many rounds of all benchmarks the budget holds; fixed before anything is measured, as the level of each look depends on it. */
    static int looks(Plan plan, Duration limit) {
        long round = Math.max(1, plan.expectedTime().toMillis());
        return (int) Math.max(1, Math.min(MOST_LOOKS, limit.toMillis() / round));
    }

    Optional<Round> next(Receipt soFar) {
        if (soFar.comparisons() == null) {
            return Optional.empty();
        }
        int affordable = plan.effort().forks() * looks;
        Set<String> undecided = soFar.comparisons()
                .stream()
                .filter(c -> c.verdict().equals(MarginVerdict.INCONCLUSIVE.name()) && c.metric().equals("score"))
                .filter(c -> c.forksToDecide() != null && c.forksToDecide() <= affordable)
                .map(Receipt.Comparison::benchmark)
                .collect(Collectors.toSet());
        soFar.failures().forEach(failure -> undecided.remove(failure.benchmark()));
        List<Integer> positions = new ArrayList<>();
        for (int i = 0; i < plan.benchmarks().size(); i++) {
            String id = plan.benchmarks().get(i).id();
            if (undecided.contains(id) && plan.forks(id, 0) == plan.blocks().size()) {
                positions.add(i);
            }
        }
        Plan longer = plan.extended(positions, plan.effort().forks(), inBase);
        List<Step> more = longer.steps().subList(plan.steps().size(), longer.steps().size());
        Duration spent = alreadySpent.plusNanos(System.nanoTime() - startedAt);
        if (more.isEmpty() || spent.plus(plan.effort().stepTime().multipliedBy(more.size())).compareTo(limit) > 0) {
            return Optional.empty();
        }
        plan = longer;
        return Optional.of(new Round(longer, more, positions.size()));
    }
}
