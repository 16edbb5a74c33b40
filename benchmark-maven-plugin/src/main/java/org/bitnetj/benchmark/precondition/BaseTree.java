package org.bitnetj.benchmark.precondition;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Another commit of the same repository in a temporary worktree; closing removes it. */
public final class BaseTree implements AutoCloseable {
    private static final int LIMIT_MINUTES = 30;

    private final Path root;
    private final Path tree;
    private final String commit;

    private BaseTree(Path root, Path tree, String commit) {
        this.root = root;
        this.tree = tree;
        this.commit = commit;
    }

    /**
     * Checks a commit out. What is not committed is no part of it.
     *
     * @param folder a folder of the repository
     * @param ref branch, tag or commit
     * @return its tree
     */
    public static BaseTree checkOut(Path folder, String ref) {
        try {
            if (ref.startsWith("-")) {
                throw new Breakage("benchmark.base is no name of a commit: " + ref);
            }
            Path root = Path.of(git(folder, "rev-parse", "--show-toplevel")).toRealPath();
            String commit = git(folder, "rev-parse", "--verify", "--quiet", ref + "^{commit}");
            Path tree = Files.createTempDirectory("benchmark-base").toRealPath().resolve("tree");
            git(root, "worktree", "add", "--detach", tree.toString(), commit);
            return new BaseTree(root, tree, commit);
        } catch (IOException e) {
            throw new Breakage("can not check out benchmark.base " + ref + ": " + e.getMessage()
                    + "; name a branch, tag or commit that this clone has (git fetch?)", e);
        }
    }

    /**
     * The commit.
     *
     * @return full hash
     */
    public String commit() {
        return commit;
    }

    /**
     * The same file or folder in this tree.
     *
     * @param path any path
     * @return its counterpart; the path itself when it lies outside the repository
     */
    public Path counterpart(Path path) {
        return path.startsWith(root) ? tree.resolve(root.relativize(path)) : path;
    }

    /**
     * Builds.
     *
     * @param folder where, as seen in the repository itself
     * @param command what to run
     * @param log where its output goes
     * @return why it failed, with the end of what it said; null when it did not
     * @throws InterruptedException when this thread is interrupted
     */
    public String build(Path folder, List<String> command, Path log) throws InterruptedException {
        try {
            Path there = counterpart(folder);
            if (!Files.isDirectory(there)) {
                return "it has no folder " + root.relativize(folder);
            }
            Process process = new ProcessBuilder(command).directory(there.toFile()).redirectErrorStream(true)
                    .redirectOutput(log.toFile()).start();
            process.getOutputStream().close();
            try {
                if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
                    return "its build did not end within " + LIMIT_MINUTES + " min, see " + log.getFileName();
                }
            } finally {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
            return process.exitValue() == 0 ? null : "it does not build (see " + log.getFileName() + "): " + errors(log);
        } catch (IOException e) {
            return "its build can not be started: " + e.getMessage();
        }
    }

    private static String errors(Path log) throws IOException {
        List<String> lines = new String(Files.readAllBytes(log), StandardCharsets.UTF_8).lines().filter(line -> line.contains("ERROR"))
                .toList();
        return lines.isEmpty() ? "no message" : lines.get(0);
    }

    @Override
    public void close() {
        try {
            git(root, "worktree", "remove", "--force", tree.toString());
            Files.deleteIfExists(tree.getParent());
        } catch (IOException e) {
            throw new Breakage("can not remove the temporary worktree " + tree + ": " + e.getMessage() + "; git worktree prune helps", e);
        }
    }

    private static String git(Path folder, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        Command.Result result = Command.run(folder, command);
        if (result.exit() != 0) {
            throw new IOException("git " + arguments[0] + ": " + result.output().lines().findFirst().orElse("failed"));
        }
        return result.output();
    }
}
