package org.bitnetj.kernels.model;

import org.bitnetj.kernels.Activations;
import org.bitnetj.kernels.Kernels;

/** The working memory of a forward pass: the tokens that go through the layers together, and what is between the products. */
final class Workspace {
    final int capacity;

    /** Rows in use; row i is token {@code tokens[i]} at {@code positions[i]} of {@code caches[i]}. */
    int rows;

    final int[] tokens;
    final int[] positions;
    final KvCache[] caches;

    /** The residual stream, and its norm. */
    final float[] hidden;
    final float[] normed;

    final float[] queries;
    final float[] keys;
    final float[] values;
    final float[] attention;
    final float[] feed;

    /** Sines and cosines of each row's position. */
    final float[] cos;
    final float[] sin;

    final int[] sums;
    final Activations hiddenCodes;
    final Activations attentionCodes;
    final Activations feedCodes;

    /** Rows as the head reads them. */
    final float[] arranged;

    /** Of each thread: scores of all positions; gate and up of one row; a row of the head. */
    final float[][] scores;
    final float[][] gates;
    final float[][] headRows;

    /** What is read is counted. */
    boolean counts;
    Work work = Work.NONE;

    Workspace(ModelConfig config, Kernels kernels, int capacity) {
        this.capacity = capacity;
        tokens = new int[capacity];
        positions = new int[capacity];
        caches = new KvCache[capacity];
        hidden = new float[capacity * config.hidden()];
        normed = new float[capacity * config.hidden()];
        queries = new float[capacity * config.queryWidth()];
        keys = new float[capacity * config.kvWidth()];
        values = new float[capacity * config.kvWidth()];
        attention = new float[capacity * config.queryWidth()];
        feed = new float[capacity * config.feedForward()];
        cos = new float[capacity * config.ropeDimensions() / 2];
        sin = new float[cos.length];
        int widest = Math.max(config.queryWidth() + 2 * config.kvWidth(), Math.max(2 * config.feedForward(), config.hidden()));
        sums = new int[capacity * widest];
        hiddenCodes = kernels.activations(config.hidden(), capacity);
        attentionCodes = config.queryWidth() == config.hidden() ? hiddenCodes : kernels.activations(config.queryWidth(), capacity);
        feedCodes = kernels.activations(config.feedForward(), capacity);
        arranged = new float[capacity * config.hidden()];
        int members = kernels.threads();
        scores = new float[members][0];
        gates = new float[members][2 * config.feedForward()];
        headRows = new float[members][config.hidden()];
    }

    /** Makes room for the scores of positions below {@code count}. */
    void ensureScores(int count) {
        int wanted = (count + KvCache.PAGE - 1) / KvCache.PAGE * KvCache.PAGE;
        if (scores[0].length < wanted) {
            for (int i = 0; i < scores.length; i++) {
                scores[i] = new float[2 * wanted];
            }
        }
    }

    void add(int token, int position, KvCache cache) {
        tokens[rows] = token;
        positions[rows] = position;
        caches[rows] = cache;
        rows++;
    }
}
