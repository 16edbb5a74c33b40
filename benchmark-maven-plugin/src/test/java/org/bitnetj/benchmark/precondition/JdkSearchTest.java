package org.bitnetj.benchmark.precondition;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JdkSearchTest {
    @TempDir
    private Path folder;

    private Path jdk(String name, String version) throws IOException {
        Path home = Files.createDirectories(folder.resolve(name));
        Files.createDirectories(home.resolve("bin"));
        assertThat(Files.createFile(home.resolve("bin/java")).toFile().setExecutable(true)).isTrue();
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"Nobody\"\nJAVA_VERSION=\"" + version + "\"\n");
        return home;
    }

    @Test
    void theOldestThatWillDoIsTaken() throws IOException {
        List<Path> homes = List.of(jdk("old", "1.8.0_402"), jdk("newest", "26"), jdk("right", "25.0.1"), jdk("too", "25"),
                folder.resolve("gone"));
        assertThat(JdkSearch.find(25, homes)).contains(folder.resolve("right/bin/java"));
        assertThat(JdkSearch.find(8, homes)).contains(folder.resolve("old/bin/java"));
        assertThat(JdkSearch.find(27, homes)).isEmpty();
    }

    @Test
    void whatIsNoWholeJdkIsPassedOver() throws IOException {
        Files.delete(jdk("without-launcher", "25").resolve("bin/java"));
        Files.delete(jdk("without-release", "25").resolve("release"));
        assertThat(JdkSearch.find(25, List.of(folder.resolve("without-launcher"), folder.resolve("without-release")))).isEmpty();
    }

    @Test
    void variablesOfTheEnvironmentAreLookedAtFirst() {
        Map<String, String> environment = Map.of("JAVA_HOME", "/a", "JAVA_HOME_25_X64", "/b", "JAVA25_HOME", "/c", "JDK_25_HOME", "/d",
                "JAVA_OPTS",
                "/e", "JDK_HOME", " ");
        assertThat(JdkSearch.places(environment)).startsWith(Path.of("/c"), Path.of("/a"), Path.of("/b"), Path.of("/d"))
                .doesNotContain(Path.of("/e"), Path.of(" "));
    }
}
