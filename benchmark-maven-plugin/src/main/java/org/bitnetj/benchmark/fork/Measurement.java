package org.bitnetj.benchmark.fork;

import java.util.List;
import java.util.Map;

/**
 * What one fork measured, unchecked.
 *
 * @param score scores by iteration
 * @param secondary further metrics by name
 * @param nanos how long each iteration lasted by the clock of the host JVM; empty when it is not known
 */
public record Measurement(Series score, Map<String, Series> secondary, List<Double> nanos) {
    /**
     * A measurement of which only JMH's own word is known.
     *
     * @param score scores by iteration
     * @param secondary further metrics by name
     */
    public Measurement(Series score, Map<String, Series> secondary) {
        this(score, secondary, List.of());
    }

    /**
     * One metric of one fork.
     *
     * @param unit its unit
     * @param values one for each iteration; may hold NaN, which the reader of samples refuses
     */
    public record Series(String unit, List<Double> values) {}
}
