package org.bitnetj.kernels.jmh;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;

/** A leak, so as to see that it is found. */
final class LeakingMain {
    private LeakingMain() {}

    public static void main(String[] args) {
        List<Arena> kept = new ArrayList<>();
        LeakCycles.cycles("arenas that nobody closes", 30, i -> {
            Arena arena = Arena.ofShared();
            arena.allocate(1000);
            kept.add(arena);
        });
        // reachable to the end
        if (kept.isEmpty()) {
            throw new IllegalStateException("nothing was kept");
        }
    }
}
