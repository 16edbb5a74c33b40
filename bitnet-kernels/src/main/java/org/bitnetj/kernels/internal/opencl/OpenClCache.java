package org.bitnetj.kernels.internal.opencl;

import java.lang.ref.Cleaner;

import org.bitnetj.kernels.DeviceException;
import org.bitnetj.kernels.internal.DeviceModel;

/**
 * Keys and values of a session, a buffer a layer, in the layout that {@code model.cl} draws. A buffer that is full gives way to one of twice the pages, into
 * which its content is copied on the device.
 */
final class OpenClCache implements DeviceModel.Cache {
    static final int PAGE = 64;

    private final OpenClModel model;
    private final boolean halves;
    private final long pageBytes;
    private final int mostPages;
    private final Holdings holdings;
    private final Cleaner.Cleanable cleanable;
    private final long[] buffers;
    private final int[] pages;

    OpenClCache(OpenClModel model, boolean halves) {
        DeviceModel.Spec spec = model.spec();
        this.model = model;
        this.halves = halves;
        this.pageBytes = 2L * PAGE * spec.width() * (halves ? Short.BYTES : Float.BYTES);
        this.mostPages = (spec.context() + PAGE - 1) / PAGE;
        this.holdings = model.lend("keys and values of a session");
        this.cleanable = OpenClSession.CLEANER.register(this, holdings);
        this.buffers = new long[spec.layers().size()];
        this.pages = new int[buffers.length];
    }

    boolean halves() {
        return halves;
    }

    long buffer(int layer) {
        return buffers[layer];
    }

    @Override
    public void ensure(int count) {
        int needed = (count + PAGE - 1) / PAGE;
        if (needed <= pages[pages.length - 1]) {
            return;
        }
        OpenClSession session = model.session();
        session.enter();
        try {
            session.withLane(lane -> {
                for (int layer = 0; layer < buffers.length; layer++) {
                    if (pages[layer] < needed) {
                        grow(session.cl(), lane, layer, Math.min(mostPages, Math.max(needed, 2 * pages[layer])));
                    }
                }
            });
        } catch (DeviceException e) {
            throw session.during("keeping keys and values of " + needed * PAGE + " positions", e);
        } finally {
            session.leave();
        }
    }

    private void grow(Cl cl, OpenClLane lane, int layer, int next) {
        long larger = holdings.buffer(next * pageBytes);
        if (pages[layer] > 0) {
            try {
                lane.await(cl.copy(lane.queue(), buffers[layer], larger, pages[layer] * pageBytes));
            } catch (DeviceException e) {
                holdings.free(larger, next * pageBytes);
                throw e;
            }
            holdings.free(buffers[layer], pages[layer] * pageBytes);
        }
        buffers[layer] = larger;
        pages[layer] = next;
    }

    @Override
    public long bytes() {
        return holdings.bytes();
    }

    @Override
    public void close() {
        model.takeBack(holdings);
        cleanable.clean();
    }
}
