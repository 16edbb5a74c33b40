package org.bitnetj.kernels.internal.opencl;

/** There is no OpenCL to use here: the message says which step failed and what to do. */
public final class OpenClUnavailableException extends Exception {
    private static final long serialVersionUID = 1L;

    OpenClUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
