package org.bitnetj.kernels.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

/** A property that there is not is told, with what may have been meant. */
class KnownPropertiesTest {
    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String all(Path folder, String end) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(end)).map(KnownPropertiesTest::read).collect(Collectors.joining("\n"));
        }
    }

    @Test
    void theListsAreWhatTheSourcesRead() throws IOException {
        Set<String> known = new TreeSet<>(KnownProperties.OF_USERS);
        known.addAll(KnownProperties.OF_PROGRAMS);
        String sources = all(Path.of("src/main/java"), ".java").replaceAll("(?s)static final Set<String> OF_\\w+ = .*?;", "")
                + all(Path.of("src/jmh/java"), ".java");
        assertThat(
                Pattern.compile("\"(bitnet\\.[A-Za-z.]*[A-Za-z])\"").matcher(sources).results().map((MatchResult found) -> found.group(1)))
                .containsAll(known).isSubsetOf(known);
    }

    @Test
    void whatUsersSetIsDocumented() throws IOException {
        String pages = all(Path.of("../src/site/markdown"), ".md");
        assertThat(KnownProperties.OF_USERS).isNotEmpty().allMatch(pages::contains);
    }

    @Test
    void namesWhatDoesNothingAndWhatWasMeant() {
        assertThat(KnownProperties.warnings(Set.of("bitnet.bakcend", "bitnet.threads", "bitnet.seed", "java.home", "bitnet.opencl.devise",
                "bitnet.something.else", "bitnetsomething"))).isEqualTo(List.of(
                        "-Dbitnet.bakcend does nothing: bitnetj has no such property; did you mean bitnet.backend?",
                        "-Dbitnet.opencl.devise does nothing: bitnetj has no such property; did you mean bitnet.opencl.device?",
                        "-Dbitnet.something.else does nothing: bitnetj has no such property"));
        assertThat(KnownProperties.warnings(KnownProperties.OF_USERS)).isEmpty();
    }
}
