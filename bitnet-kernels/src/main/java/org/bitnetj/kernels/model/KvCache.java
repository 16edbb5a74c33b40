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
abstract sealed class KvCache {
    /** Positions of a page. */
    static final int PAGE = 64;

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

    /** Makes room for positions below {@code count}. */
    void ensure(int count) {
        for (; pages * PAGE < count; pages++) {
            for (int layer = 0; layer < layers; layer++) {
                addPage(layer);
            }
        }
    }

    /** The bytes held. */
    long memoryBytes() {
        return 2L * pages * layers * PAGE * width * elementBytes();
    }

    /** The bytes that one token's attention reads when positions below {@code count} are there. */
    long bytesRead(int count) {
        return 2L * count * layers * width * elementBytes();
    }

    abstract int elementBytes();

    abstract void addPage(int layer);

    /** Keeps the keys and values of a position, all heads. */
    abstract void store(int layer, int position, float[] keys, int keysAt, float[] values, int valuesAt);

    /** {@code scores[p] = query . key p} for p below {@code count}, rounded up to whole pages; what is behind {@code count} means nothing. */
    abstract void scores(FloatKernels floats, int layer, int head, int count, float[] query, int queryAt, float[] scores);

    /** {@code y = sum over p below count of weights[p] * value p}. */
    abstract void output(FloatKernels floats, int layer, int head, int count, float[] weights, float[] y, int yAt);

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
        void scores(FloatKernels floats, int layer, int head, int count, float[] query, int queryAt, float[] scores) {
            Arrays.fill(scores, 0, (count + PAGE - 1) / PAGE * PAGE, 0);
            for (int at = 0; at < count; at += PAGE) {
                float[] page = keys.get(layer).get(at / PAGE);
                floats.addRows(query, queryAt, headSize, page, head * headSize * PAGE, PAGE, scores, at, PAGE);
            }
        }

        @Override
        void output(FloatKernels floats, int layer, int head, int count, float[] weights, float[] y, int yAt) {
            Arrays.fill(y, yAt, yAt + headSize, 0);
            for (int at = 0; at < count; at += PAGE) {
                float[] page = values.get(layer).get(at / PAGE);
                floats.addRows(weights, at, Math.min(PAGE, count - at), page, head * headSize, width, y, yAt, headSize);
            }
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
        void scores(FloatKernels floats, int layer, int head, int count, float[] query, int queryAt, float[] scores) {
            Arrays.fill(scores, 0, (count + PAGE - 1) / PAGE * PAGE, 0);
            for (int at = 0; at < count; at += PAGE) {
                short[] page = keys.get(layer).get(at / PAGE);
                floats.addRows(query, queryAt, headSize, page, head * headSize * PAGE, PAGE, scores, at, PAGE);
            }
        }

        @Override
        void output(FloatKernels floats, int layer, int head, int count, float[] weights, float[] y, int yAt) {
            Arrays.fill(y, yAt, yAt + headSize, 0);
            for (int at = 0; at < count; at += PAGE) {
                short[] page = values.get(layer).get(at / PAGE);
                floats.addRows(weights, at, Math.min(PAGE, count - at), page, head * headSize, width, y, yAt, headSize);
            }
        }
    }
}
