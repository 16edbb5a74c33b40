package org.bitnetj.benchmark.harness;

import java.io.IOException;

/**
 * Ends this JVM and its forks when Maven's JVM is gone. Maven holds the other end of standard input and never writes to it, so the blocked read
 * costs nothing while a benchmark runs, and ends even when Maven was killed and could not clean up.
 */
final class ParentWatch {
    private ParentWatch() {}

    static void start() {
        Thread watch = new Thread(ParentWatch::await, "parent-watch");
        watch.setDaemon(true);
        watch.start();
    }

    private static void await() {
        try {
            while (System.in.read() >= 0) {
                // nothing is ever sent; only the end of the stream counts
            }
        } catch (IOException e) {
            System.err.println("standard input broke, so Maven is gone: " + e);
        }
        ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
        Runtime.getRuntime().halt(3);
    }
}
