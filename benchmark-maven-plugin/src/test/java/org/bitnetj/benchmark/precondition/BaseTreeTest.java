package org.bitnetj.benchmark.precondition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BaseTreeTest {
    @TempDir
    Path folder;
    private Path repository;

    private void git(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("git", "-c", "user.name=t", "-c", "user.email=t@example.org", "-c",
                "commit.gpgsign=false"));
        command.addAll(List.of(arguments));
        Command.Result result = Command.run(repository, command);
        assertThat(result.exit()).as(result.output()).isZero();
    }

    @BeforeEach
    void commit() throws IOException {
        repository = Files.createDirectory(folder.resolve("with space")).toRealPath();
        git("init", "-q");
        Files.writeString(repository.resolve("file"), "old");
        git("add", "-A");
        git("commit", "-q", "-m", "old");
    }

    @Test
    void holdsTheCommitAndNotTheChanges() throws IOException {
        Files.writeString(repository.resolve("file"), "new, and not committed");
        Path there;
        try (BaseTree tree = BaseTree.checkOut(repository, "HEAD")) {
            there = tree.counterpart(repository.resolve("file"));
            assertThat(there).hasContent("old");
            assertThat(tree.commit()).matches("[0-9a-f]{40}");
            assertThat(tree.counterpart(folder.resolve("else"))).isEqualTo(folder.resolve("else"));
        }
        assertThat(there).doesNotExist();
        assertThat(Command.run(repository, List.of("git", "worktree", "list")).output().lines()).hasSize(1);
    }

    @Test
    void unknownCommitsAndNoRepositoriesAreRefused() {
        assertThatThrownBy(() -> BaseTree.checkOut(repository, "no-such-branch")).isInstanceOf(Breakage.class)
                .hasMessageContaining("no-such-branch");
        assertThatThrownBy(() -> BaseTree.checkOut(repository, "--force")).isInstanceOf(Breakage.class).hasMessageContaining("--force");
        assertThatThrownBy(() -> BaseTree.checkOut(folder, "HEAD")).isInstanceOf(Breakage.class).hasMessageContaining("HEAD");
    }

    @Test
    void aBaseThatDoesNotBuildSaysWhy() throws Exception {
        Path log = folder.resolve("log.txt");
        try (BaseTree tree = BaseTree.checkOut(repository, "HEAD")) {
            assertThat(tree.build(repository, List.of("git", "status"), log)).isNull();
            assertThat(tree.build(repository, List.of("git", "no-such-command"), log)).contains("does not build", "log.txt");
            assertThat(tree.build(repository.resolve("module"), List.of("git", "status"), log)).isEqualTo("it has no folder module");
        }
    }
}
