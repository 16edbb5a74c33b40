package org.bitnetj.kernels.internal.opencl;

import java.util.concurrent.atomic.AtomicInteger;

/** Users and one closer: nobody begins to use what is closed, and what is in use cannot be closed. */
final class UseGuard {
    private static final int CLOSED = -1;

    private final String what;
    private final AtomicInteger users = new AtomicInteger();

    UseGuard(String what) {
        this.what = what;
    }

    void enter() {
        if (users.getAndUpdate(n -> n == CLOSED ? CLOSED : n + 1) == CLOSED) {
            throw new IllegalStateException(what + " closed");
        }
    }

    void leave() {
        users.decrementAndGet();
    }

    /** {@return true if this call has closed it, false if it was closed before} */
    boolean close() {
        int before = users.compareAndExchange(0, CLOSED);
        if (before > 0) {
            throw new IllegalStateException(what + " in use by another thread right now; close again when it has finished");
        }
        return before == 0;
    }

    boolean isClosed() {
        return users.get() == CLOSED;
    }
}
