package org.bitnetj.benchmark.plan;

/**
 * One benchmark in one fork of one arm.
 *
 * @param index position in the plan, from 0
 * @param benchmark what to run
 * @param fork which of its forks, from 0; also the number of the block
 * @param arm 0 for the candidate, 1 for the base
 */
public record Step(int index, Benchmark benchmark, int fork, int arm) {}
