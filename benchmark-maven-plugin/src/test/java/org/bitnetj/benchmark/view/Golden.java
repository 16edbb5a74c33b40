package org.bitnetj.benchmark.view;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import org.assertj.core.api.Assertions;

/** Compares with files beside the tests; what differs is left in target/golden, to be looked at and taken over. */
final class Golden {
    private Golden() {}

    static void assertThat(String name, String actual) {
        try (InputStream in = Golden.class.getResourceAsStream(name)) {
            String expected = in == null ? "(there is no " + name + ")" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
            if (!actual.equals(expected)) {
                Files.writeString(Files.createDirectories(Path.of("target", "golden")).resolve(name), actual);
            }
            Assertions.assertThat(actual).as(name).isEqualTo(expected);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
