package org.bitnetj.benchmark.plan;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Named amounts of effort. On 2 cores, 10 benchmarks take about 86 s, 24 take 9 and 54 minutes. Forks are bought before iterations. */
public enum Profile {
    /** Does everything still run; scores are rough. */
    SMOKE,
    /** For a pull request. */
    STANDARD,
    /** For a release, or to settle a doubt. */
    THOROUGH;

    /**
     * Finds a profile by the name that users write.
     *
     * @param label {@code smoke}, {@code standard} or {@code thorough}
     * @return the profile
     */
    public static Profile of(String label) {
        return Arrays.stream(values())
                .filter(profile -> profile.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no profile " + label + "; choose one of "
                        + Arrays.stream(values()).map(Profile::label).collect(Collectors.joining(", "))));
    }

    /**
     * The name that users write.
     *
     * @return the name in lower case
     */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * What is measured, where the user does not say otherwise.
     *
     * @return forks, iterations and their times
     */
    public Effort effort() {
        return switch (this) {
            case SMOKE -> new Effort(3, 3, Duration.ofMillis(100), 1, Duration.ofSeconds(2));
            case STANDARD -> new Effort(5, 5, Duration.ofMillis(500), 2, Duration.ofMillis(750));
            case THOROUGH -> new Effort(10, 10, Duration.ofSeconds(1), 3, Duration.ofSeconds(1));
        };
    }

    /**
     * How long the benchmarks may take, where the user does not say otherwise.
     *
     * @return the budget
     */
    public Duration budget() {
        return switch (this) {
            case SMOKE -> Duration.ofSeconds(90);
            case STANDARD -> Duration.ofMinutes(10);
            case THOROUGH -> Duration.ofMinutes(60);
        };
    }
}
