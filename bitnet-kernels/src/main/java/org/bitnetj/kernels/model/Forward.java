package org.bitnetj.kernels.model;

import org.bitnetj.kernels.Activations;
import org.bitnetj.kernels.Kernels;
import org.bitnetj.kernels.internal.DeviceModel;
import org.bitnetj.kernels.internal.FloatKernels;
import org.bitnetj.kernels.internal.KernelsAccess;
import org.bitnetj.kernels.internal.ThreadTeam;
import org.bitnetj.kernels.model.ModelConfig.Gate;

/**
 * The forward pass of n tokens, each at a position of a session of its own or of a shared one.
 *
 * <pre>
 *   h = embedding[token]
 *   each layer:
 *     a = rmsnorm(h, attn_norm);  q, k, v = L(attn_q, a), L(attn_k, a), L(attn_v, a);  q, k turned by their position
 *     o = of each head: softmax(q . k / sqrt(headSize), of this and earlier positions) v
 *     h = h + L(attn_output, rmsnorm(o, attn_sub_norm))
 *     f = rmsnorm(h, ffn_norm);   g, u = L(ffn_gate, f), L(ffn_up, f)
 *     h = h + L(ffn_down, rmsnorm(gate(g, u), ffn_sub_norm))
 *   logits = head . rmsnorm(h, output_norm)
 *
 *   L(W, x) = (exact sum of trits times the int8 codes of x) / inverseScale(x) * scale(W)
 * </pre>
 *
 * <p>A row's values depend on nothing but its own token, position and cache, whatever else is in the batch and however many threads there are: sums of
 * products are exact, and each sum of floats is taken by one thread in a fixed order.
 */
final class Forward implements Decoder {
    private static final int HEAD_CHUNK = 512;

    private final ModelConfig config;
    private final Kernels kernels;
    private final ModelWeights weights;
    private final FloatKernels floats;
    private final ThreadTeam team;
    private final double[] frequencies;

    Forward(ModelConfig config, ModelWeights weights, Kernels kernels) {
        this.config = config;
        this.weights = weights;
        this.kernels = kernels;
        this.floats = KernelsAccess.get().floats(kernels);
        this.team = KernelsAccess.get().team(kernels);
        frequencies = new double[config.ropeDimensions() / 2];
        for (int j = 0; j < frequencies.length; j++) {
            double divisor = weights.ropeFactors() == null ? 1 : weights.ropeFactors()[j];
            frequencies[j] = Math.pow(config.ropeTheta(), -2.0 * j / config.ropeDimensions()) / divisor / config.ropeFactor();
        }
    }

    @Override
    public Workspace workspace(int rows) {
        return workspace(rows, null);
    }

    /** A workspace of which most is on a device, if there is a pass. */
    Workspace workspace(int rows, DeviceModel.Pass pass) {
        return new Workspace(config, kernels, rows, pass);
    }

    @Override
    public SessionCache cache(CacheType type) {
        return KvCache.of(type, config);
    }

    @Override
    public void run(Workspace w) {
        team.run((row, member) -> begin(w, row), w.rows);
        for (int i = 0; i < weights.layers().size(); i++) {
            ModelWeights.Layer layer = weights.layers().get(i);
            float[] nextNorm = i + 1 < weights.layers().size() ? weights.layers().get(i + 1).attnNorm() : weights.outputNorm();
            attention(w, i, layer);
            feedForward(w, layer, nextNorm);
        }
        if (w.counts) {
            countRows(w);
        }
    }

    /** Rows of the embedding, and the angles of their positions. */
    void embed(Workspace w) {
        team.run((row, member) -> embed(w, row), w.rows);
    }

    private void embed(Workspace w, int row) {
        int hidden = config.hidden();
        weights.embedding().decode(w.tokens[row], w.hidden, row * hidden);
        int pairs = frequencies.length;
        for (int j = 0; j < pairs; j++) {
            double angle = w.positions[row] * frequencies[j];
            w.cos[row * pairs + j] = (float) Math.cos(angle);
            w.sin[row * pairs + j] = (float) Math.sin(angle);
        }
    }

    private void begin(Workspace w, int row) {
        int hidden = config.hidden();
        embed(w, row);
        floats.rmsNorm(w.hidden, row * hidden, weights.layers().getFirst().attnNorm(), config.epsilon(), w.normed, row * hidden);
    }

    private void attention(Workspace w, int index, ModelWeights.Layer layer) {
        multiply(w, layer.qkv(), w.hiddenCodes, w.normed);
        team.run((row, member) -> keep(w, index, layer.qkv(), row), w.rows);
        int group = headsTogether(w.rows);
        int groups = config.heads() / group;
        team.run((part, member) -> heads(w, index, part % w.rows, part / w.rows * group, group, member), w.rows * groups);
        if (layer.attnSubNorm() != null) {
            int width = config.queryWidth();
            team.run(
                    (row, member) -> floats.rmsNorm(w.attention, row * width, layer.attnSubNorm(), config.epsilon(), w.attention,
                            row * width),
                    w.rows);
        }
        multiply(w, layer.output(), w.attentionCodes, w.attention);
        team.run((row, member) -> addAndNorm(w, row, layer.output(), w.attentionCodes, layer.ffnNorm()), w.rows);
    }

    /**
     * How many heads a thread takes at a time: such as share keys and values, which then come from memory once. All of these, where there are many rows to
     * be shared out; of a row alone two, where that leaves a part for each thread.
     */
    private int headsTogether(int rows) {
        int sharing = config.heads() / config.kvHeads();
        if (rows > 1) {
            return sharing;
        }
        return sharing % 2 == 0 && config.heads() / 2 >= team.members() ? 2 : 1;
    }

