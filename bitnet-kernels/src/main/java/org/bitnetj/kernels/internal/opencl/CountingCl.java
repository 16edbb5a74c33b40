package org.bitnetj.kernels.internal.opencl;

import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

import org.bitnetj.kernels.DeviceMemory;

/** Counts what is created and not yet released. */
final class CountingCl implements Cl {
    private final Cl cl;
    private final Map<Long, Long> bufferBytes = new ConcurrentHashMap<>();
    private final LongAdder events = new LongAdder();
    private final LongAdder queues = new LongAdder();
    private final LongAdder programs = new LongAdder();
    private final LongAdder kernels = new LongAdder();
    private final LongAdder contexts = new LongAdder();
    private long bytes;
    private long peakBytes;

    CountingCl(Cl cl) {
        this.cl = cl;
    }

    synchronized DeviceMemory held() {
        return new DeviceMemory(bufferBytes.size(), bytes, peakBytes, events.sum(), queues.sum(), programs.sum(), kernels.sum(),
                contexts.sum());
    }

    private synchronized void addBytes(long more) {
        bytes += more;
        peakBytes = Math.max(peakBytes, bytes);
    }

    private static long count(LongAdder kind, long handle) {
        kind.increment();
        return handle;
    }

    @Override
    public long createContext(long platform, long device) {
        return count(contexts, cl.createContext(platform, device));
    }

    @Override
    public void releaseContext(long context) {
        cl.releaseContext(context);
        contexts.decrement();
    }

    @Override
    public long createQueue(long context, long device) {
        return count(queues, cl.createQueue(context, device));
    }

    @Override
    public void releaseQueue(long queue) {
        cl.releaseQueue(queue);
        queues.decrement();
    }

    @Override
    public long createBuffer(long context, long size) {
        long buffer = cl.createBuffer(context, size);
        bufferBytes.put(buffer, size);
        addBytes(size);
        return buffer;
    }

    @Override
    public void releaseBuffer(long buffer) {
        // Before the release: afterwards another thread may get a buffer of the same handle.
        Long size = bufferBytes.remove(buffer);
        addBytes(size == null ? 0 : -size);
        cl.releaseBuffer(buffer);
    }

    @Override
    public long createProgram(long context, String source) {
        return count(programs, cl.createProgram(context, source));
    }

    @Override
    public long createProgram(long context, long device, byte[] binary) {
        return count(programs, cl.createProgram(context, device, binary));
    }

    @Override
    public void releaseProgram(long program) {
        cl.releaseProgram(program);
        programs.decrement();
    }

    @Override
    public long createKernel(long program, String name) {
        return count(kernels, cl.createKernel(program, name));
    }

    @Override
    public void releaseKernel(long kernel) {
        cl.releaseKernel(kernel);
        kernels.decrement();
    }

    @Override
    public long run(long queue, long kernel, long[] global, long[] local, long after) {
        return count(events, cl.run(queue, kernel, global, local, after));
    }

    @Override
    public long write(long queue, long buffer, long offset, MemorySegment from, long after) {
        return count(events, cl.write(queue, buffer, offset, from, after));
    }

    @Override
    public long read(long queue, long buffer, MemorySegment to, long after) {
        return count(events, cl.read(queue, buffer, to, after));
    }

    @Override
    public long copy(long queue, long from, long to, long size) {
        return count(events, cl.copy(queue, from, to, size));
    }

    @Override
    public void releaseEvent(long event) {
        cl.releaseEvent(event);
        events.decrement();
    }

    @Override
    public long[] platforms() {
        return cl.platforms();
    }

    @Override
    public String platformText(long platform, int name) {
        return cl.platformText(platform, name);
    }

    @Override
    public long[] devices(long platform) {
        return cl.devices(platform);
    }

    @Override
    public String deviceText(long device, int name) {
        return cl.deviceText(device, name);
    }

    @Override
    public long deviceNumber(long device, int name) {
        return cl.deviceNumber(device, name);
    }

    @Override
    public void build(long program, long device, String options) {
        cl.build(program, device, options);
    }

    @Override
    public byte[] binary(long program) {
        return cl.binary(program);
    }

    @Override
    public void setHandle(long kernel, int index, long handle) {
        cl.setHandle(kernel, index, handle);
    }

    @Override
    public void setInt(long kernel, int index, int value) {
        cl.setInt(kernel, index, value);
    }

    @Override
    public void setFloat(long kernel, int index, float value) {
        cl.setFloat(kernel, index, value);
    }

    @Override
    public void setLocal(long kernel, int index, long size) {
        cl.setLocal(kernel, index, size);
    }

    @Override
    public void flush(long queue) {
        cl.flush(queue);
    }

    @Override
    public void await(long event) {
        cl.await(event);
    }

    @Override
    public void finish(long queue) {
        cl.finish(queue);
    }
}
