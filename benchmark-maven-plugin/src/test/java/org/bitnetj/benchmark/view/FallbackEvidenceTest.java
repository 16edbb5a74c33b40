package org.bitnetj.benchmark.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;

import org.bitnetj.benchmark.receipt.Receipt;
import org.bitnetj.benchmark.receipt.Receipts;
import org.junit.jupiter.api.Test;

class FallbackEvidenceTest {
    private static final Instant TIME = Instant.parse("2026-01-01T12:00:00Z");

    private static Receipt.Attempt attempt(int number, String outcome, String change, String reason) {
        return new Receipt.Attempt("org.example.Suite.add:avgt:k=64", 0, number, TIME, TIME, outcome, change, reason);
    }

    private static Receipt.Plan bounded(Receipt.Plan plan) {
        return new Receipt.Plan(plan.profile(), "PT60S", plan.forks(), plan.iterations(), plan.iterationTime(), plan.warmupIterations(),
                plan.warmupTime(), plan.benchmarks(), List.of(new Receipt.LeftOut("a", "over"), new Receipt.LeftOut("b", "over")),
                plan.notSelected());
    }

    @Test
    void whatTheBudgetLeftOutIsCounted() {
        Receipt receipt = Receipts.complete();
        assertThat(Evidence.benchmarks(receipt.edit().plan(bounded(receipt.plan())).build())).isEqualTo("benchmarks: jmh: 2 benchmarks ok; "
                + "skipped (bounded by policy); method:alt1; result:2 measured, 2 untested; reason:budget PT60S");
    }

    @Test
    void furtherAttemptsThatMeasuredAreTold() {
        Receipt receipt = Receipts.complete().edit()
                .attempts(List.of(attempt(1, "failed", null, "killed"), attempt(2, "measured", "fresh host JVM, 2 x the timeout", null)))
                .build();
        assertThat(Evidence.benchmarks(receipt))
                .isEqualTo("benchmarks: jmh: 2 benchmarks ok; method:alt1; result:1 fork measured on a further"
                        + " attempt; reason:fresh host JVM, 2 x the timeout");
    }

    @Test
    void attemptsThatFailedAreNoMethod() {
        Receipt receipt = Receipts.complete().edit()
                .attempts(List.of(attempt(1, "failed", null, "x"), attempt(2, "failed", "fresh host JVM, 2 x the timeout", "x")))
                .build();
        assertThat(Evidence.benchmarks(receipt)).isEqualTo("benchmarks: jmh: 2 benchmarks ok");
    }
}
