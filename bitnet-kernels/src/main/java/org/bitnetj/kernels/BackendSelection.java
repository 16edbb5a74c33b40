package org.bitnetj.kernels;

import java.util.List;

/**
 * Which backend was chosen, by whom, and what became of each other one.
 *
 * @param chosen the backend that multiplies
 * @param reason why: demanded by the caller, by the property {@code bitnet.backend}, or the fastest that is usable
 * @param candidates every backend of this library, fastest first
 */
public record BackendSelection(Backend chosen, String reason, List<BackendStatus> candidates) {
    /** Copies the list. */
    public BackendSelection {
        candidates = List.copyOf(candidates);
    }

    /**
     * {@return the status of one backend}
     *
     * @param backend which
     */
    public BackendStatus status(Backend backend) {
        return candidates.stream().filter(c -> c.backend() == backend).findFirst().orElseThrow();
    }

    /**
     * {@return the selection in words: the choice, then a line for each backend that was not taken}
     */
    public String explain() {
        StringBuilder text = new StringBuilder("backend " + chosen.id() + " (" + status(chosen).detail() + "): " + reason);
        for (BackendStatus candidate : candidates) {
            if (candidate.backend() != chosen) {
                text.append(System.lineSeparator()).append("  not taken: ").append(candidate);
            }
        }
        return text.toString();
    }
}
