package org.bitnetj.benchmark.fork;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says in words how a JVM ended. */
final class ExitStatus {
    /** Java reports a process that was ended by signal n as 128 + n. */
    private static final int SIGNALLED = 128;
    private static final Map<Integer, String> SIGNALS = Map.of(1, "SIGHUP", 2, "SIGINT", 3, "SIGQUIT", 4, "SIGILL", 6, "SIGABRT", 7,
            "SIGBUS", 9,
            "SIGKILL", 11, "SIGSEGV", 15, "SIGTERM");
    private static final Pattern FORK = Pattern.compile("Forked VM failed with exit code (\\d+)");

    private ExitStatus() {}

    static String describe(int status) {
        if (status <= SIGNALLED || !SIGNALS.containsKey(status - SIGNALLED)) {
            return "ended with status " + status;
        }
        String text = "was ended by signal " + (status - SIGNALLED) + " (" + SIGNALS.get(status - SIGNALLED) + ")";
        return switch (SIGNALS.get(status - SIGNALLED)) {
            case "SIGKILL" -> text + ", as by kill -9 or by a system that is out of memory";
            case "SIGSEGV", "SIGABRT", "SIGBUS", "SIGILL" -> text + ", a crash: look for hs_err_pid*.log in the module's folder";
            default -> text;
        };
    }

    /** Words for what JMH says of a fork that did not end well; empty when JMH says something else. */
    static Optional<String> ofJmhFork(String message) {
        Matcher fork = FORK.matcher(message);
        return fork.find() ? Optional.of("its forked JVM " + describe(Integer.parseInt(fork.group(1)))) : Optional.empty();
    }
}
