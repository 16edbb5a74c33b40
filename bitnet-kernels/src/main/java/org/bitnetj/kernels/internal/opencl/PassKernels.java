package org.bitnetj.kernels.internal.opencl;

import org.bitnetj.kernels.internal.DeviceModel;
import org.bitnetj.kernels.internal.opencl.OpenClMatrix.Tokens;

/** Enqueues the kernels of {@code model.cl} for the rows of a pass, in one queue, in order. */
final class PassKernels {
    private static final int PAGE = OpenClCache.PAGE;
    /** Work items that share a row; at most what every device that is taken has in a group. */
    private static final int FEW = OpenClDevice.LEAST_GROUP;
    private static final int MANY = 256;
    private static final int MOST_SLICES = 8;

    private final OpenClModel model;
    private final DeviceModel.Spec spec;
    private final Cl cl;
    private final OpenClLane lane;
    private final PassBuffers b;
    private final int rows;
    private final int lanes;
    private final int group;
    private final int slices;
    private long kernel;
    private int arguments;
    private long last = Cl.NONE;

    PassKernels(OpenClModel model, OpenClLane lane, PassBuffers buffers, int rows) {
        this.model = model;
        this.spec = model.spec();
        this.cl = model.session().cl();
        this.lane = lane;
        this.b = buffers;
        this.rows = rows;
        this.lanes = model.lanes();
        OpenClDevice device = model.session().device();
        group = device.isCpu() || device.maxGroup() < MANY ? FEW : MANY;
        slices = device.isCpu() ? 1 : Math.clamp(device.maxGroup() / PAGE, 1, MOST_SLICES);
    }

    /** The event of the last kernel, which the caller releases. */
    long last() {
        return last;
    }

    private PassKernels kernel(String name) {
        kernel = lane.kernel(model.program(), name);
        arguments = 0;
        return this;
    }

    private PassKernels handles(long... handles) {
        for (long handle : handles) {
            cl.setHandle(kernel, arguments++, handle);
        }
        return this;
    }

    private PassKernels ints(int... values) {
        for (int value : values) {
            cl.setInt(kernel, arguments++, value);
        }
        return this;
    }

    private PassKernels floats(float... values) {
        for (float value : values) {
            cl.setFloat(kernel, arguments++, value);
        }
        return this;
    }

    private PassKernels local(int words) {
        cl.setLocal(kernel, arguments++, (long) words * Float.BYTES);
        return this;
    }

    private void run(long after, long[] global, long... local) {
        long event = cl.run(lane.queue(), kernel, global, local, after);
        if (last != Cl.NONE) {
            cl.releaseEvent(last);
        }
        last = event;
    }

    private static long up(long count, long multiple) {
        return (count + multiple - 1) / multiple * multiple;
    }

    /** The first norm. */
    void begin() {
        norm(b.hidden, b.hiddenCodes, 0, false, model.norms(0).attnNorm(), spec.hidden(), b.normed, b.hiddenCodes, 0);
    }

    /** Queries, keys and values, as sums. */
    void qkv(int layer) {
        multiply(layer(layer).qkv(), b.hiddenCodes);
    }

    private DeviceModel.Layer layer(int layer) {
        return spec.layers().get(layer);
    }

    private void multiply(Object matrix, Tokens x) {
        ((OpenClMatrix) matrix).enqueueSums(lane, x, rows, b.sums);
    }

