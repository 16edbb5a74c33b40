package org.bitnetj.benchmark.fork;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventReaderTest {
    @TempDir
    Path folder;

    @Test
    void readsAFinishedStep() {
        Event event = EventReader.parse("{\"event\":\"step-finished\",\"step\":3,\"unit\":\"ns/op\",\"scores\":[1.5,\"NaN\",2],"
                + "\"secondary\":{\"alloc\":{\"unit\":\"B/op\",\"scores\":[0.0]}},\"nanos\":[5,6.0,7]}");
        assertThat(event).isInstanceOf(Event.StepFinished.class);
        Event.StepFinished finished = (Event.StepFinished) event;
        assertThat(finished.step()).isEqualTo(3);
        assertThat(finished.scores()).containsExactly(1.5, Double.NaN, 2.0);
        assertThat(finished.nanos()).containsExactly(5.0, 6.0, 7.0);
        assertThat(finished.secondary()).containsEntry("alloc", new Measurement.Series("B/op", List.of(0.0)));
    }

    @Test
    void readsARuler() {
        assertThat(EventReader.parse("{\"event\":\"ruler\",\"block\":2,\"name\":\"memory read\",\"nanos\":1250000.0}"))
                .isEqualTo(new Event.Ruler(new RulerReading(2, "memory read", 1_250_000)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "{}", "[]", "null", "{\"event\":\"surprise\"}", "{\"event\":\"step-started\"}",
        "{\"event\":\"step-started\",\"step\":\"x\"}",
        "{\"event\":\"step-started\",\"step\":null}",
        "{\"event\":\"step-finished\",\"step\":1,\"unit\":\"ns/op\",\"scores\":[\"abc\"],\"secondary\":{},\"nanos\":[]}",
        "{\"event\":\"ruler\",\"block\":1,\"nanos\":5}",
        "{\"event\":\"step-failed\",\"step\":1,\"message\":5,\"stack\":\"\"}", "{\"event\":\"step-started\",\"step\":1", "\u0000\u0001"})
    void refusesGarbageAndShowsIt(String line) {
        assertThatThrownBy(() -> EventReader.parse(line)).isInstanceOf(EventReader.BadEvent.class)
                .hasMessageStartingWith("unreadable event")
                .hasMessageContaining(line);
    }

    @Test
    void tailHandsOutCompleteLinesOnly() throws IOException {
        Path file = folder.resolve("events.jsonl");
        EventTail tail = new EventTail(file);
        assertThat(tail.next()).isEmpty();
        Files.writeString(file, "{\"event\":\"step-started\",\"step\":0}\n{\"event\":\"st");
        assertThat(tail.next()).containsExactly(new Event.StepStarted(0));
        assertThat(tail.next()).isEmpty();
        Files.writeString(file, "ep-failed\",\"step\":0,\"message\":\"grün\",\"stack\":\"\"}\n{\"event\":\"end\"}\n",
                StandardOpenOption.APPEND);
        assertThat(tail.next()).containsExactly(new Event.StepFailed(0, "grün", ""), new Event.End());
    }

    @Test
    void statusesAreSaidInWords() {
        assertThat(ExitStatus.describe(1)).isEqualTo("ended with status 1");
        assertThat(ExitStatus.describe(128)).isEqualTo("ended with status 128");
        assertThat(ExitStatus.describe(137)).startsWith("was ended by signal 9 (SIGKILL)");
        assertThat(ExitStatus.describe(139)).contains("SIGSEGV").contains("hs_err_pid");
        assertThat(ExitStatus.ofJmhFork("java.lang.IllegalStateException: Forked VM failed with exit code 137")).hasValueSatisfying(
                text -> assertThat(text).startsWith("its forked JVM was ended by signal 9 (SIGKILL)"));
        assertThat(ExitStatus.ofJmhFork("java.lang.IllegalStateException: broken")).isEmpty();
    }
}
