package org.bitnetj.kernels;

/**
 * What kernels hold on their OpenCL device at one moment. Everything is 0 after {@link Kernels#close()}.
 *
 * @param buffers buffers
 * @param bytes their bytes
 * @param peakBytes the most bytes that were ever held at once
 * @param events events of commands that have not been released
 * @param queues command queues
 * @param programs programs
 * @param kernels kernel objects
 * @param contexts contexts
 */
public record DeviceMemory(long buffers, long bytes, long peakBytes, long events, long queues, long programs, long kernels, long contexts) {
    /**
     * {@return the number of things held, of all kinds}
     */
    public long objects() {
        return buffers + events + queues + programs + kernels + contexts;
    }
}
