package org.bitnetj.kernels.internal;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A few threads that share the parts of one piece of work after another, with little cost to hand it over: idle members watch for work for
 * a moment before they sleep, and nobody waits for a member that has not woken up yet. Nothing is allocated per run.
 *
 * <p>The caller is a member. A run while another one is under way is done by its caller alone, so callers never wait for each other.
 * Which member does which part is not determined; work must give the same result whoever does it.
 */
public final class ThreadTeam implements AutoCloseable {
    /** Work cut into parts that any member may do. */
    public interface Work {
        /**
         * Does one part.
         *
         * @param part 0 to parts-1
         * @param member 0 to {@link #members()}-1; no two parts run at once under the same number
         */
        void run(int part, int member);
    }

    /** How long a waiting thread watches without leaving its processor: longer than the gaps between the products of a model, short for a CPU quota. */
    private static final long WATCH_NANOS = 50_000;

    /** How long a waiting thread then offers its processor to others before it sleeps: a thread takes as long to wake as a small product. */
    private static final long YIELD_NANOS = 500_000;

    /** A next part beyond every number of parts. */
    private static final long NO_PARTS_LEFT = Integer.MAX_VALUE;

    private final Member[] members;
    private final AtomicBoolean busy = new AtomicBoolean();
    /** Run number in the upper half, next part in the lower: taking a part fails if the run it was read from is over. No run is open at first. */
    private final AtomicLong claim = new AtomicLong(NO_PARTS_LEFT);
    private final AtomicInteger done = new AtomicInteger();
    private volatile Work work;
    private volatile int parts;
    private volatile Throwable failure;
    private volatile boolean closed;

    /**
     * Starts the members besides the caller.
     *
     * @param size members with the caller, 1 or more
     */
    public ThreadTeam(int size) {
        if (size < 1) {
            throw new IllegalArgumentException("a team has at least 1 thread, not " + size);
        }
        members = new Member[size - 1];
        for (int i = 0; i < members.length; i++) {
            members[i] = new Member(i + 1);
            members[i].setDaemon(true);
            members[i].start();
        }
    }

    /**
     * {@return the number of members, the caller included}
     */
    public int members() {
        return members.length + 1;
    }

    /**
     * Does all parts and returns when they are done. What a part throws is thrown here, once every part that was begun has ended.
     *
     * @param newWork the work
     * @param newParts how many parts
     */
    public void run(Work newWork, int newParts) {
        if (newParts <= 1 || members.length == 0 || closed || !busy.compareAndSet(false, true)) {
            for (int part = 0; part < newParts; part++) {
                newWork.run(part, 0);
            }
            return;
        }
        try {
            work = newWork;
            parts = newParts;
            failure = null;
            done.set(0);
            claim.set(((claim.get() >>> 32) + 1) << 32);
            for (int i = 0; i < Math.min(members.length, newParts - 1); i++) {
                members[i].wake();
            }
            takeParts(0);
            awaitParts(newParts);
            rethrow(failure);
        } finally {
            // Closes the run: a member that still holds its ticket must not take a part by it once the next run's work is in place.
            claim.set(claim.get() | NO_PARTS_LEFT);
            work = null;
            busy.set(false);
        }
    }

    private void awaitParts(int wanted) {
        long begin = System.nanoTime();
        while (done.get() < wanted) {
            if (!watch(begin)) {
                LockSupport.parkNanos(WATCH_NANOS);
            }
        }
    }

    /** Waits a little without sleeping, or is false if that has been done for long enough. */
    // Whether the scheduler follows the hint changes how long a wait takes, never what comes out.
    @SuppressWarnings("ThreadPriorityCheck")
    private static boolean watch(long begin) {
        long waited = System.nanoTime() - begin;
        if (waited < WATCH_NANOS) {
            Thread.onSpinWait();
        } else if (waited < YIELD_NANOS) {
            // On a machine with fewer free cores than members, one of them needs this one.
            Thread.yield();
        } else {
            return false;
        }
        return true;
    }

    private static void rethrow(Throwable thrown) {
        switch (thrown) {
            case null -> {
            }
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new IllegalStateException(thrown);
        }
    }

    /** Takes parts of the current run until there are none left. */
    private void takeParts(int member) {
        while (true) {
            long ticket = claim.get();
            int part = (int) ticket;
            Work current = work;
            if (current == null || part >= parts) {
                return;
            }
            // Succeeds only if the run has not changed since, and with it neither have the work nor the number of parts.
            if (claim.compareAndSet(ticket, ticket + 1)) {
                runPart(current, part, member);
            }
        }
    }

    private void runPart(Work current, int part, int member) {
        try {
            current.run(part, member);
        } catch (RuntimeException | Error e) {
            // Kept for the caller, which must not wait for a part that will never be done.
            failure = e;
        } finally {
            done.incrementAndGet();
        }
    }

    private boolean hasWork() {
        return work != null && (int) claim.get() < parts;
    }

    /** Ends the members. Runs that come later are done by their callers alone; closing twice does nothing. */
    @Override
    public void close() {
        closed = true;
        for (Member member : members) {
            LockSupport.unpark(member);
        }
    }

    /** A thread of the team. */
    private final class Member extends Thread {
        private final int number;
        private volatile boolean asleep;

        Member(int number) {
            super("bitnet-team-" + number);
            this.number = number;
        }

        void wake() {
            if (asleep) {
                LockSupport.unpark(this);
            }
        }

        @Override
        public void run() {
            long idleSince = System.nanoTime();
            while (!closed) {
                if (hasWork()) {
                    takeParts(number);
                    idleSince = System.nanoTime();
                } else if (!watch(idleSince)) {
                    sleep();
                    idleSince = System.nanoTime();
                }
            }
        }

        private void sleep() {
            asleep = true;
            // Work that was handed over just before the flag was set would not wake this thread.
            if (!hasWork() && !closed) {
                LockSupport.park(ThreadTeam.this);
            }
            asleep = false;
        }
    }
}
