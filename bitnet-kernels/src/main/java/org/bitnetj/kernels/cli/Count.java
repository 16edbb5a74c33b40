package org.bitnetj.kernels.cli;

import org.bitnetj.kernels.PackedMatrix;

/** Counts the tensors that were made, and tells now and then how many are left. */
final class Count {
    private final String verb;
    private final int all;
    private final Progress progress;
    private int done;

    Count(String verb, int all, Progress progress) {
        this.verb = verb;
        this.all = all;
        this.progress = progress;
    }

    /** {@return the matrix, which is one more} */
    PackedMatrix one(PackedMatrix made) {
        done++;
        progress.at(() -> verb + " " + done + " of " + all + " tensors");
        return made;
    }
}
