package org.bitnetj.benchmark.fork;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import org.bitnetj.benchmark.precondition.Breakage;

/** One child JVM with its log. Its standard input stays open as long as this JVM lives: the harness ends itself when that breaks. */
final class ChildJvm implements AutoCloseable {
    private static final int TAIL_LINES = 30;

    private final Children children;
    private final Process process;
    private final Path log;
    /** Every process that was ever seen below this one: when this one is killed, its children lose their parent and can not be found any more. */
    private final Set<ProcessHandle> descendants = ConcurrentHashMap.newKeySet();

    private ChildJvm(Children children, Process process, Path log) {
        this.children = children;
        this.process = process;
        this.log = log;
    }

    static ChildJvm start(ForkSetup setup, List<String> jvmArgs, String mainClass, List<String> args, Path log) {
        List<String> command = new ArrayList<>();
        command.add(setup.jdk().java().toString());
        command.addAll(jvmArgs);
        command.add("-cp");
        command.add(setup.classPathJar().toString());
        command.add(mainClass);
        command.addAll(args);
        try {
            Process process = new ProcessBuilder(command).directory(setup.workFolder().toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            ChildJvm child = new ChildJvm(setup.children(), process, log);
            setup.children().add(child);
            return child;
        } catch (IOException e) {
            throw new Breakage("can not start " + setup.jdk().java() + " in " + setup.workFolder() + ": " + e.getMessage(), e);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Waits for the end; false when the JVM is still running after that time. */
    boolean await(Duration limit) throws InterruptedException {
        return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    int exitStatus() {
        return process.exitValue();
    }

    void rememberDescendants() {
        process.descendants().forEach(descendants::add);
    }

    /** Ends the whole tree, and returns when it is gone. */
    void kill() {
        rememberDescendants();
        process.destroyForcibly();
        descendants.forEach(ProcessHandle::destroyForcibly);
        process.onExit().join();
    }

    /** The end of what it printed. */
    String tail() {
        try {
            // A replacement character for what is not UTF-8: this text is for people.
            List<String> lines = new String(Files.readAllBytes(log), StandardCharsets.UTF_8).lines().toList();
            return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
        } catch (IOException e) {
            return "(its log can not be read: " + e.getMessage() + ")";
        }
    }

    Path log() {
        return log;
    }

    @Override
    public void close() {
        kill();
        children.remove(this);
    }
}
