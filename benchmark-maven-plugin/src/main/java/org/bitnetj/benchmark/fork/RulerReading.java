package org.bitnetj.benchmark.fork;

/**
 * What a fixed kernel took before a block of the plan.
 *
 * @param block the block, from 0
 * @param name name of the kernel
 * @param nanos its time in nanoseconds
 */
public record RulerReading(int block, String name, double nanos) {}
