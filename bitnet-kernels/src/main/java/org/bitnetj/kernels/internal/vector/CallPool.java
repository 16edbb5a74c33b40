package org.bitnetj.kernels.internal.vector;

import java.util.concurrent.atomic.AtomicReferenceArray;

import org.bitnetj.kernels.internal.ThreadTeam;

/** Calls to be used again, so that a product allocates nothing; callers beyond {@link #KEPT} at once get new ones. */
final class CallPool {
    private static final int KEPT = 8;

    private final AtomicReferenceArray<VectorCall> kept = new AtomicReferenceArray<>(KEPT);
    private final ThreadTeam team;
    private final ReadingChoice choice = new ReadingChoice();

    CallPool(ThreadTeam team) {
        this.team = team;
    }

    /** How the words of lookups are read from memory, in words. */
    String explainReading() {
        return choice.explain();
    }

    VectorCall take() {
        for (int i = 0; i < KEPT; i++) {
            VectorCall call = kept.getAndSet(i, null);
            if (call != null) {
                return call;
            }
        }
        return new VectorCall(team, choice);
    }

    void giveBack(VectorCall call) {
        for (int i = 0; i < KEPT; i++) {
            if (kept.compareAndSet(i, null, call)) {
                return;
            }
        }
    }
}
