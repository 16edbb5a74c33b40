package org.bitnetj.benchmark.mojo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

import org.bitnetj.benchmark.precondition.Breakage;
import org.bitnetj.benchmark.precondition.ClassPath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuiteSettingsTest {
    @TempDir
    private Path folder;

    @Test
    void withoutAFileNothingIsSet() {
        SuiteSettings none = SuiteSettings.of(new ClassPath(List.of(folder)));
        assertThat(none).isEqualTo(new SuiteSettings(0, List.of(), List.of(), List.of(), List.of(), List.of()));
    }

    @Test
    void theFileOfTheModulesClassesIsRead() throws IOException {
        Path file = folder.resolve(SuiteSettings.RESOURCE);
        Files.createDirectories(file.getParent());
        Files.writeString(file, """
                {"java": 21, "dependencies": ["g:a:1"], "jvmArgs": ["-Xmx1g"], "priorities": ["Dear"]}""");
        assertThat(SuiteSettings.of(new ClassPath(List.of(folder)))).isEqualTo(
                new SuiteSettings(21, List.of("g:a:1"), List.of("-Xmx1g"), List.of(), List.of(), List.of("Dear")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"java": "25"} | must have a whole number as java
            {"jvmArg": []} | has the unknown fields [jvmArg]
            {"jvmArgs": [1]} | must have texts in jvmArgs, not 1
            {"priorities": "x"} | must have an array of texts as priorities
            [] | must be a JSON object
            {"java" | is no JSON
            """)
    void mistakesAreNamed(String text, String message) {
        assertThatThrownBy(() -> SuiteSettings.parse(text)).isInstanceOf(Breakage.class).hasMessageContainingAll(SuiteSettings.RESOURCE,
                message);
    }

    @Test
    void theKernelsSuiteIsOne() throws IOException {
        Path file = Path.of("").toAbsolutePath().getParent().resolve("bitnet-kernels/src/jmh/resources").resolve(SuiteSettings.RESOURCE);
        SuiteSettings kernels = SuiteSettings.parse(Files.readString(file));
        assertThat(kernels.java()).isEqualTo(25);
        assertThat(kernels.dependencies()).contains("org.bitnetj:bitnet-kernels:${project.version}",
                "org.openjdk.jmh:jmh-core:${jmh.version}");
        assertThat(kernels.jvmArgs()).contains("jdk.incubator.vector");
        List.of(kernels.smokeIncludes(), kernels.standardIncludes(), kernels.priorities())
                .forEach(patterns -> assertThat(patterns).isNotEmpty().allSatisfy(Pattern::compile));
    }
}
