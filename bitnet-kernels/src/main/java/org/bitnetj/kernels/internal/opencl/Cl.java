package org.bitnetj.kernels.internal.opencl;

import java.lang.foreign.MemorySegment;

import org.bitnetj.kernels.DeviceException;

/**
 * The calls of OpenCL that this backend makes, one method a call: what can be counted, and made to fail by a test. Handles are addresses.
 *
 * <p>Every method throws a {@link DeviceException} that names the call and the error. Thread-safe, but for the arguments of one kernel object.
 */
interface Cl {
    /** No event to wait for. */
    long NONE = 0;

    /** {@return the platforms; none is an error of the call} */
    long[] platforms();

    /** {@return a text that describes a platform} */
    String platformText(long platform, int name);

    /** {@return the devices of a platform, possibly none} */
    long[] devices(long platform);

    /** {@return a text that describes a device, or an empty one if the device does not know the question} */
    String deviceText(long device, int name);

    /** {@return a number of 4 or 8 bytes that describes a device, or 0 if the device does not know the question} */
    long deviceNumber(long device, int name);

    long createContext(long platform, long device);

    void releaseContext(long context);

    /** {@return a queue that runs its commands in order} */
    long createQueue(long context, long device);

    void releaseQueue(long queue);

    long createBuffer(long context, long bytes);

    void releaseBuffer(long buffer);

    long createProgram(long context, String source);

    /** {@return a program of a binary that {@link #binary} returned} */
    long createProgram(long context, long device, byte[] binary);

    /** Compiles; the exception's message ends with the build log. */
    void build(long program, long device, String options);

    byte[] binary(long program);

    void releaseProgram(long program);

    long createKernel(long program, String name);

    void releaseKernel(long kernel);

    void setHandle(long kernel, int index, long handle);

    void setInt(long kernel, int index, int value);

    void setFloat(long kernel, int index, float value);

    /** Gives a kernel local memory. */
    void setLocal(long kernel, int index, long bytes);

    /**
     * Enqueues a kernel of three dimensions.
     *
     * @param after an event to wait for, or {@link #NONE}
     * @return the event of its end, to be released
     */
    long run(long queue, long kernel, long[] global, long[] local, long after);

    /** Enqueues a copy to a buffer without waiting for it; the memory must stay as it is until the event that is returned. */
    long write(long queue, long buffer, long offset, MemorySegment from, long after);

    /** Enqueues a copy from a buffer without waiting for it. */
    long read(long queue, long buffer, MemorySegment to, long after);

    /** Enqueues a copy from the beginning of a buffer to that of another. */
    long copy(long queue, long from, long to, long bytes);

    /** Hands what was enqueued to the device. */
    void flush(long queue);

    /** Waits for an event; the command's own failure is an exception. */
    void await(long event);

    /** Waits for all commands. */
    void finish(long queue);

    void releaseEvent(long event);
}
