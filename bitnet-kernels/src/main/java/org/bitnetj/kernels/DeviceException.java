package org.bitnetj.kernels;

/**
 * An OpenCL device, or its driver, refused an operation. The message names the call, the error and what was being done. Kernels of a device that
 * has run out of memory remain usable.
 */
public class DeviceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    // Of OpenCL: cl.h and cl_ext.h.
    private static final int DEVICE_NOT_AVAILABLE = -2;
    private static final int MEM_OBJECT_ALLOCATION_FAILURE = -4;
    private static final int OUT_OF_RESOURCES = -5;
    private static final int OUT_OF_HOST_MEMORY = -6;
    private static final int INVALID_BUFFER_SIZE = -61;
    private static final int INVALID_COMMAND_QUEUE = -36;
    private static final int CONTEXT_TERMINATED = -1121;
    private static final int VENDOR_LOST = -9999;

    /** Number of the error. */
    private final int code;

    /**
     * Names an error.
     *
     * @param message what failed, where, and what to do
     * @param code the error's number in OpenCL, 0 where OpenCL gave none
     */
    public DeviceException(String message, int code) {
        super(message);
        this.code = code;
    }

    /**
     * Names an error within another.
     *
     * @param message what was being done when it failed
     * @param cause what failed
     */
    public DeviceException(String message, DeviceException cause) {
        super(message + ": " + cause.getMessage(), cause);
        this.code = cause.code;
    }

    /**
     * {@return the error's number in OpenCL, 0 where OpenCL gave none}
     */
    public int code() {
        return code;
    }

    /**
     * {@return whether memory ran out; closing matrices helps then}
     */
    public boolean isOutOfMemory() {
        return code == MEM_OBJECT_ALLOCATION_FAILURE || code == OUT_OF_RESOURCES || code == OUT_OF_HOST_MEMORY
                || code == INVALID_BUFFER_SIZE;
    }

    /**
     * {@return whether the device is gone for this process; kernels opened from now on do without it, and those that took it unasked go on with
     * the CPU}
     */
    public boolean isDeviceLost() {
        return code == DEVICE_NOT_AVAILABLE || code == INVALID_COMMAND_QUEUE || code == CONTEXT_TERMINATED || code == VENDOR_LOST;
    }
}
