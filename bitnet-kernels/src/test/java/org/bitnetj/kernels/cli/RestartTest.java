package org.bitnetj.kernels.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

/** The flags with which the program starts itself again. */
class RestartTest {
    /** A JVM that did not know one of them would not start, and one that spoke of them would do so where the text belongs. */
    @Test
    void thisJavaTakesTheCompilersFlagsWithoutAWord() throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(Restart.compilerFlags(Runtime.version().feature()));
        command.add("--version");
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said).contains(Runtime.version().toString()).doesNotContain("CompileCommand", "MaxNodeLimit");
    }

    @Test
    void anotherReleaseGetsNoFlagThatItMayNotKnow() {
        assertThat(Restart.compilerFlags(25)).anyMatch(flag -> flag.contains("MaxNodeLimit"));
        assertThat(Restart.compilerFlags(26)).isNotEmpty().noneMatch(flag -> flag.contains("MaxNodeLimit"));
    }
}
