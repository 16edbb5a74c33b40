package org.bitnetj.kernels.model;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

import org.bitnetj.kernels.Kernels;
import org.bitnetj.kernels.Shape;
import org.bitnetj.kernels.internal.KernelsAccess;
import org.bitnetj.kernels.internal.RowType;
import org.bitnetj.kernels.internal.ThreadTeam;
import org.bitnetj.kernels.internal.TritSource;

/**
 * Weights drawn from a seed, for measuring a geometry without its file. A third of the trits of each kind; scales that keep the size of activations;
 * an F16 embedding, uniform, tied with the head; norms of 1.
 */
final class SyntheticWeights {
    /** Largest magnitude in the embedding. */
    private static final float EMBEDDING_RANGE = 0.06f;

    private static final int TRITS_A_BYTE = 5;
    private static final int CODES = 243;
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final ModelConfig config;
    private final Kernels kernels;
    private final SplittableRandom seeds;

    SyntheticWeights(ModelConfig config, Kernels kernels, long seed) {
        this.config = config;
        this.kernels = kernels;
        this.seeds = new SplittableRandom(seed);
    }

    /**
     * Draws them.
     *
     * @param arena holds the embedding
     * @param rows the embedding and head; empty for a random one
     */
    ModelWeights draw(Arena arena, Optional<RowMatrix> rows) {
        RowMatrix embedding = rows.orElseGet(() -> embedding(arena));
        int hidden = config.hidden();
        List<ModelWeights.Layer> layers = new ArrayList<>();
        for (int i = 0; i < config.layers(); i++) {
            layers.add(new ModelWeights.Layer(ones(hidden), stack(false, hidden, config.queryWidth(), config.kvWidth(), config.kvWidth()),
                    config.subNorms() ? ones(config.queryWidth()) : null, stack(false, config.queryWidth(), hidden), ones(hidden),
                    stack(false, hidden, config.feedForward(), config.feedForward()), config.subNorms() ? ones(config.feedForward()) : null,
                    stack(config.gate().sparse(), config.feedForward(), hidden)));
        }
        return new ModelWeights(List.copyOf(layers), embedding, embedding, ones(hidden), null);
    }

    private static float[] ones(int n) {
        float[] ones = new float[n];
        Arrays.fill(ones, 1);
        return ones;
    }

    private TernaryStack stack(boolean sparse, int k, int... rows) {
        List<TernaryStack.Part> parts = new ArrayList<>();
        for (int m : rows) {
            // A sum of k trits, of which two thirds are not zero, then has the variance of its input.
            parts.add(new TernaryStack.Part(new RandomTrits(new Shape(m, k), seeds.nextLong()), (float) Math.sqrt(1.5 / k)));
        }
        return new TernaryStack(kernels, parts, sparse, "synthetic", TernaryStack.Layouts.NONE);
    }

    private RowMatrix embedding(Arena arena) {
        int m = config.vocabulary();
        int k = config.hidden();
        long rowBytes = RowType.F16.rowBytes(k);
        MemorySegment rows = arena.allocate(m * rowBytes, 64);
        long seed = seeds.nextLong();
        ThreadTeam team = KernelsAccess.get().team(kernels);
        short[] halves = new short[1 << 16];
        for (int i = 0; i < halves.length; i++) {
            halves[i] = Float.floatToFloat16((i - 0x8000) * (EMBEDDING_RANGE / 0x8000));
        }
        team.run((row, member) -> {
            SplittableRandom random = new SplittableRandom(seed + row);
            for (int i = 0; i < k; i += 4) {
                long four = random.nextLong();
                for (int j = i; j < Math.min(k, i + 4); j++) {
                    rows.set(SHORT, row * rowBytes + 2L * j, halves[(int) four & 0xFFFF]);
                    four >>>= 16;
                }
            }
        }, m);
        return new RowMatrix(RowType.F16, m, k, rows);
    }

    /**
     * Rows of trits, each drawn from its own seed whenever it is asked for, so that nothing of the matrix is kept.
     *
     * @param shape rows and columns
     * @param seed of row 0
     */
    private record RandomTrits(Shape shape, long seed) implements TritSource {
        private static final byte[] TRITS = table();

        /** The five trits of each code. */
        private static byte[] table() {
            byte[] trits = new byte[CODES * TRITS_A_BYTE];
            for (int i = 0; i < trits.length; i++) {
                trits[i] = (byte) (i / TRITS_A_BYTE / (int) Math.pow(3, i % TRITS_A_BYTE) % 3 - 1);
            }
            return trits;
        }

        @Override
        public void copyRows(int from, int to, byte[] trits) {
            int k = shape.k();
            for (int r = from; r < to; r++) {
                SplittableRandom random = new SplittableRandom(seed + r);
                int at = (r - from) * k;
                int end = at + k;
                while (at < end) {
                    long eight = random.nextLong();
                    for (int b = 0; b < Long.BYTES && at < end; b++, eight >>>= 8) {
                        int code = (int) eight & 0xFF;
                        // Taken for a code like the others these would tip the mean, and with it all activations.
                        if (code < CODES) {
                            int count = Math.min(TRITS_A_BYTE, end - at);
                            for (int i = 0; i < count; i++) {
                                trits[at + i] = TRITS[code * TRITS_A_BYTE + i];
                            }
                            at += count;
                        }
                    }
                }
            }
        }
    }
}
