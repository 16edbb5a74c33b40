package org.bitnetj.kernels.internal.opencl;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.ref.Cleaner;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

import org.bitnetj.kernels.DeviceException;
import org.bitnetj.kernels.DeviceMemory;

/**
 * A context on a device, the program compiled for it, and the lanes of its calls. Thread-safe. Everything that is allocated on the device belongs
 * to a session and is released with it.
 */
final class OpenClSession implements AutoCloseable {
    private static final Logger LOG = System.getLogger("org.bitnetj.kernels");
    static final Cleaner CLEANER = Cleaner.create();

    private final OpenClDevice device;
    private final Opened opened;
    private final boolean debug;
    private final ProgramCache cache;
    private final UseGuard guard = new UseGuard("these kernels are");
    private final Cleaner.Cleanable cleanable;

    /** What is released in the end; does not refer to the session, so that a forgotten session can be noticed. */
    private static final class Opened implements Runnable {
        private final CountingCl cl;
        private long context;
        private long program;
        private long modelProgram;
        private final ConcurrentLinkedQueue<OpenClLane> lanes = new ConcurrentLinkedQueue<>();
        private final Set<Holdings> holdings = ConcurrentHashMap.newKeySet();
        private final String device;
        private final Throwable made;
        /** Until the session is open, and once it is being closed, this is no forgotten one. */
        private boolean closing = true;
        private boolean released;

        Opened(CountingCl cl, String device, Throwable made) {
            this.cl = cl;
            this.device = device;
            this.made = made;
        }

        synchronized void closing(boolean now) {
            closing = now;
        }

        @Override
        public synchronized void run() {
            if (released) {
                return;
            }
            released = true;
            if (!closing) {
                LOG.log(Level.WARNING, "kernels on the OpenCL device " + device + " were never closed; what they hold is released now"
                        + (made == null ? ". -D" + OpenClSettings.DEBUG_PROPERTY + "=true tells where they were opened" : ""), made);
            }
            holdings.forEach(Holdings::release);
            try {
                for (OpenClLane lane = lanes.poll(); lane != null; lane = lanes.poll()) {
                    lane.close();
                }
            } finally {
                for (long one : new long[]{program, modelProgram}) {
                    if (one != 0) {
                        cl.releaseProgram(one);
                    }
                }
                if (context != 0) {
                    cl.releaseContext(context);
                }
            }
        }
    }

    /**
     * Opens a device.
     *
     * @throws DeviceException naming the step that failed; nothing is held then
     */
    OpenClSession(Cl raw, OpenClDevice device, Abilities abilities, OpenClSettings settings) {
        this.device = device;
        this.debug = settings.debug();
        this.cache = new ProgramCache(settings.cache());
        opened = new Opened(new CountingCl(raw), device.info().name(), debug ? new Throwable("opened here") : null);
        try {
            opened.context = opened.cl.createContext(device.platform(), device.handle());
            opened.program = TernaryProgram.build(opened.cl, opened.context, device, abilities, cache);
            opened.lanes.add(newLane());
        } catch (DeviceException e) {
            opened.run();
            throw new DeviceException("the OpenCL device " + device.info() + " cannot be opened", e);
        }
        opened.closing(false);
        cleanable = CLEANER.register(this, opened);
    }

    /**
     * {@return the program of whole models, compiled when the first one comes}
     *
     * @param lanes in whose order sums are taken; the same for all models of a session
     */
    long modelProgram(int lanes) {
        synchronized (opened) {
            if (opened.modelProgram == 0) {
                opened.modelProgram = TernaryProgram.buildModel(opened.cl, opened.context, device, lanes, cache);
            }
            return opened.modelProgram;
        }
    }

    private OpenClLane newLane() {
        return new OpenClLane(opened.cl, opened.context, device.handle(), opened.program);
    }

    Cl cl() {
        return opened.cl;
    }

    OpenClDevice device() {
        return device;
    }

    DeviceMemory held() {
        return opened.cl.held();
    }

    /** Begins a use of this session, which cannot be closed until {@link #leave}. */
    void enter() {
        guard.enter();
    }

    void leave() {
        guard.leave();
    }

    /** What is done with a lane. */
    interface Step {
        void take(OpenClLane lane);
    }

    /** Takes a step with a lane; after a failure it first waits for what was enqueued before that. */
    void withLane(Step step) {
        OpenClLane lane = takeLane();
        try {
            step.take(lane);
        } catch (DeviceException e) {
            lane.settle();
            throw e;
        } finally {
            giveBack(lane);
        }
    }

    OpenClLane takeLane() {
        OpenClLane lane = opened.lanes.poll();
        return lane != null ? lane : newLane();
    }

    void giveBack(OpenClLane lane) {
        opened.lanes.add(lane);
    }

    /** Holdings that are released with this session at the latest. */
    Holdings holdings(String what) {
        return holdings(what, released -> {});
    }

    /** The same; who lends them is told when they are released. */
    Holdings holdings(String what, Consumer<Holdings> onRelease) {
        Consumer<Holdings> forget = opened.holdings::remove;
        Holdings holdings = new Holdings(opened.cl, opened.context, what, debug, forget.andThen(onRelease));
        opened.holdings.add(holdings);
        return holdings;
    }

    /** {@return an error with what was being done, and for how much memory} */
    DeviceException during(String what, DeviceException e) {
        if (e.isDeviceLost()) {
            OpenClBackend.lost(device, e);
            return new DeviceException(what + ": the OpenCL device " + device.info().name()
                    + " is lost; kernels that are opened from now on do without it", e);
        }
        if (e.isOutOfMemory()) {
            DeviceMemory held = held();
            return new DeviceException(
                    what + " ran out of memory on the OpenCL device " + device.info().name() + ", of which these kernels hold "
                            + held.bytes() + " of " + device.globalBytes() + " bytes in " + held.buffers()
                            + " buffers; close matrices, or take another device",
                    e);
        }
        return new DeviceException(what + " failed on the OpenCL device " + device.info().name(), e);
    }

    /** @throws IllegalStateException if it is in use right now; it stays open */
    @Override
    public void close() {
        if (guard.close()) {
            opened.closing(true);
            cleanable.clean();
        }
    }
}
