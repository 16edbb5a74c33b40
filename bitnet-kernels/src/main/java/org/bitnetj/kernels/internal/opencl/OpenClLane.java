package org.bitnetj.kernels.internal.opencl;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;

import org.bitnetj.kernels.DeviceException;

/** What one call at a time needs: a queue, kernel objects (whose arguments are state), a buffer for results and the memory they arrive in. */
final class OpenClLane implements AutoCloseable {
    private static final long LEAST_RESULTS = 4096;

    private final Cl cl;
    private final long context;
    private final long program;
    private final long queue;
    private final Map<String, Long> kernels = new HashMap<>();
    private long results;
    private long resultBytes;
    private Arena arena;
    private MemorySegment arrived;

    OpenClLane(Cl cl, long context, long device, long program) {
        this.cl = cl;
        this.context = context;
        this.program = program;
        this.queue = cl.createQueue(context, device);
    }

    long queue() {
        return queue;
    }

    long kernel(String name) {
        return kernel(program, name);
    }

    /** {@return a kernel of another program, of another name than those of the lane's own} */
    long kernel(long of, String name) {
        Long known = kernels.get(name);
        if (known == null) {
            known = cl.createKernel(of, name);
            kernels.put(name, known);
        }
        return known;
    }

    /** {@return a buffer for that many bytes of results} */
    long results(long bytes) {
        if (bytes > resultBytes) {
            freeResults();
            long room = Math.max(bytes, LEAST_RESULTS);
            results = cl.createBuffer(context, room);
            resultBytes = room;
            arena = Arena.ofShared();
            arrived = arena.allocate(room, 64);
        }
        return results;
    }

    /** Where results arrive on this side; valid until a larger {@link #results}. */
    MemorySegment arrived(long bytes) {
        return arrived.asSlice(0, bytes);
    }

    /** After a failure: waits for what was enqueued before it, so that nobody's memory is still being read or written. */
    void settle() {
        try {
            cl.finish(queue);
        } catch (DeviceException e) {
            System.getLogger("org.bitnetj.kernels").log(System.Logger.Level.DEBUG, "a queue failed after a command of its", e);
        }
    }

    /** Waits for an event and releases it. */
    void await(long event) {
        try {
            cl.await(event);
        } finally {
            cl.releaseEvent(event);
        }
    }

    private void freeResults() {
        if (resultBytes > 0) {
            resultBytes = 0;
            arena.close();
            cl.releaseBuffer(results);
        }
    }

    @Override
    public void close() {
        DeviceException failure = null;
        try {
            // Nothing may write to memory that is about to be given back.
            cl.finish(queue);
        } catch (DeviceException e) {
            failure = e;
        }
        freeResults();
        kernels.values().forEach(cl::releaseKernel);
        kernels.clear();
        cl.releaseQueue(queue);
        if (failure != null && !failure.isDeviceLost()) {
            throw failure;
        }
    }
}
