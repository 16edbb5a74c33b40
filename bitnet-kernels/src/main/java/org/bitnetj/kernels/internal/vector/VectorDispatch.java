package org.bitnetj.kernels.internal.vector;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Which kernel multiplies which tokens, as a {@link Tuning} measured it; the properties {@code bitnet.kernel.gemv} and
 * {@code bitnet.kernel.gemm} override it.
 */
final class VectorDispatch {
    static final String GEMV_PROPERTY = "bitnet.kernel.gemv";
    static final String GEMM_PROPERTY = "bitnet.kernel.gemm";

    /** The ways to multiply one token. */
    enum Gemv {
        /** {@link TripleGemv}. */
        TRIPLES,
        /** {@link PairGemv}. */
        PAIRS,
        /** {@link BucketGemv}. */
        BUCKETS,
        /** {@link PlaneGemv}. */
        PLANES,
        /** {@link RowMajorGemv}. */
        ROW_MAJOR;

        String kernel() {
            return "vector-" + id(this);
        }

        /** Whether this machine's vectors can run it. */
        boolean usable() {
            return !looksUp() || LookupGemv.usable();
        }

        /** Whether it is a {@link LookupGemv}. */
        boolean looksUp() {
            return this == TRIPLES || this == PAIRS;
        }
    }

    /** The ways to multiply many. */
    enum Gemm {
        /** {@link TableGemm} over four columns a table. */
        QUADS(GroupCode.QUADS),
        /** The same over two pairs of columns, as TL1 numbers them. */
        PAIRS(GroupCode.PAIRS),
        /** The same over three columns, as TL2 numbers them. */
        TRIPLES(GroupCode.TRIPLES),
        /** Token by token. */
        GEMV(null);

        private final GroupCode code;

        Gemm(GroupCode code) {
            this.code = code;
        }

        GroupCode code() {
            return code;
        }

        String kernel() {
            return code == null ? "vector-gemv-by-token" : "vector-tables-" + id(this);
        }
    }

    private final Gemv gemvOverride;
    private final Gemm gemm;
    private final Tuning tuning;

    VectorDispatch(Tuning tuning) {
        this.tuning = tuning;
        gemvOverride = property(GEMV_PROPERTY, Gemv.class);
        Gemm wanted = property(GEMM_PROPERTY, Gemm.class);
        gemm = wanted == null ? Gemm.QUADS : wanted;
        if (gemvOverride != null && !gemvOverride.usable()) {
            throw new IllegalArgumentException("-D" + GEMV_PROPERTY + "=" + id(gemvOverride) + " needs vectors of 512 bits; these have "
                    + Widths.BITS);
        }
    }

    private static String id(Enum<?> kernel) {
        return kernel.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static <E extends Enum<E>> E property(String name, Class<E> type) {
        String value = System.getProperty(name, "auto").strip();
        if (value.equals("auto")) {
            return null;
        }
        for (E kernel : type.getEnumConstants()) {
            if (id(kernel).equals(value)) {
                return kernel;
            }
        }
        throw new IllegalArgumentException("-D" + name + "=" + value + ": choose auto, "
                + Arrays.stream(type.getEnumConstants()).map(VectorDispatch::id).collect(Collectors.joining(", ")));
    }

    /** The gemv for dense tokens of k values, whose layout is made when a matrix is prepared. */
    Gemv dense(int k) {
        if (gemvOverride != null) {
            if (!fits(gemvOverride, k)) {
                throw new IllegalArgumentException(
                        "-D" + GEMV_PROPERTY + "=" + id(gemvOverride) + " counts up to k=" + PlaneTiles.MAX_COLUMNS
                                + " columns, and this matrix has k=" + k + "; choose another kernel, or auto");
            }
            return gemvOverride;
        }
        return fits(tuning.dense(), k) ? tuning.dense() : Gemv.BUCKETS;
    }

    /** The gemv for a token with a share of zeros. */
    Gemv forToken(int k, double zeroShare) {
        Gemv dense = dense(k);
        return gemvOverride == null && tuning.sparseShare() < 1 && zeroShare > tuning.sparseShare() && fits(Gemv.PLANES, k)
                ? Gemv.PLANES
                : dense;
    }

    private static boolean fits(Gemv gemv, int k) {
        return gemv != Gemv.PLANES || k <= PlaneTiles.MAX_COLUMNS;
    }

    /** Whether the gemv for dense tokens is a {@link LookupGemv}. */
    boolean looksUp() {
        return dense(1).looksUp();
    }

    /** The choice in words. */
    String explain(int k) {
        Gemv dense = dense(k);
        String gemv = gemvOverride != null
                ? dense.kernel() + " for each token (demanded by " + GEMV_PROPERTY + ")"
                : dense.kernel() + " for a token" + (forToken(k, 1) == dense
                        ? ""
                        : ", " + forToken(k, 1).kernel()
                                + String.format(Locale.ROOT, " from %.0f %% zeros", 100 * tuning.sparseShare()));
        return gemv + ", " + gemm.kernel() + " from " + tuning.minGemmTokens() + " tokens; " + tuning.source();
    }

    Gemm gemm() {
        return gemm;
    }

    /** How many of the tokens, from the first, go to the gemm; the others are multiplied one by one. */
    int gemmTokens(int tokens) {
        if (gemm == Gemm.GEMV) {
            return 0;
        }
        int rest = tokens % TableGemm.TOKENS;
        return rest >= tuning.minGemmTokens() ? tokens : tokens - rest;
    }
}
