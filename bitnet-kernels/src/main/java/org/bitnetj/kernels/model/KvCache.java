package org.bitnetj.kernels.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.bitnetj.kernels.internal.FloatKernels;

/**
 * Keys and values of one session, in pages of 64 positions that are added as it grows.
 *
 * <p>Keys lie dimension by dimension, values position by position, so that scores and outputs are both sums of scaled rows
 * ({@link FloatKernels#addRows}): of 64 positions at a time, and of a head's dimensions.
 *
 * <pre>
 *   keys of a page    [kvHeads][headSize][64]
 *   values of a page  [64][kvHeads][headSize]
 * </pre>
 */
abstract sealed class KvCache implements SessionCache {
    /** Positions of a page. */
    static final int PAGE = 64;

    /** Dimensions of a head that are worked on at a time: 16 KiB of a page, half a first-level cache. */
    private static final int PIECE = 64;

    final int headSize;
    final int width;
    private final int layers;
    private int pages;

    private KvCache(ModelConfig config) {
        layers = config.layers();
        headSize = config.headSize();
        width = config.kvWidth();
    }

    static KvCache of(CacheType type, ModelConfig config) {
        return type == CacheType.F16 ? new Halves(config) : new Singles(config);
    }

    @Override
    public void ensure(int count) {
        for (; pages * PAGE < count; pages++) {
            for (int layer = 0; layer < layers; layer++) {
                addPage(layer);
            }
        }
    }

    @Override
    public long memoryBytes() {
        return 2L * pages * layers * PAGE * width * elementBytes();
    }

    @Override
    public long bytesRead(int count) {
        return 2L * count * layers * width * elementBytes();
    }

    abstract int elementBytes();

    abstract void addPage(int layer);

    /** Keeps the keys and values of a position, all heads. */
    abstract void store(int layer, int position, float[] keys, int keysAt, float[] values, int valuesAt);

    /** Adds up some rows of a page of keys for some queries: {@link FloatKernels#addRows}. */
    abstract void addKeys(FloatKernels floats, int layer, int page, int from, int rows, int queries, float[] query, int queryAt,
            float[] scores, int at,
            int stride);

    /** Adds up the first rows of a page of values for some queries. */
    abstract void addValues(FloatKernels floats, int layer, int page, int from, int rows, int dimensions, int queries, float[] weights,
            int at,
            int stride, float[] y, int yAt);

    /**
     * The scores of the queries that share a key head, {@code scores[q * stride + p] = query q . key p} for p below {@code count}, rounded up to whole
     * pages; what is behind {@code count} means nothing. All queries are done with a piece of a page, which so stays in the first-level cache, before the next.
     *
     * @param queries how many, one behind the other
     */
    void scores(FloatKernels floats, int layer, int head, int count, float[] query, int queryAt, int queries, float[] scores, int stride) {
        for (int q = 0; q < queries; q++) {
            Arrays.fill(scores, q * stride, q * stride + (count + PAGE - 1) / PAGE * PAGE, 0);
        }
        for (int at = 0; at < count; at += PAGE) {
            for (int d = 0; d < headSize; d += PIECE) {
                addKeys(floats, layer, at / PAGE, (head * headSize + d) * PAGE, Math.min(PIECE, headSize - d), queries, query, queryAt + d,
                        scores, at, stride);
            }
        }
    }

    /** The outputs of these queries, {@code y[q * headSize ..] = sum over p below count of weights[q * stride + p] * value p}. */
    void outputs(FloatKernels floats, int layer, int head, int count, float[] weights, int stride, int queries, float[] y, int yAt) {
        Arrays.fill(y, yAt, yAt + queries * headSize, 0);
        for (int at = 0; at < count; at += PAGE) {
            for (int d = 0; d < headSize; d += PIECE) {
                addValues(floats, layer, at / PAGE, head * headSize + d, Math.min(PAGE, count - at), Math.min(PIECE, headSize - d), queries,
                        weights, at, stride, y, yAt + d);
            }
        }
    }

    private static final class Singles extends KvCache {
        private final List<List<float[]>> keys = new ArrayList<>();
        private final List<List<float[]>> values = new ArrayList<>();

        Singles(ModelConfig config) {
            super(config);
            for (int i = 0; i < config.layers(); i++) {
                keys.add(new ArrayList<>());
                values.add(new ArrayList<>());
            }
        }

        @Override
        int elementBytes() {
            return Float.BYTES;
        }

        @Override
        void addPage(int layer) {
            keys.get(layer).add(new float[PAGE * width]);
            values.get(layer).add(new float[PAGE * width]);
        }

        @Override
        void store(int layer, int position, float[] k, int kAt, float[] v, int vAt) {
            float[] page = keys.get(layer).get(position / PAGE);
            for (int i = 0; i < width; i++) {
                page[i * PAGE + position % PAGE] = k[kAt + i];
            }
            System.arraycopy(v, vAt, values.get(layer).get(position / PAGE), position % PAGE * width, width);
        }

        @Override
        void addKeys(FloatKernels floats, int layer, int page, int from, int rows, int queries, float[] query, int queryAt, float[] scores,
                int at,
                int stride) {
            floats.addRows(queries, rows, PAGE, query, queryAt, headSize, keys.get(layer).get(page), from, PAGE, scores, at, stride);
        }

        @Override
        void addValues(FloatKernels floats, int layer, int page, int from, int rows, int dimensions, int queries, float[] weights, int at,
                int stride, float[] y, int yAt) {
            floats.addRows(queries, rows, dimensions, weights, at, stride, values.get(layer).get(page), from, width, y, yAt, headSize);
        }
    }

    private static final class Halves extends KvCache {
        private final List<List<short[]>> keys = new ArrayList<>();
        private final List<List<short[]>> values = new ArrayList<>();

        Halves(ModelConfig config) {
            super(config);
            for (int i = 0; i < config.layers(); i++) {
                keys.add(new ArrayList<>());
                values.add(new ArrayList<>());
            }
        }

        @Override
        int elementBytes() {
            return Short.BYTES;
        }

        @Override
        void addPage(int layer) {
            keys.get(layer).add(new short[PAGE * width]);
            values.get(layer).add(new short[PAGE * width]);
        }

        @Override
        void store(int layer, int position, float[] k, int kAt, float[] v, int vAt) {
            short[] keyPage = keys.get(layer).get(position / PAGE);
            short[] valuePage = values.get(layer).get(position / PAGE);
            for (int i = 0; i < width; i++) {
                keyPage[i * PAGE + position % PAGE] = half(k[kAt + i], layer, position, "key");
                valuePage[position % PAGE * width + i] = half(v[vAt + i], layer, position, "value");
            }
        }

        private static short half(float number, int layer, int position, String what) {
            if (!(Math.abs(number) < 65520)) {
                throw new ArithmeticException("a " + what + " of layer " + layer + ", position " + position + " is " + number
                        + ", beyond half precision; open the session with a cache of type F32");
            }
            return Float.floatToFloat16(number);
        }

        @Override
        void addKeys(FloatKernels floats, int layer, int page, int from, int rows, int queries, float[] query, int queryAt, float[] scores,
                int at,
                int stride) {
            floats.addRows(queries, rows, PAGE, query, queryAt, headSize, keys.get(layer).get(page), from, PAGE, scores, at, stride);
        }

        @Override
        void addValues(FloatKernels floats, int layer, int page, int from, int rows, int dimensions, int queries, float[] weights, int at,
                int stride, float[] y, int yAt) {
            floats.addRows(queries, rows, dimensions, weights, at, stride, values.get(layer).get(page), from, width, y, yAt, headSize);
        }
    }
}
