package org.bitnetj.benchmark.sample;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import org.bitnetj.benchmark.fork.Measurement;
import org.bitnetj.benchmark.plan.Benchmark;
import org.bitnetj.benchmark.plan.Effort;

/**
 * Holds what JMH says against the clock of the JVM beside it. A time that is negative, or an operation that lasted longer than the iteration it was
 * measured in, comes from a clock that jumped: after a paused virtual machine, a live migration, a wrong clock source.
 */
final class Clock {
    /** A busy machine may tell the host JVM late of the begin or the end of an iteration. */
    private static final double SLACK_SECONDS = 1;
    private static final double NANOS = 1e-9;
    private static final Map<String, Double> SECONDS = Map.of("ns", 1e-9, "us", 1e-6, "ms", 1e-3, "s", 1.0, "min", 60.0, "hr", 3600.0,
            "day", 86400.0);
    private static final String ADVICE = ": the clock jumped; was the machine suspended or migrated? Check its clock source, and measure again";

    private Clock() {}

    /** What is impossible; empty when nothing is, or the times are not known. */
    static Optional<String> jump(Benchmark benchmark, Measurement measurement, Effort effort) {
        List<Double> nanos = measurement.nanos();
        for (int i = 0; i < Math.min(nanos.size(), measurement.score().values().size()); i++) {
            double lasted = nanos.get(i) * NANOS;
            String iteration = "iteration " + (i + 1);
            if (!(lasted >= 0) || Double.isInfinite(lasted)) {
                return Optional.of(iteration + " lasted " + seconds(lasted) + ADVICE);
            }
            double planned = effort.iterationTime().toNanos() * NANOS;
            if (!benchmark.mode().equals("ss") && lasted + SLACK_SECONDS < planned / 2) {
                return Optional
                        .of(iteration + " lasted " + seconds(lasted) + " of the " + seconds(planned) + " it was to measure" + ADVICE);
            }
            double operation = operation(benchmark, measurement.score().values().get(i));
            if (operation > 2 * lasted + SLACK_SECONDS) {
                return Optional.of(iteration + " lasted " + seconds(lasted) + ", and an operation in it is said to have taken "
                        + seconds(operation) + ADVICE);
            }
        }
        return Optional.empty();
    }

    /** Seconds an operation; NaN for units that are not known. */
    private static double operation(Benchmark benchmark, double score) {
        String unit = benchmark.unit();
        if (unit.endsWith("/op")) {
            return score * SECONDS.getOrDefault(unit.substring(0, unit.length() - "/op".length()), Double.NaN);
        }
        if (unit.startsWith("ops/")) {
            return SECONDS.getOrDefault(unit.substring("ops/".length()), Double.NaN) / score;
        }
        return Double.NaN;
    }

    private static String seconds(double value) {
        return String.format(Locale.ROOT, "%.3f s", value);
    }
}
