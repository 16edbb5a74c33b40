package org.bitnetj.kernels;

/** A backend was demanded that cannot be used in this JVM. The message says why and what to do. */
public final class BackendUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Names the backend and the reason.
     *
     * @param status the backend's status; not usable
     * @param demandedBy what demanded it
     */
    public BackendUnavailableException(BackendStatus status, String demandedBy) {
        super("backend " + status.backend().id() + " was " + demandedBy + " and cannot be used: " + status.detail(),
                status.cause().orElse(null));
    }
}
