package org.bitnetj.benchmark.precondition;

/** Benchmarks can not be run or recorded at all; the message says what is wrong, where, and what to do next. Not a verdict on a benchmark. */
public final class Breakage extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * A breakage found by ourselves.
     *
     * @param message what is wrong, where, and what to do next
     */
    public Breakage(String message) {
        super(message);
    }

    /**
     * A breakage that another exception told us of.
     *
     * @param message what is wrong, where, and what to do next
     * @param cause that exception
     */
    public Breakage(String message, Throwable cause) {
        super(message, cause);
    }
}
