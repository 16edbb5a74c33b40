package org.bitnetj.benchmark.fork;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;

import org.bitnetj.benchmark.plan.Benchmark;
import org.bitnetj.benchmark.plan.Step;
import org.junit.jupiter.api.Test;

class AttemptsTest {
    private static final Benchmark BENCHMARK = new Benchmark("C", "m", "avgt", Map.of(), "us/op", "lower", 1, List.of(), "00");
    private final Attempts attempts = new Attempts();
    private final Step first = new Step(0, BENCHMARK, 0, 0);
    private final Step second = new Step(1, BENCHMARK, 1, 0);
    private final Step base = new Step(2, BENCHMARK, 0, 1);

    @Test
    void thereAreThreeAttemptsWithGrowingPatience() {
        assertThat(attempts.number(first)).isEqualTo(1);
        assertThat(attempts.change(first)).isNull();
        assertThat(attempts.again(first, Attempts.Cause.DIED)).isTrue();
        assertThat(attempts.change(first)).isEqualTo("fresh host JVM, 2 x the timeout");
        assertThat(attempts.again(first, Attempts.Cause.DIED)).isTrue();
        assertThat(attempts.patience(first)).isEqualTo(4);
        assertThat(attempts.again(first, Attempts.Cause.DIED)).isFalse();
    }

    @Test
    void whatHungIsTriedOnceMore() {
        assertThat(attempts.again(first, Attempts.Cause.HUNG)).isTrue();
        assertThat(attempts.again(first, Attempts.Cause.HUNG)).isFalse();
    }

    @Test
    void aBenchmarkThatUsedUpItsAttemptsGetsOneInLaterForksOfItsArm() {
        while (attempts.again(first, Attempts.Cause.DIED)) {
            assertThat(attempts.number(first)).isLessThanOrEqualTo(3);
        }
        assertThat(attempts.again(second, Attempts.Cause.DIED)).isFalse();
        assertThat(attempts.again(base, Attempts.Cause.DIED)).isTrue();
    }
}
