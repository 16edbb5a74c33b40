package org.bitnetj.benchmark.plan;

import java.time.Duration;

/**
 * How much is measured for each benchmark.
 *
 * @param forks fresh JVMs
 * @param iterations measured iterations in each
 * @param iterationTime length of each
 * @param warmup warm-up iterations in each fork
 * @param warmupTime length of each
 */
public record Effort(int forks, int iterations, Duration iterationTime, int warmup, Duration warmupTime) {
    /** What a fork costs beside its iterations: start of the JVM, JMH's handshake, the end. Measured on 2 cores: 0.4 to 0.6 s. */
    private static final Duration FORK_OVERHEAD = Duration.ofMillis(550);

    /** Refuses what can not be measured. */
    public Effort {
        if (forks < 1 || iterations < 1 || warmup < 0) {
            throw new IllegalArgumentException("forks and iterations must be at least 1, not " + forks + " and " + iterations);
        }
    }

    /**
     * The expected time of one step.
     *
     * @return time of one benchmark in one fork
     */
    public Duration stepTime() {
        return FORK_OVERHEAD.plus(warmupTime.multipliedBy(warmup)).plus(iterationTime.multipliedBy(iterations));
    }

    /**
     * The expected time of all forks of one benchmark.
     *
     * @return time of one benchmark
     */
    public Duration benchmarkTime() {
        return stepTime().multipliedBy(forks);
    }
}
