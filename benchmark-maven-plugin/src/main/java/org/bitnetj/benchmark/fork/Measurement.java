package org.bitnetj.benchmark.fork;

import java.util.List;
import java.util.Map;

/**
 * What one fork measured, unchecked.
 *
 * @param score scores by iteration
 * @param secondary further metrics by name
 */
public record Measurement(Series score, Map<String, Series> secondary) {
    /**
     * One metric of one fork.
     *
     * @param unit its unit
     * @param values one for each iteration; may hold NaN, which the reader of samples refuses
     */
    public record Series(String unit, List<Double> values) {}
}
