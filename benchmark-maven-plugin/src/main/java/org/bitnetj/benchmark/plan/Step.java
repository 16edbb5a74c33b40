package org.bitnetj.benchmark.plan;

/**
 * One benchmark in one fork.
 *
 * @param index position in the plan, from 0
 * @param benchmark what to run
 * @param fork which of its forks, from 0; also the number of the block
 */
public record Step(int index, Benchmark benchmark, int fork) {}