    /** Quantizes, and multiplies exactly. */
    private void multiply(Workspace w, TernaryStack matrix, Activations codes, float[] x) {
        codes.quantize(x, w.rows);
        matrix.multiply(codes, w.sums);
        if (w.counts) {
            w.work = w.work.plus(new Work(0, matrix.linear().bytesRead(codes), 0, 0, 0, 0));
        }
    }

    /** Queries, keys and values of a row out of their sums; keys and values go into the cache. */
    private void keep(Workspace w, int layer, TernaryStack qkv, int row) {
        float inverse = w.hiddenCodes.inverseScale(row);
        int sums = row * qkv.rows();
        int queries = row * config.queryWidth();
        int keys = row * config.kvWidth();
        floats.scale(w.sums, sums, config.queryWidth(), inverse, qkv.scale(0), w.queries, queries);
        floats.scale(w.sums, sums + qkv.start(1), config.kvWidth(), inverse, qkv.scale(1), w.keys, keys);
        floats.scale(w.sums, sums + qkv.start(2), config.kvWidth(), inverse, qkv.scale(2), w.values, keys);
        int pairs = frequencies.length;
        for (int head = 0; head < config.heads(); head++) {
            floats.rotate(w.queries, queries + head * config.headSize(), pairs, w.cos, w.sin, row * pairs);
        }
        for (int head = 0; head < config.kvHeads(); head++) {
            floats.rotate(w.keys, keys + head * config.headSize(), pairs, w.cos, w.sin, row * pairs);
        }
        ((KvCache) w.caches[row]).store(layer, w.positions[row], w.keys, keys, w.values, keys);
    }

    /** The outputs of some query heads of a row, all of which use the same key head. */
    private void heads(Workspace w, int layer, int row, int first, int count, int member) {
        int positions = w.positions[row] + 1;
        int at = row * config.queryWidth() + first * config.headSize();
        int kvHead = first / (config.heads() / config.kvHeads());
        float[] scores = w.scores[member];
        int stride = w.scoreStride();
        ((KvCache) w.caches[row]).scores(floats, layer, kvHead, positions, w.queries, at, count, scores, stride);
        for (int q = 0; q < count; q++) {
            floats.softmax(scores, q * stride, positions, (float) (1 / Math.sqrt(config.headSize())));
        }
        ((KvCache) w.caches[row]).outputs(floats, layer, kvHead, positions, scores, stride, count, w.attention, at);
    }

    private void feedForward(Workspace w, ModelWeights.Layer layer, float[] nextNorm) {
        multiply(w, layer.gateUp(), w.hiddenCodes, w.normed);
        team.run((row, member) -> gate(w, layer, row, member), w.rows);
        multiply(w, layer.down(), w.feedCodes, w.feed);
        if (w.counts) {
            w.work = w.work.plus(new Work(0, 0, 0, 0, (long) w.rows * config.feedForward(), w.feedCodes.zeros()));
        }
        team.run((row, member) -> addAndNorm(w, row, layer.down(), w.feedCodes, nextNorm), w.rows);
    }

    private void gate(Workspace w, ModelWeights.Layer layer, int row, int member) {
        int n = config.feedForward();
        TernaryStack matrix = layer.gateUp();
        float inverse = w.hiddenCodes.inverseScale(row);
        float[] both = w.gates[member];
        floats.scale(w.sums, row * matrix.rows(), n, inverse, matrix.scale(0), both, 0);
        floats.scale(w.sums, row * matrix.rows() + n, n, inverse, matrix.scale(1), both, n);
        if (config.gate() == Gate.RELU_SQUARED) {
            floats.reluSquaredGate(both, 0, both, n, n, w.feed, row * n);
        } else {
            floats.siluGate(both, 0, both, n, n, w.feed, row * n);
        }
        if (layer.ffnSubNorm() != null) {
            floats.rmsNorm(w.feed, row * n, layer.ffnSubNorm(), config.epsilon(), w.feed, row * n);
        }
    }

    /** Adds a product to the residual stream of a row, and takes the norm of that. */
    private void addAndNorm(Workspace w, int row, TernaryStack matrix, Activations codes, float[] norm) {
        int hidden = config.hidden();
        floats.addScaled(w.sums, row * hidden, hidden, codes.inverseScale(row), matrix.scale(0), w.hidden, row * hidden);
        floats.rmsNorm(w.hidden, row * hidden, norm, config.epsilon(), w.normed, row * hidden);
    }

    @Override
    public void logits(Workspace w, int from, int count, float[] logits) {
        int hidden = config.hidden();
        RowMatrix head = weights.head();
        for (int i = 0; i < count; i++) {
            floats.arrange(head.type(), w.normed, (from + i) * hidden, hidden, w.arranged, i * hidden);
        }
        team.run((part, member) -> {
            int first = part * HEAD_CHUNK;
            floats.products(head.type(), head.rows(), hidden, first, Math.min(head.m(), first + HEAD_CHUNK), w.arranged, count, logits,
                    head.m(), w.headRows[member]);
        }, (head.m() + HEAD_CHUNK - 1) / HEAD_CHUNK);
        if (w.counts) {
            w.work = w.work.plus(new Work(0, 0, head.rows().byteSize(), 0, 0, 0));
        }
    }

    void countRows(Workspace w) {
        long cache = 0;
        for (int row = 0; row < w.rows; row++) {
            cache += w.caches[row].bytesRead(w.positions[row] + 1);
        }
        w.work = w.work.plus(new Work(w.rows, 0, w.rows * weights.embedding().type().rowBytes(config.hidden()), cache, 0, 0));
    }
}
