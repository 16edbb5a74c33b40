package org.bitnetj.benchmark.gate;

/**
 * What the user wants to be told of by a red build.
 *
 * @param failOnMissingBenchmark a benchmark that was planned and has no result
 * @param failWhenNoBenchmarks a module without any
 */
public record Policy(boolean failOnMissingBenchmark, boolean failWhenNoBenchmarks) {}
