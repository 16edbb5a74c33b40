package org.bitnetj.benchmark.harness;

import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Harness. */
public final class Harness {
    private Harness() {}

    /**
     * Runs.
     *
     * @param args arguments
     */
    public static void main(String[] args) {
        new OptionsBuilder().build();
    }
}
