package org.bitnetj.kernels.cli;

/** Work that cannot be done, with a message for the user: what is wrong, where, and what to do. */
final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Failure(String message) {
        super(message);
    }

    Failure(String message, Throwable cause) {
        super(message, cause);
    }
}
