package org.bitnetj.benchmark.fork;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.bitnetj.benchmark.precondition.Breakage;

/** All child JVMs of a run, so that none outlives it. Thread-safe: it is closed by a shutdown hook too. */
public final class Children implements AutoCloseable {
    private final Set<ChildJvm> alive = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** Starts with none. */
    public Children() {}

    void add(ChildJvm child) {
        alive.add(child);
        if (closed) {
            child.kill();
            throw new Breakage("the run was interrupted; what it had measured is in the receipt, which is marked partial");
        }
    }

    void remove(ChildJvm child) {
        alive.remove(child);
    }

    /** Ends all children and theirs, and lets no new one start. */
    @Override
    public void close() {
        closed = true;
        alive.forEach(ChildJvm::kill);
    }
}
