package org.bitnetj.benchmark.receipt;

import java.util.List;
import java.util.stream.Collectors;

import org.bitnetj.benchmark.statistics.ColdForks;

/** Tells which scores of a receipt have iterations in them that were not warm. */
public final class NotWarm {
    private static final String SCORE = "score";
    private static final int SHOWN = 5;

    private NotWarm() {}

    /**
     * {@return a sentence that names the benchmarks and forks; empty if there are none}
     *
     * @param receipt what was measured
     */
    public static String sentence(Receipt receipt) {
        List<String> found = receipt.samples().stream()
                .filter(samples -> samples.metric().equals(SCORE) && ColdForks.count(samples.forks(), samples.better()) > 0)
                .map(samples -> samples.benchmark() + " (" + forks(samples.forks(), samples.better()) + ")").toList();
        if (found.isEmpty()) {
            return "";
        }
        int more = found.size() - SHOWN;
        return "Not warm, as the first iteration was over " + (int) ColdForks.FAR + " times as slow as the others of its fork: "
                + found.stream().limit(SHOWN).collect(Collectors.joining(", ")) + (more > 0 ? ", and " + more + " more" : "")
                + ". The scores have it in them; let the set-up of the benchmark warm up longer, or free the machine.";
    }

    /**
     * {@return how many forks of how many}
     *
     * @param forks scores as [fork][iteration]
     * @param better {@code lower} or {@code higher}
     */
    public static String forks(List<List<Double>> forks, String better) {
        return ColdForks.count(forks, better) + " of " + forks.size() + " forks";
    }
}
