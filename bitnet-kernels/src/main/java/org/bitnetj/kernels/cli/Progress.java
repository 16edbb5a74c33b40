package org.bitnetj.kernels.cli;

import java.util.function.Consumer;
import java.util.function.Supplier;

/** Tells how far long work is, now and then; work that is soon done says nothing. */
final class Progress {
    private static final long BETWEEN_NANOS = 2_000_000_000L;

    private final Consumer<String> lines;
    private long last = System.nanoTime();

    Progress(Consumer<String> lines) {
        this.lines = lines;
    }

    void at(Supplier<String> line) {
        long now = System.nanoTime();
        if (now - last >= BETWEEN_NANOS) {
            last = now;
            lines.accept(line.get());
        }
    }
}
