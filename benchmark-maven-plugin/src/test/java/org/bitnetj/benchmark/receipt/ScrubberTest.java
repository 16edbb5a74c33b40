package org.bitnetj.benchmark.receipt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScrubberTest {
    private final Scrubber scrubber = new Scrubber(Map.of("/srv/project", "<module>", "/", "<never>"));

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"-javaagent:/opt/agent/a.jar=x | -javaagent:<path>",
        "at /home/someone/x.txt, line 3 | at <path>, line 3",
        "in /srv/project/target/x | in <module>/target/x", "C:\\Users\\someone\\x.jar | <path>",
        "-Ddb.password=abc -Da=b | -Ddb.password=*** -Da=b",
        "-Dmy.api-key=abc | -Dmy.api-key=***", "-Dauth.token=abc | -Dauth.token=***"})
    void takesOutPathsAndSecrets(String text, String expected) {
        assertThat(scrubber.clean(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"12.5 ops/s", "3 ns/op", "at java.base/java.lang.Thread.run(Thread.java:1474)", "-Dbitnet.tokens=128", "-Xmx1g",
        "jdk.incubator.vector", "1/2/3"})
    void leavesTheRestAlone(String text) {
        assertThat(scrubber.clean(text)).isEqualTo(text);
    }

    @Test
    void listsAndNulls() {
        assertThat(scrubber.clean(List.of("-Xmx1g", "/etc/some/file"))).containsExactly("-Xmx1g", "<path>");
        assertThat(scrubber.clean((String) null)).isNull();
    }
}
