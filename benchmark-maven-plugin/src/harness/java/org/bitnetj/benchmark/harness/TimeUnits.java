package org.bitnetj.benchmark.harness;

import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.runner.options.TimeValue;

/** JMH's own short names of time units, so that listed and measured units are the same text. */
final class TimeUnits {
    private TimeUnits() {}

    static String label(TimeUnit unit) {
        return TimeValue.tuToString(unit);
    }
}
