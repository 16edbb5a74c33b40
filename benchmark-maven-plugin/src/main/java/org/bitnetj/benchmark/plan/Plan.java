package org.bitnetj.benchmark.plan;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * What runs, in order. Every block holds each benchmark once, shuffled, so that the forks of a benchmark are spread over the whole run: a machine
 * that slows down over the run then slows all benchmarks alike.
 *
 * @param effort what is measured for each benchmark
 * @param benchmarks what is measured, by name
 * @param leftOut what the budget leaves out
 * @param notSelected names of what is listed but was not asked for
 * @param seed seed of the shuffle
 * @param blocks for each block, the positions in {@code benchmarks}, in the order in which they run
 */
public record Plan(Effort effort, List<Benchmark> benchmarks, List<Budget.LeftOut> leftOut, List<String> notSelected, long seed,
        List<List<Integer>> blocks) {
    /**
     * Shuffles the blocks. {@link Random} is used because its sequence is specified: a seed gives the same plan on every JVM.
     *
     * @param share what to run
     * @param notSelected names of what is listed but was not asked for
     * @param effort how much of it
     * @param seed seed of the shuffle
     * @return the plan
     */
    public static Plan of(Budget.Share share, List<String> notSelected, Effort effort, long seed) {
        Random random = new Random(seed);
        List<List<Integer>> blocks = new ArrayList<>();
        for (int fork = 0; fork < effort.forks(); fork++) {
            List<Integer> block = new ArrayList<>();
            for (int i = 0; i < share.kept().size(); i++) {
                block.add(i);
            }
            Collections.shuffle(block, random);
            blocks.add(List.copyOf(block));
        }
        return new Plan(effort, share.kept(), share.leftOut(), List.copyOf(notSelected), seed, List.copyOf(blocks));
    }

    /**
     * The steps, in order.
     *
     * @return every benchmark once in every block
     */
    public List<Step> steps() {
        List<Step> steps = new ArrayList<>();
        for (int fork = 0; fork < blocks.size(); fork++) {
            for (int position : blocks.get(fork)) {
                steps.add(new Step(steps.size(), benchmarks.get(position), fork));
            }
        }
        return steps;
    }

    /**
     * The expected time of all steps.
     *
     * @return time
     */
    public Duration expectedTime() {
        return effort.benchmarkTime().multipliedBy(benchmarks.size());
    }
}
