package org.bitnetj.kernels.internal.opencl;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;

import org.bitnetj.kernels.DeviceException;

/**
 * The buffers of one object on the device and the memory they are filled from. Released once: by the object's {@code close}, by its session's, or,
 * if it was forgotten, by a cleaner, which then says so and, in debug, where the object was made.
 */
final class Holdings implements Runnable {
    private static final Logger LOG = System.getLogger("org.bitnetj.kernels");

    private final Cl cl;
    private final long context;
    private final String what;
    private final Throwable made;
    private final Runnable onRelease;
    private final List<Long> buffers = new ArrayList<>();
    private final List<Arena> arenas = new ArrayList<>();
    private long event;
    private long bytes;
    private boolean released;

    Holdings(Cl cl, long context, String what, boolean debug, java.util.function.Consumer<Holdings> onRelease) {
        this.cl = cl;
        this.context = context;
        this.what = what;
        this.made = debug ? new Throwable("made here") : null;
        this.onRelease = () -> onRelease.accept(this);
    }

    synchronized long buffer(long size) {
        long buffer = cl.createBuffer(context, size);
        buffers.add(buffer);
        bytes += size;
        return buffer;
    }

    /** Gives one buffer back. */
    synchronized void free(long buffer, long size) {
        if (!released && buffers.remove((Long) buffer)) {
            bytes -= size;
            cl.releaseBuffer(buffer);
        }
    }

    synchronized Arena arena() {
        Arena arena = Arena.ofShared();
        arenas.add(arena);
        return arena;
    }

    /** The event of the last transfer, which the next user waits for; released with the rest or by its successor. */
    synchronized void pending(long next) {
        if (event != Cl.NONE) {
            cl.releaseEvent(event);
        }
        event = next;
    }

    synchronized long pending() {
        return event;
    }

    synchronized long bytes() {
        return released ? 0 : bytes;
    }

    synchronized void release() {
        if (released) {
            return;
        }
        released = true;
        try {
            if (event != Cl.NONE) {
                awaitQuietly();
                cl.releaseEvent(event);
            }
        } finally {
            buffers.forEach(cl::releaseBuffer);
            arenas.forEach(Arena::close);
            onRelease.run();
        }
    }

    /** A transfer that failed no longer touches the memory. */
    private void awaitQuietly() {
        try {
            cl.await(event);
        } catch (DeviceException e) {
            LOG.log(Level.DEBUG, "a transfer failed before its memory was released", e);
        }
    }

    /** What the cleaner does. */
    @Override
    public synchronized void run() {
        if (!released) {
            // Activations need not be closed, so that only who looks for leaks is told.
            LOG.log(made == null ? Level.DEBUG : Level.WARNING,
                    what + " was never closed; its " + bytes + " bytes on the OpenCL device are released now", made);
            release();
        }
    }
}
