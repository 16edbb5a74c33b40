package org.bitnetj.kernels.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.bitnetj.kernels.internal.CompilerFlags;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The flags with which the program starts itself again. */
class RestartTest {
    /** A JVM that did not know one of them would not start, and one that spoke of them would do so where the text belongs. */
    @Test
    void thisJavaTakesTheCompilersFlagsWithoutAWord() throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(Restart.flags());
        command.add("--version");
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said).contains(Runtime.version().toString()).doesNotContain("CompileCommand", "MaxNodeLimit");
    }

    @Test
    void anotherReleaseGetsNoFlagThatItMayNotKnow() {
        assertThat(CompilerFlags.of(25)).anyMatch(flag -> flag.contains("MaxNodeLimit"));
        assertThat(CompilerFlags.of(26)).isNotEmpty().noneMatch(flag -> flag.contains("MaxNodeLimit"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"generate --model m.gguf --prompt a", "perplexity -m m.gguf --text t.txt", "prepare m.gguf",
        "generate --backend vector -m m.gguf -p a", "generate --nonsense"})
    void commandsThatMultiplyStartAgainBeforeTheirArgumentsAreLookedAt(String arguments) {
        assertThat(Restart.plainlyMultiplies(arguments.split(" "))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"generate", "generate --help", "generate -m m.gguf -p a -h", "generate --backend scalar -m m.gguf -p a",
        "generate --backend=SCALAR -m m.gguf -p a", "inspect m.gguf", "convert m.gguf --to TL1", "help generate", "--version",
        "Generate -m m.gguf"})
    void othersAreLookedAtFirst(String arguments) {
        assertThat(Restart.plainlyMultiplies(arguments.split(" "))).isFalse();
    }
}
