package org.bitnetj.kernels;

import java.util.Optional;

/**
 * Whether a backend can be used in this JVM, and why or why not.
 *
 * @param backend the backend
 * @param usable true if it can multiply here
 * @param detail what it would run as ("256-bit vectors"), or why it cannot and what to do, in one sentence
 * @param cause what went wrong, where something did
 */
public record BackendStatus(Backend backend, boolean usable, String detail, Optional<Throwable> cause) {
    @Override
    public String toString() {
        return backend.id() + ": " + (usable ? "usable, " : "not usable, ") + detail;
    }
}