    /** What some rows of one cache see of it, up to position {@code most}, once their own keys and values are there. */
    void attention(int layer, OpenClCache cache, int first, int count, int most, int stride) {
        int halves = cache.halves() ? 1 : 0;
        long buffer = cache.buffer(layer);
        float[] scales = layer(layer).qkvScales();
        kernel("keep").handles(b.sums, b.hiddenCodes.inverse()).floats(scales)
                .ints(spec.heads(), spec.kvHeads(), spec.headSize(), spec.pairs())
                .handles(b.turns, b.positions).ints(first).handles(b.queries, buffer).ints(halves, layer).handles(b.status);
        run(Cl.NONE, new long[]{up(spec.queryWidth() + 2L * spec.width(), FEW), 1, count}, FEW, 1, 1);
        kernel("scores").handles(b.queries, buffer).ints(halves, spec.heads(), spec.kvHeads(), spec.headSize()).handles(b.positions)
                .ints(first)
                .handles(b.scores).ints(stride);
        run(Cl.NONE, new long[]{up(most + 1L, PAGE), spec.kvHeads(), count}, PAGE, 1, 1);
        kernel("softmax").handles(b.scores).ints(stride, spec.heads()).handles(b.positions).ints(first)
                .floats((float) (1 / Math.sqrt(spec.headSize()))).local(lanes).local(group);
        run(Cl.NONE, new long[]{group, spec.heads(), count}, group, 1, 1);
        kernel("outputs").handles(b.scores).ints(stride).handles(buffer).ints(halves, spec.heads(), spec.kvHeads(), spec.headSize())
                .handles(b.positions).ints(first).handles(b.attention).local(slices * PAGE);
        run(Cl.NONE, new long[]{up(spec.headSize(), PAGE), (long) slices * spec.heads(), count}, PAGE, slices, 1);
    }

    /** From the outputs of attention to what the next layer begins with. */
    void rest(int layer, boolean counts) {
        DeviceModel.Layer own = layer(layer);
        OpenClModel.Norms norms = model.norms(layer);
        int place = 4 * layer;
        boolean isLast = layer + 1 == spec.layers().size();
        norm(b.attention, b.attentionCodes, 0, false, norms.attnSubNorm(), spec.queryWidth(), b.attention, b.attentionCodes, place + 1);
        multiply(own.output(), b.attentionCodes);
        norm(b.hidden, b.attentionCodes, own.outputScale(), true, norms.ffnNorm(), spec.hidden(), b.normed, b.hiddenCodes, place + 2);
        multiply(own.gateUp(), b.hiddenCodes);
        kernel("gate").handles(b.sums, b.hiddenCodes.inverse()).floats(own.gateUpScales()).ints(spec.feedForward(), spec.silu() ? 1 : 0)
                .handles(b.feed);
        run(Cl.NONE, new long[]{up(spec.feedForward(), FEW), 1, rows}, FEW, 1, 1);
        norm(b.feed, b.feedCodes, 0, false, norms.ffnSubNorm(), spec.feedForward(), b.feed, b.feedCodes, place + 3);
        if (counts) {
            kernel("count_zeros").handles(b.feedCodes.codes()).ints(spec.feedForward(), TileWords.words(spec.feedForward()))
                    .handles(b.status);
            run(Cl.NONE, new long[]{FEW, 1, rows}, FEW, 1, 1);
        }
        multiply(own.down(), b.feedCodes);
        norm(b.hidden, b.feedCodes, own.downScale(), true, isLast ? model.outputNorm() : model.norms(layer + 1).attnNorm(), spec.hidden(),
                b.normed, b.hiddenCodes, isLast ? -1 : place + 4);
    }

    /**
     * Adds a product to x, if {@code add}, normalizes that, if there are weights for it, and quantizes it.
     *
     * @param summed the tokens of the product that is added
     * @param place of these activations in a model, for messages; -1 where nothing is multiplied with them
     */
    private void norm(long x, Tokens summed, float scale, boolean add, long weights, int n, long y, Tokens codes, int place) {
        kernel("norm_quantize").handles(x, b.sums, summed.inverse()).floats(scale).ints(add ? 1 : 0)
                .handles(weights == 0 ? b.positions : weights).ints(weights == 0 ? 0 : 1).floats(spec.epsilon()).ints(n, TileWords.words(n))
                .handles(y, codes.codes(), codes.sums(), codes.inverse(), b.status).ints(place).local(2 * lanes).local(group);
        run(Cl.NONE, new long[]{group, 1, rows}, group, 1, 1);
    }

    /** {@return the event of the logits of all rows of this, from a row of the pass on, which the caller releases} */
    long head(int from, long after) {
        int chains = 2 * lanes;
        int together = Math.max(1, Math.min(group, model.session().device().maxGroup()) / chains);
        kernel(model.headKernel()).handles(model.head()).ints(Math.toIntExact(spec.headType().rowBytes(spec.hidden())), spec.vocabulary(),
                spec.hidden()).handles(b.normed).ints(from).handles(b.results).local(together * chains);
        run(after, new long[]{chains, up(spec.vocabulary(), together), rows}, chains, together, 1);
        return last;
    }
}
