package org.bitnetj.benchmark.baseline;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

import org.bitnetj.benchmark.receipt.Receipt;
import org.bitnetj.benchmark.statistics.ChangePoints;
import org.bitnetj.benchmark.statistics.Drift;
import org.bitnetj.benchmark.statistics.PredictionInterval;

/** Where a run stands among the accepted sessions before it. Advisory: no gate turns red for it. */
public final class ReceiptHistory {
    /** The advice where there is none. */
    public static final String AS_EXPECTED = "as expected";

    private static final double LEVEL = 0.95;
    private static final long SEED = 42;

    private final Receipt receipt;
    private final List<Session> sessions;

    private ReceiptHistory(Receipt receipt, List<Session> sessions) {
        this.receipt = receipt;
        this.sessions = sessions;
    }

    /**
     * Looks at each benchmark that has at least eight earlier sessions with the same byte code.
     *
     * @param receipt a receipt with estimates and policy
     * @param sessions those of the same fingerprint, in the order in which they were accepted
     * @return one entry for each such benchmark; null when there is none
     */
    public static List<Receipt.Past> of(Receipt receipt, List<Session> sessions) {
        if (receipt.plan() == null || receipt.policy() == null) {
            return null;
        }
        ReceiptHistory history = new ReceiptHistory(receipt, sessions);
        Map<String, String> byteCode = receipt.plan().benchmarks().stream().collect(Collectors.toMap(Receipt.Benchmark::id,
                Receipt.Benchmark::byteCode));
        List<Receipt.Past> past = new ArrayList<>();
        for (Receipt.Estimate estimate : receipt.estimates()) {
            List<Session> earlier = history.earlier(estimate.benchmark(), byteCode.get(estimate.benchmark()));
            if (earlier.size() >= PredictionInterval.FEWEST_SESSIONS) {
                past.add(history.past(estimate, earlier));
            }
        }
        return past.isEmpty() ? null : List.copyOf(past);
    }

    private List<Session> earlier(String benchmark, String byteCode) {
        return sessions.stream()
                .filter(session -> !session.runId().equals(receipt.runId()) && session.costs().containsKey(benchmark)
                        && Objects.equals(session.byteCode().get(benchmark), byteCode))
                .toList();
    }

    private Receipt.Past past(Receipt.Estimate estimate, List<Session> earlier) {
        int sign = "higher".equals(estimate.better()) ? -1 : 1;
        double[] before = earlier.stream().mapToDouble(session -> session.costs().get(estimate.benchmark())).toArray();
        double[] all = Arrays.copyOf(before, before.length + 1);
        all[before.length] = sign * Math.log(estimate.score());
        PredictionInterval interval = PredictionInterval.of(before, LEVEL);
        boolean expected = interval.contains(all[before.length]);
        double atLower = Math.exp(sign * interval.lower());
        double atUpper = Math.exp(sign * interval.upper());
        return new Receipt.Past(estimate.benchmark(), estimate.metric(), before.length, estimate.score(), Math.min(atLower, atUpper),
                Math.max(atLower, atUpper), expected, changePoints(all, earlier), advice(all, interval, expected, earlier));
    }

    private String advice(double[] all, PredictionInterval interval, boolean expected, List<Session> earlier) {
        List<String> advice = new ArrayList<>();
        double last = all[all.length - 1];
        if (!expected) {
            advice.add((last > interval.upper() ? "slower" : "faster") + " than " + earlier.size() + " earlier sessions let expect");
        }
        int reference = reference(earlier);
        Drift drift = Drift.of(all, reference, receipt.policy().margin());
        if (drift.p() < receipt.policy().alpha()) {
            advice.add(Texts.signed(Math.expm1(drift.change())) + " time an operation since " + name(earlier.get(reference))
                    + ", limit " + Texts.signed(receipt.policy().margin())
                    + ": small slips have added up; find out where, or accept the level");
        }
        return advice.isEmpty() ? AS_EXPECTED : String.join("; ", advice);
    }

    /** The last release, as its speed is what users have; else the oldest session. */
    private static int reference(List<Session> earlier) {
        for (int i = earlier.size() - 1; i >= 0; i--) {
            String version = earlier.get(i).pomVersion();
            if (version != null && !version.endsWith("-SNAPSHOT")) {
                return i;
            }
        }
        return 0;
    }

    private static List<String> changePoints(double[] all, List<Session> earlier) {
        List<Integer> points = ChangePoints.of(all, 1 - LEVEL, SEED);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < points.size(); i++) {
            int from = i == 0 ? 0 : points.get(i - 1);
            int to = i + 1 == points.size() ? all.length : points.get(i + 1);
            int at = points.get(i);
            double change = mean(all, at, to) - mean(all, from, at);
            texts.add(Texts.signed(Math.expm1(change)) + " time an operation from " + name(earlier.get(at)) + " on");
        }
        return List.copyOf(texts);
    }

    private static double mean(double[] values, int from, int to) {
        return Arrays.stream(values, from, to).average().orElseThrow();
    }

    /** {@code 1.2.0 (2026-02-03, 0123456789ab)}. */
    private static String name(Session session) {
        String commit = session.commit() == null ? "" : ", " + session.commit().substring(0, Math.min(12, session.commit().length()));
        return session.pomVersion() + " (" + session.acceptedAt().replaceFirst("T.*", "") + commit + ")";
    }
}
