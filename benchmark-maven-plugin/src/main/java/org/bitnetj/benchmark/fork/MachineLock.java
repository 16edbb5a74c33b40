package org.bitnetj.benchmark.fork;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.Consumer;

import org.bitnetj.benchmark.precondition.Breakage;

/** Held while benchmarks run: two runs at once, of two builds or of two modules of a parallel build, would spoil each other's numbers. */
public final class MachineLock implements AutoCloseable {
    private static final long PAUSE_MILLIS = 500;

    private final FileChannel channel;

    private MachineLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes the lock, however long that takes.
     *
     * @param file the same file for all runs on the machine
     * @param console is told once when there is something to wait for
     * @return the lock
     * @throws InterruptedException when this thread is interrupted while it waits
     */
    public static MachineLock take(Path file, Consumer<String> console) throws InterruptedException {
        try {
            FileChannel channel = open(file);
            boolean told = false;
            while (!tryLock(channel)) {
                if (!told) {
                    console.accept("another benchmark run is going on on this machine (it holds " + file + "); waiting for its end");
                    told = true;
                }
                Thread.sleep(PAUSE_MILLIS);
            }
            return new MachineLock(channel);
        } catch (IOException e) {
            throw new Breakage(
                    "can not lock " + file + ", which keeps benchmark runs apart (" + e + "); delete it if it belongs to another user", e);
        }
    }

    private static FileChannel open(Path file) throws IOException {
        boolean created = !Files.exists(file, LinkOption.NOFOLLOW_LINKS);
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        PosixFileAttributeView attributes = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        if (created && attributes != null) {
            // for the other users of the machine
            attributes.setPermissions(PosixFilePermissions.fromString("rw-rw-rw-"));
        }
        return channel;
    }

    private static boolean tryLock(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            // held by another module of this very build: to be waited for like any other
            return false;
        }
    }

    /** The lock ends with its channel; the file stays, as deleting it would let two runs lock two files. */
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new Breakage("can not release the lock that keeps benchmark runs apart: " + e.getMessage(), e);
        }
    }
}
