package org.bitnetj.benchmark.plan;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What runs, in order. Every block holds each benchmark once, shuffled, so that the forks of a benchmark are spread over the whole run: a machine
 * that slows down over the run then slows all benchmarks alike.
 *
 * @param effort what is measured for each benchmark
 * @param benchmarks what is measured, by name
 * @param leftOut what the budget leaves out
 * @param notSelected names of what is listed but was not asked for
 * @param seed seed of the shuffle
 * @param blocks for each block, the positions in {@code benchmarks}, in the order in which they run; a position stands there once for each arm
 * @param arms for each of these positions, the arm: 0 for the candidate, 1 for the base
 */
public record Plan(Effort effort, List<Benchmark> benchmarks, List<Budget.LeftOut> leftOut, List<String> notSelected, long seed,
        List<List<Integer>> blocks, List<List<Integer>> arms) {
    /** Of which the first and all further blocks are drawn. */
    private static final int PAIR = 2;

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
        return paired(share, notSelected, effort, seed, Set.of());
    }

    /**
     * A plan of two arms: the two forks of a benchmark run one after the other, which of them first is drawn.
     *
     * @param share what to run
     * @param notSelected names of what is listed but was not asked for
     * @param effort how much of it, for each arm
     * @param seed seed of the shuffle
     * @param inBase names of the benchmarks that the base has too; the others run in the candidate alone
     * @return the plan
     */
    public static Plan paired(Budget.Share share, List<String> notSelected, Effort effort, long seed, Set<String> inBase) {
        Plan empty = new Plan(effort, share.kept(), share.leftOut(), List.copyOf(notSelected), seed, List.of(), List.of());
        return empty.extended(IntStream.range(0, share.kept().size()).boxed().toList(), effort.forks(), inBase);
    }

    /**
     * The same plan with more blocks of some benchmarks. They must have been in all blocks so far, so that a fork keeps the number of its block.
     *
     * @param positions which of the benchmarks
     * @param forks how many blocks
     * @param inBase names of the benchmarks that have two arms
     * @return a longer plan
     */
    public Plan extended(List<Integer> positions, int forks, Set<String> inBase) {
        Random random = new Random(seed + blocks.size());
        List<List<Integer>> moreBlocks = new ArrayList<>(blocks);
        List<List<Integer>> moreArms = new ArrayList<>(arms);
        for (int fork = 0; fork < forks; fork++) {
            List<Integer> shuffled = new ArrayList<>(positions);
            Collections.shuffle(shuffled, random);
            List<Integer> block = new ArrayList<>();
            List<Integer> blockArms = new ArrayList<>();
            for (int position : shuffled) {
                boolean pair = inBase.contains(benchmarks.get(position).id());
                int first = pair ? random.nextInt(PAIR) : 0;
                block.add(position);
                blockArms.add(first);
                if (pair) {
                    block.add(position);
                    blockArms.add(1 - first);
                }
            }
            moreBlocks.add(List.copyOf(block));
            moreArms.add(List.copyOf(blockArms));
        }
        return new Plan(effort, benchmarks, leftOut, notSelected, seed, List.copyOf(moreBlocks), List.copyOf(moreArms));
    }

    /**
     * The steps, in order.
     *
     * @return every benchmark of every block, once for each arm
     */
    public List<Step> steps() {
        List<Step> steps = new ArrayList<>();
        for (int fork = 0; fork < blocks.size(); fork++) {
            for (int i = 0; i < blocks.get(fork).size(); i++) {
                steps.add(new Step(steps.size(), benchmarks.get(blocks.get(fork).get(i)), fork, arms.get(fork).get(i)));
            }
        }
        return steps;
    }

    /**
     * How many forks a benchmark has in an arm.
     *
     * @param benchmark name
     * @param arm 0 or 1
     * @return number of blocks that hold it
     */
    public int forks(String benchmark, int arm) {
        return (int) steps().stream().filter(step -> step.arm() == arm && step.benchmark().id().equals(benchmark)).count();
    }

    /**
     * Whether there is a base to run beside the candidate.
     *
     * @return true for two arms
     */
    public boolean hasPairs() {
        return arms.stream().anyMatch(block -> block.contains(1));
    }

    /**
     * The expected time of all steps.
     *
     * @return time
     */
    public Duration expectedTime() {
        return effort.stepTime().multipliedBy(steps().size());
    }
}
