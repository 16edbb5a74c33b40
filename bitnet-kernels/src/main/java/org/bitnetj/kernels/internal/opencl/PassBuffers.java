package org.bitnetj.kernels.internal.opencl;

import org.bitnetj.kernels.internal.DeviceModel;
import org.bitnetj.kernels.internal.opencl.OpenClMatrix.Tokens;

/** The buffers of a pass, named and shaped as in {@code model.cl}. */
final class PassBuffers {
    final long hidden;
    final long normed;
    final long queries;
    final long attention;
    final long feed;
    final long sums;
    final long turns;
    final long positions;
    final long status;
    final Tokens hiddenCodes;
    final Tokens attentionCodes;
    final Tokens feedCodes;
    /** Grow with the positions, and with the logits that are asked for at once. */
    long scores;
    long results;

    PassBuffers(Holdings holdings, DeviceModel.Spec spec, int rows) {
        hidden = floats(holdings, rows, spec.hidden());
        normed = floats(holdings, rows, spec.hidden());
        queries = floats(holdings, rows, spec.queryWidth());
        attention = floats(holdings, rows, spec.queryWidth());
        feed = floats(holdings, rows, spec.feedForward());
        sums = floats(holdings, rows,
                Math.max(spec.queryWidth() + 2 * spec.width(), Math.max(2 * spec.feedForward(), spec.hidden())));
        turns = holdings.buffer(turnBytes(spec, rows));
        positions = holdings.buffer((long) rows * Integer.BYTES);
        status = holdings.buffer(3L * Integer.BYTES);
        hiddenCodes = OpenClPass.tokens(holdings, rows, spec.hidden());
        attentionCodes = OpenClPass.tokens(holdings, rows, spec.queryWidth());
        feedCodes = OpenClPass.tokens(holdings, rows, spec.feedForward());
    }

    private static long floats(Holdings holdings, int rows, int size) {
        return holdings.buffer((long) rows * size * Float.BYTES);
    }

    /** Not nothing where nothing turns: a buffer has bytes. */
    static long turnBytes(DeviceModel.Spec spec, int rows) {
        return Math.max(1, 2L * rows * spec.pairs()) * Float.BYTES;
    }
}
