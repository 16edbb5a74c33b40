package org.bitnetj.kernels.internal.opencl;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

import org.bitnetj.kernels.Shape;
import org.bitnetj.kernels.TernaryMatrix;
import org.bitnetj.kernels.internal.TritSource;
import org.bitnetj.kernels.internal.opencl.OpenClSettings.Gemm;
import org.bitnetj.kernels.internal.opencl.OpenClSettings.Gemv;

/** Times each way to divide the work, in turn, and takes the one with the least median: a second or a few. */
final class OpenClTuningRun {
    private static final Shape SHAPE = new Shape(2560, 2560);
    private static final int TOKENS = 32;
    private static final int ROUNDS = 11;

    private final OpenClSession session;
    private final OpenClDispatch start;
    private final int[] sums = new int[SHAPE.m() * TOKENS];
    private final TritSource weights;

    OpenClTuningRun(OpenClSession session, OpenClDispatch start) {
        this.session = session;
        this.start = start;
        SplittableRandom random = new SplittableRandom(42);
        byte[] trits = new byte[SHAPE.weights()];
        for (int i = 0; i < trits.length; i++) {
            trits[i] = (byte) (random.nextInt(3) - 1);
        }
        weights = TritSource.of(TernaryMatrix.of(SHAPE, trits, 1));
    }

    OpenClTuning measure(boolean subgroups) {
        List<OpenClDispatch> gemvs = new ArrayList<>(List.of(with(Gemv.PLAIN, 1, start.gemm())));
        for (int slices = 2; slices <= 16 && slices * OpenClDevice.LEAST_GROUP <= session.device().maxGroup(); slices *= 2) {
            gemvs.add(with(Gemv.LOCAL, slices, start.gemm()));
        }
        if (subgroups) {
            gemvs.add(with(Gemv.SUBGROUP, 1, start.gemm()));
        }
        OpenClDispatch gemv = fastest(gemvs, 1);
        OpenClDispatch gemm = fastest(List.of(with(gemv.gemv(), gemv.slices(), Gemm.PLAIN), with(gemv.gemv(), gemv.slices(), Gemm.LOCAL)),
                TOKENS);
        return new OpenClTuning(gemv.gemv(), gemv.slices(), gemm.gemm(), "measured now on this device");
    }

    private OpenClDispatch with(Gemv gemv, int slices, Gemm gemm) {
        return new OpenClDispatch(gemv, slices, gemm, start.dot(), start.quantizes(), start.halves(), start.source());
    }

    private OpenClDispatch fastest(List<OpenClDispatch> candidates, int tokens) {
        byte[] codes = new byte[tokens * SHAPE.k()];
        new SplittableRandom(43).nextBytes(codes);
        OpenClActivations x = new OpenClActivations(session, false, SHAPE.k(), tokens);
        List<OpenClMatrix> matrices = new ArrayList<>();
        try {
            x.set(codes, tokens);
            candidates.forEach(c -> matrices.add(new OpenClMatrix(session, c, weights)));
            long[][] nanos = new long[candidates.size()][ROUNDS];
            // The first round compiles, where a driver does that late.
            for (int round = -1; round < ROUNDS; round++) {
                for (int i = 0; i < nanos.length; i++) {
                    long from = System.nanoTime();
                    matrices.get(i).multiply(x, tokens, sums);
                    if (round >= 0) {
                        nanos[i][round] = System.nanoTime() - from;
                    }
                }
            }
            int best = 0;
            for (int i = 0; i < nanos.length; i++) {
                Arrays.sort(nanos[i]);
                best = nanos[i][ROUNDS / 2] < nanos[best][ROUNDS / 2] ? i : best;
            }
            return candidates.get(best);
        } finally {
            matrices.forEach(OpenClMatrix::close);
            x.close();
        }
    }
}
