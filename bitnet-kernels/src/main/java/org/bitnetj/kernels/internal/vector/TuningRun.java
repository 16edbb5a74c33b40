package org.bitnetj.kernels.internal.vector;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;

import org.bitnetj.kernels.Shape;
import org.bitnetj.kernels.TernaryMatrix;
import org.bitnetj.kernels.internal.ThreadTeam;
import org.bitnetj.kernels.internal.TritSource;

/**
 * Measures what a {@link Tuning} says, in some thirty seconds and on one thread: the kernels for dense tokens against each other, then the fastest
 * against bit planes at several shares of zeros, and against a gemm of a full block of tokens. Candidates are timed in turn, and judged by their medians.
 */
final class TuningRun {
    private static final Shape SHAPE = new Shape(1024, 2560);
    private static final int TOKENS = TableGemm.TOKENS;
    private static final double[] ZERO_SHARES = {0, 0.25, 0.5, 0.75, 0.95};
    private static final int ROUNDS = 15;
    /** A call that takes less than this share of the least time so far says that the code is still being compiled. */
    private static final double STILL_FASTER = 0.9;
    private static final long STEADY_NANOS = 1_500_000_000L;
    private static final long MOST_NANOS = 10_000_000_000L;
    private static final long BATCH_NANOS = 2_000_000L;

    private final ThreadTeam alone = new ThreadTeam(1);
    private final VectorCall call = new VectorCall(alone, new ReadingChoice());
    private final int[] sums = new int[SHAPE.m() * TOKENS];

    private TuningRun() {}

    static Tuning measure() {
        return new TuningRun().run();
    }

    private Tuning run() {
        SplittableRandom random = new SplittableRandom(1);
        byte[] trits = new byte[SHAPE.weights()];
        for (int i = 0; i < trits.length; i++) {
            trits[i] = (byte) (random.nextInt(3) - 1);
        }
        TritSource source = TritSource.of(TernaryMatrix.of(SHAPE, trits, 1));
        VectorActivations[] tokens = new VectorActivations[ZERO_SHARES.length];
        for (int i = 0; i < tokens.length; i++) {
            tokens[i] = activations(random, ZERO_SHARES[i]);
        }
        VectorDispatch.Gemv dense = fastest(source, tokens[0]);
        byte[] block = block(random);
        Runnable[] candidates = new Runnable[1 + 2 * tokens.length];
        GroupWords words = new GroupWords(GroupCode.QUADS, source, alone);
        try (VectorMatrix matrix = matrix(source, dense); PlaneTiles planes = new PlaneTiles(source, alone)) {
            candidates[0] = () -> call.gemm(words, block, TOKENS, sums);
            for (int i = 0; i < tokens.length; i++) {
                VectorActivations x = tokens[i];
                candidates[1 + i] = () -> matrix.multiply(x, 1, sums);
                candidates[1 + tokens.length + i] = () -> call.planes(planes, x.digits(0), false, sums, 0);
            }
            double[] nanos = medians(candidates);
            int minGemmTokens = Math.clamp((long) Math.ceil(nanos[0] / nanos[1]), 1, TOKENS + 1);
            double sparse = dense == VectorDispatch.Gemv.PLANES
                    ? 1
                    : crossing(Arrays.copyOfRange(nanos, 1, 1 + tokens.length), Arrays.copyOfRange(nanos, 1 + tokens.length, nanos.length));
            return new Tuning(dense, sparse, minGemmTokens, "measured on this machine");
        }
    }

    /** The fastest of the kernels that can run here, for a token without zeros. */
    private VectorDispatch.Gemv fastest(TritSource source, VectorActivations token) {
        List<VectorDispatch.Gemv> kernels = Arrays.stream(VectorDispatch.Gemv.values()).filter(VectorDispatch.Gemv::usable).toList();
        List<VectorMatrix> matrices = kernels.stream().map(kernel -> matrix(source, kernel)).toList();
        double[] nanos = medians(matrices.stream().map(m -> (Runnable) () -> m.multiply(token, 1, sums)).toArray(Runnable[]::new));
        matrices.forEach(VectorMatrix::close);
        int best = 0;
        for (int i = 1; i < nanos.length; i++) {
            best = nanos[i] < nanos[best] ? i : best;
        }
        return kernels.get(best);
    }

    /** A matrix that one kernel alone multiplies, whatever the token. */
    private VectorMatrix matrix(TritSource source, VectorDispatch.Gemv kernel) {
        VectorDispatch only = new VectorDispatch(new Tuning(kernel, 1, TOKENS, "the tuning run itself"));
        return new VectorMatrix(source, false, only, alone, new CallPool(alone), new AtomicLong());
    }

    /** The share of zeros from which bit planes take less time than the kernel for dense tokens, which may skip zeros as well; 1 if there is none. */
    private static double crossing(double[] dense, double[] planes) {
        if (planes[0] <= dense[0]) {
            return 0;
        }
        for (int i = 1; i < ZERO_SHARES.length; i++) {
            double before = planes[i - 1] - dense[i - 1];
            double after = planes[i] - dense[i];
            if (after <= 0) {
                return ZERO_SHARES[i - 1] + (ZERO_SHARES[i] - ZERO_SHARES[i - 1]) * before / (before - after);
            }
        }
        return 1;
    }

    private static VectorActivations activations(SplittableRandom random, double zeroShare) {
        VectorActivations x = new VectorActivations(SHAPE.k(), 1);
        byte[] codes = new byte[SHAPE.k()];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = random.nextDouble() < zeroShare ? 0 : gaussian(random);
        }
        x.set(codes, 1);
        return x;
    }

    private static byte[] block(SplittableRandom random) {
        byte[] codes = new byte[TOKENS * SHAPE.k()];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = gaussian(random);
        }
        return codes;
    }

    /** As absmax quantization leaves a Gaussian, but never zero. */
    private static byte gaussian(SplittableRandom random) {
        int code = Math.clamp(Math.round(random.nextGaussian() * 36), -128, 127);
        return (byte) (code == 0 ? 1 : code);
    }

    /** The median time of each candidate. */
    private static double[] medians(Runnable[] candidates) {
        int[] calls = new int[candidates.length];
        for (int c = 0; c < candidates.length; c++) {
            calls[c] = (int) Math.max(1, BATCH_NANOS / warmUp(candidates[c]));
        }
        double[][] times = new double[candidates.length][ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            for (int c = 0; c < candidates.length; c++) {
                long at = System.nanoTime();
                for (int i = 0; i < calls[c]; i++) {
                    candidates[c].run();
                }
                times[c][round] = (double) (System.nanoTime() - at) / calls[c];
            }
        }
        double[] medians = new double[candidates.length];
        for (int c = 0; c < candidates.length; c++) {
            Arrays.sort(times[c]);
            medians[c] = times[c][ROUNDS / 2];
        }
        return medians;
    }

    /**
     * Runs a candidate until it has stopped to get faster. The first calls run in the interpreter, a thousand times slower, and how long they do
     * depends on what else the machine is doing; a fixed time would measure that.
     *
     * @return the least time of a call, in nanoseconds
     */
    private static long warmUp(Runnable candidate) {
        long begin = System.nanoTime();
        long improved = begin;
        long least = Long.MAX_VALUE;
        while (true) {
            long at = System.nanoTime();
            candidate.run();
            long end = System.nanoTime();
            if (end - at < least * STILL_FASTER) {
                improved = end;
            }
            least = Math.min(least, end - at);
            if (end - improved > STEADY_NANOS || end - begin > MOST_NANOS) {
                return Math.max(1, least);
            }
        }
    }
}
