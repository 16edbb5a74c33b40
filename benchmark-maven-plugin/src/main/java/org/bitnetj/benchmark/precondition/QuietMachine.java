package org.bitnetj.benchmark.precondition;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

import org.bitnetj.benchmark.precondition.Precondition.Outcome;

/** Does something else keep the machine busy. Only a label: intervals show what noise there was, and the build itself has just been at work. */
final class QuietMachine {
    /** Above this the scheduler moves forks about. */
    private static final double BUSY = 0.5;

    private QuietMachine() {}

    static Outcome look(Path lockFile) {
        OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
        return look(system.getSystemLoadAverage(), system.getAvailableProcessors(), holderOf(lockFile, Path.of("/proc/locks")));
    }

    static Outcome look(double load, int cpus, String holder) {
        if (holder != null) {
            return Outcome.neutral("another benchmark run is going on (process " + holder + "); this one waits for its end");
        }
        if (load < 0) {
            return Outcome.neutral("this system tells no load average");
        }
        String text = String.format(Locale.ROOT, "load average of the last minute, this build included: %.2f per CPU (%.2f on %d)",
                load / cpus, load, cpus);
        return load / cpus <= BUSY ? Outcome.pass(text) : Outcome.neutral(text);
    }

    /**
     * The process that holds a lock on the file; null when none does, or when it can not be known. The file is not opened: closing it again would drop a
     * lock that this very process has on it, for another module of a parallel build.
     */
    static String holderOf(Path lockFile, Path locks) {
        try {
            if (!Files.exists(lockFile) || !Files.isReadable(locks)) {
                return null;
            }
            String inode = ":" + Files.getAttribute(lockFile, "unix:ino");
            List<String> lines = Files.readAllLines(locks, StandardCharsets.US_ASCII);
            for (String line : lines) {
                List<String> parts = List.of(line.strip().split("\\s+"));
                if (parts.size() > 5 && parts.get(1).equals("POSIX") && parts.get(5).endsWith(inode)) {
                    return parts.get(4);
                }
            }
            return null;
        } catch (IOException | UnsupportedOperationException e) {
            return null;
        }
    }
}
