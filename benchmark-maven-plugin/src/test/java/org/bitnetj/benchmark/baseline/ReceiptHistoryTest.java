package org.bitnetj.benchmark.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.bitnetj.benchmark.receipt.Receipt;
import org.bitnetj.benchmark.receipt.Receipts;
import org.junit.jupiter.api.Test;

class ReceiptHistoryTest {
    /** Noise of about half a percent, without any trend. */
    private static final double[] NOISE = {0.003, -0.004, 0.006, -0.002, -0.006, 0.005, 0.001, -0.003, 0.004, -0.005};

    private static Session session(int i, double score, String version, String byteCode) {
        return new Session("2026-01-%02dT00:00:00Z".formatted(i + 1), "run-" + i, "%040d".formatted(i), version, "r",
                Map.of(Receipts.ADD, Math.log(score)), Map.of(Receipts.ADD, byteCode));
    }

    private static List<Session> sessions(double... scores) {
        List<Session> sessions = new ArrayList<>();
        for (int i = 0; i < scores.length; i++) {
            sessions.add(session(i, scores[i], "1.0-SNAPSHOT", "00"));
        }
        return sessions;
    }

    private static double[] noisy(int n, double slip) {
        double[] scores = new double[n];
        for (int i = 0; i < n; i++) {
            scores[i] = 100 * Math.pow(1 + slip, i) * (1 + NOISE[i]);
        }
        return scores;
    }

    private static List<Receipt.Past> judge(double score, List<Session> sessions) {
        return ReceiptHistory.of(Receipts.measured("run-now", "00", List.of(List.of(score), List.of(score))), sessions);
    }

    private static Receipt.Past only(List<Receipt.Past> past) {
        assertThat(past).hasSize(1);
        return past.get(0);
    }

    @Test
    void anOrdinarySessionIsExpected() {
        Receipt.Past past = only(judge(100.2, sessions(noisy(10, 0))));
        assertThat(past.benchmark()).isEqualTo(Receipts.ADD);
        assertThat(past.sessions()).isEqualTo(10);
        assertThat(past.mean()).isEqualTo(100.2);
        // mean -0.01 %, s 0.45 %, t(0.975, 9) = 2.262, sqrt(1.1)
        assertThat(past.lower()).isCloseTo(98.9, within(0.1));
        assertThat(past.upper()).isCloseTo(101.1, within(0.1));
        assertThat(past.expected()).isTrue();
        assertThat(past.changePoints()).isEmpty();
        assertThat(past.advice()).isEqualTo(ReceiptHistory.AS_EXPECTED);
    }

    @Test
    void aSessionOutsideIsNamed() {
        Receipt.Past slower = only(judge(102.5, sessions(noisy(10, 0))));
        assertThat(slower.expected()).isFalse();
        assertThat(slower.advice()).isEqualTo("slower than 10 earlier sessions let expect");
        assertThat(only(judge(97, sessions(noisy(10, 0)))).advice()).isEqualTo("faster than 10 earlier sessions let expect");
    }

    @Test
    void tenSlipsOfOnePercentAddUp() {
        // the eleventh is one percent slower than the tenth, which no comparison with the last baseline turns red for
        Receipt.Past past = only(judge(100 * Math.pow(1.01, 10), sessions(noisy(10, 0.01))));
        assertThat(past.advice()).contains("+10.1 % time an operation since 1.0-SNAPSHOT (2026-01-01, 000000000000), limit +3.0 %",
                "small slips have added up");
        assertThat(only(judge(100 * Math.pow(1.001, 10), sessions(noisy(10, 0.001)))).advice()).doesNotContain("slips");
    }

    @Test
    void driftCountsFromTheLastRelease() {
        List<Session> sessions = sessions(noisy(10, 0.01));
        sessions.set(8, session(8, 108, "0.9.0", "00"));
        assertThat(only(judge(110, sessions)).advice()).doesNotContain("slips");
        sessions.set(8, session(8, 108, "0.9.0-SNAPSHOT", "00"));
        sessions.set(2, session(2, 102, "0.8.0", "00"));
        assertThat(only(judge(110, sessions)).advice()).contains("since 0.8.0 (2026-01-03, 000000000000)");
    }

    @Test
    void aLevelThatChangedIsDated() {
        double[] scores = noisy(10, 0);
        for (int i = 5; i < 10; i++) {
            scores[i] *= 1.1;
        }
        assertThat(only(judge(110, sessions(scores))).changePoints()).singleElement().asString()
                .matches("\\+(9|10)\\.\\d % time an operation from 1\\.0-SNAPSHOT \\(2026-01-06, 0{12}\\) on");
    }

    @Test
    void tooFewAndForeignSessionsSayNothing() {
        assertThat(judge(100, sessions(noisy(7, 0)))).isNull();
        assertThat(judge(100, sessions(noisy(8, 0)))).hasSize(1);
        List<Session> edited = sessions(noisy(8, 0));
        edited.set(3, session(3, 100, "1", "01"));
        assertThat(judge(100, edited)).isNull();
        List<Session> itself = sessions(noisy(8, 0));
        assertThat(ReceiptHistory.of(Receipts.measured("run-3", "00", List.of(List.of(100.0))), itself)).isNull();
    }
}
