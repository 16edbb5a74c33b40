package org.bitnetj.benchmark.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.List;
import java.util.Set;

import org.bitnetj.benchmark.statistics.MarginVerdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegressionGateTest {
    private static final LocalDate DAY = LocalDate.parse("2026-06-15");
    private static final Policy USUAL = Policy.usual(true, false);
    private static final Policy STRICT = new Policy(0.03, 0.05, 1, true, true, true, true, true, true, List.of());
    private static final Policy LENIENT = new Policy(0.03, 0.05, 1, false, false, false, false, false, false, List.of());

    private static Compared compared(MarginVerdict verdict, Compared.Cause cause) {
        return new Compared("a", "score", verdict, cause, 1.08, "why");
    }

    private static Verdict judge(Policy policy, Compared... compared) {
        return RegressionGate.judge(List.of(compared), List.of(), Set.of("a"), true, policy, DAY);
    }

    private static Policy waived(double ceiling, String expires) {
        return new Policy(0.03, 0.05, 1, true, false, false, true, false, false,
                List.of(new Waiver("a", "score", ceiling, expires, "SUM-1", "known")));
    }

    @ParameterizedTest
    @CsvSource({"REGRESSED, , FAILURE, FAILURE, NEUTRAL, regressed: a: why",
        "INCONCLUSIVE, , NEUTRAL, FAILURE, NEUTRAL, inconclusive: a: why",
        "INCOMPARABLE, NEW, NEUTRAL, FAILURE, NEUTRAL, incomparable: a: why",
        "INCOMPARABLE, ENVIRONMENT, NEUTRAL, FAILURE, NEUTRAL, incomparable: a: why",
        "INCOMPARABLE, EDITED, NEUTRAL, NEUTRAL, NEUTRAL, incomparable: a: why",
        "INCOMPARABLE, SAMPLES, NEUTRAL, NEUTRAL, NEUTRAL, incomparable: a: why"})
    void verdictsByPolicy(MarginVerdict verdict, Compared.Cause cause, Verdict.Status usual, Verdict.Status strict, Verdict.Status lenient,
            String reason) {
        assertThat(judge(USUAL, compared(verdict, cause))).isEqualTo(new Verdict(usual, List.of(reason)));
        assertThat(judge(STRICT, compared(verdict, cause))).isEqualTo(new Verdict(strict, List.of(reason)));
        assertThat(judge(LENIENT, compared(verdict, cause))).isEqualTo(new Verdict(lenient, List.of(reason)));
    }

    @ParameterizedTest
    @CsvSource({"IMPROVED", "NOT_REGRESSED"})
    void passes(MarginVerdict verdict) {
        assertThat(judge(STRICT, compared(verdict, null))).isEqualTo(new Verdict(Verdict.Status.PASS, List.of()));
    }

    @Test
    void removedBenchmarkFailsByName() {
        Verdict verdict = RegressionGate.judge(List.of(), List.of("gone"), Set.of("a"), true, USUAL, DAY);
        assertThat(verdict.status()).isEqualTo(Verdict.Status.FAILURE);
        assertThat(verdict.reasons()).singleElement().asString().startsWith("benchmark missing: gone is in the baseline");
        assertThat(RegressionGate.judge(List.of(), List.of("gone"), Set.of("a"), true, LENIENT, DAY).status())
                .isEqualTo(Verdict.Status.NEUTRAL);
    }

    @Test
    void missingBaselineFailsWhenAskedFor() {
        assertThat(RegressionGate.judge(List.of(), List.of(), Set.of("a"), false, STRICT, DAY).status()).isEqualTo(Verdict.Status.FAILURE);
        assertThat(RegressionGate.judge(List.of(), List.of(), Set.of("a"), false, USUAL, DAY).status()).isEqualTo(Verdict.Status.PASS);
        assertThat(RegressionGate.judge(List.of(), List.of(), Set.of(), false, STRICT, DAY).status()).isEqualTo(Verdict.Status.PASS);
    }

    @Test
    void waiverHoldsUpToItsCeilingAndThroughItsLastDay() {
        Compared regressed = compared(MarginVerdict.REGRESSED, null);
        Verdict waived = judge(waived(1.08, "2026-06-15"), regressed);
        assertThat(waived.status()).isEqualTo(Verdict.Status.NEUTRAL);
        assertThat(waived.reasons()).containsExactly("waived until 2026-06-15 (SUM-1): regressed: a: why");
        assertThat(judge(waived(1.07, "2026-06-15"), regressed)).isEqualTo(new Verdict(Verdict.Status.FAILURE,
                List.of("regressed: a: why")));
        Verdict expired = judge(waived(1.08, "2026-06-14"), regressed);
        assertThat(expired.status()).isEqualTo(Verdict.Status.FAILURE);
        assertThat(expired.reasons()).hasSize(2).anySatisfy(reason -> assertThat(reason).startsWith("waiver expired on 2026-06-14: a"));
    }

    @Test
    void waiverThatIsNotUsedFails() {
        assertThat(judge(waived(1.10, "2027-01-01"), compared(MarginVerdict.NOT_REGRESSED, null)).reasons()).singleElement().asString()
                .startsWith("waiver not needed any more: a (SUM-1)");
        assertThat(judge(waived(1.10, "2027-01-01"), compared(MarginVerdict.INCONCLUSIVE, null)).status())
                .isEqualTo(Verdict.Status.NEUTRAL);
        assertThat(RegressionGate.judge(List.of(), List.of(), Set.of("b"), true, waived(1.1, "2027-01-01"), DAY).reasons())
                .containsExactly("waiver of an unknown benchmark: a (SUM-1); remove it");
        // a benchmark that was not measured this time may still need it
        assertThat(RegressionGate.judge(List.of(), List.of(), Set.of("a"), true, waived(1.1, "2027-01-01"), DAY).status())
                .isEqualTo(Verdict.Status.PASS);
    }

    @Test
    void senselessPoliciesAndWaiversAreRefused() {
        assertThatThrownBy(() -> new Policy(-0.01, 0.05, 1, true, true, true, true, true, true, List.of())).hasMessageContaining("-0.01");
        assertThatThrownBy(() -> new Policy(0.03, 0.5, 1, true, true, true, true, true, true, List.of())).hasMessageContaining("0.5");
        assertThatThrownBy(() -> new Waiver("a", "score", 1.0, "2027-01-01", "i", "r")).hasMessageContaining("ceiling");
        assertThatThrownBy(() -> new Waiver("a", "score", 1.1, "soon", "i", "r")).hasMessageContaining("soon");
        assertThatThrownBy(() -> new Waiver("a", "score", 1.1, "2027-01-01", null, "r")).hasMessageContaining("a lacks some");
    }

    @Test
    void bothVerdictsTogether() {
        Verdict pass = new Verdict(Verdict.Status.PASS, List.of());
        Verdict neutral = new Verdict(Verdict.Status.NEUTRAL, List.of("gap"));
        Verdict failure = new Verdict(Verdict.Status.FAILURE, List.of("broken"));
        assertThat(pass.and(neutral)).isEqualTo(neutral);
        assertThat(neutral.and(failure)).isEqualTo(new Verdict(Verdict.Status.FAILURE, List.of("broken", "gap")));
        assertThat(failure.and(neutral)).isEqualTo(new Verdict(Verdict.Status.FAILURE, List.of("broken", "gap")));
    }
}
