package org.bitnetj.kernels.model;

import org.bitnetj.kernels.Activations;
import org.bitnetj.kernels.Kernels;
import org.bitnetj.kernels.internal.DeviceModel;

/** The working memory of a forward pass: the tokens that go through the layers together, and what is between the products. */
final class Workspace {
    final int capacity;

    /** Rows in use; row i is token {@code tokens[i]} at {@code positions[i]} of {@code caches[i]}. */
    int rows;

    final int[] tokens;
    final int[] positions;
    final SessionCache[] caches;

    /** What computes with this; set when it is made. */
    Decoder decoder;

    /** What is on a device instead of here; null if all is here. */
    final DeviceModel.Pass pass;

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

    /** Of each thread: scores of all positions, for the queries that share a key; gate and up of one row; a row of the head. */
    final float[][] scores;
    final float[][] gates;
    final float[][] headRows;

    private final int queriesAKey;
    private int scoreStride;

    /** What is read is counted. */
    boolean counts;
    Work work = Work.NONE;

    Workspace(ModelConfig config, Kernels kernels, int capacity, DeviceModel.Pass pass) {
        this.capacity = capacity;
        this.pass = pass;
        // On a device there is no more here than what goes there, and what a head that stayed here needs.
        int here = pass == null ? capacity : 0;
        queriesAKey = config.heads() / config.kvHeads();
        tokens = new int[capacity];
        positions = new int[capacity];
        caches = new SessionCache[capacity];
        hidden = new float[capacity * config.hidden()];
        normed = new float[capacity * config.hidden()];
        queries = new float[here * config.queryWidth()];
        keys = new float[here * config.kvWidth()];
        values = new float[here * config.kvWidth()];
        attention = new float[here * config.queryWidth()];
        feed = new float[here * config.feedForward()];
        cos = new float[capacity * config.ropeDimensions() / 2];
        sin = new float[cos.length];
        int widest = Math.max(config.queryWidth() + 2 * config.kvWidth(), Math.max(2 * config.feedForward(), config.hidden()));
        sums = new int[here * widest];
        hiddenCodes = kernels.activations(config.hidden(), capacity);
        attentionCodes = config.queryWidth() == config.hidden() ? hiddenCodes : kernels.activations(config.queryWidth(), capacity);
        feedCodes = kernels.activations(config.feedForward(), capacity);
        arranged = new float[capacity * config.hidden()];
        int members = kernels.threads();
        scores = new float[members][0];
        gates = new float[members][here == 0 ? 0 : 2 * config.feedForward()];
        headRows = new float[members][config.hidden()];
    }

    /** Makes room for the scores of positions below {@code count}. */
    void ensureScores(int count) {
        int wanted = (count + KvCache.PAGE - 1) / KvCache.PAGE * KvCache.PAGE;
        if (pass == null && scoreStride < wanted) {
            scoreStride = 2 * wanted;
            for (int i = 0; i < scores.length; i++) {
                scores[i] = new float[queriesAKey * scoreStride];
            }
        }
    }

    /** From the scores of one query to those of the next. */
    int scoreStride() {
        return scoreStride;
    }

    void add(int token, int position, SessionCache cache) {
        tokens[rows] = token;
        positions[rows] = position;
        caches[rows] = cache;
        rows++;
    }

    /** Gives back what is on a device. */
    void close() {
        if (pass != null) {
            pass.close();
        }
    }
}
