package org.bitnetj.benchmark.mojo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import org.bitnetj.benchmark.precondition.Breakage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a module's class path when a released artifact is the base. */
class ModuleClassPathTest {
    private static final ModuleClassPath MODULE = path("test-classes", null, "classes", "g:own", "lib-2.jar", "g:lib", "lib-2-tests.jar",
            "g:lib:tests", "deep-2.jar", "g:deep", "jmh-core.jar", "org.openjdk.jmh:jmh-core", "jopt.jar",
            "net.sf.jopt-simple:jopt-simple");

    private static ModuleClassPath path(String... filesAndKeys) {
        return new ModuleClassPath(entries(filesAndKeys));
    }

    private static List<ModuleClassPath.Entry> entries(String... filesAndKeys) {
        ModuleClassPath.Entry[] entries = new ModuleClassPath.Entry[filesAndKeys.length / 2];
        for (int i = 0; i < entries.length; i++) {
            entries[i] = new ModuleClassPath.Entry(Path.of(filesAndKeys[2 * i]), filesAndKeys[2 * i + 1]);
        }
        return Arrays.asList(entries);
    }

    private static List<Path> files(String... names) {
        return Arrays.stream(names).map(Path::of).toList();
    }

    @Test
    void aReleaseOfTheModuleTakesThePlaceOfItsClassesAndBringsItsDependencies() {
        assertThat(MODULE.with(entries("own-1.jar", "g:own", "lib-1.jar", "g:lib", "gone-1.jar", "g:gone")))
                .hasValue(files("test-classes", "own-1.jar", "lib-1.jar", "gone-1.jar", "lib-2-tests.jar", "deep-2.jar", "jmh-core.jar",
                        "jopt.jar"));
    }

    @Test
    void anotherVersionOfADependencyTakesThePlaceOfThatOne() {
        assertThat(MODULE.with(entries("lib-1.jar", "g:lib", "deep-1.jar", "g:deep")))
                .hasValue(files("test-classes", "classes", "lib-1.jar", "deep-1.jar", "lib-2-tests.jar", "jmh-core.jar", "jopt.jar"));
    }

    @Test
    void aStrangerTakesNobodysPlace() {
        assertThat(MODULE.with(entries("other.jar", "g:other", "lib-1.jar", "g:lib"))).isEmpty();
        assertThat(MODULE.with(entries("lib-1-sources.jar", "g:lib:sources"))).isEmpty();
    }

    @Test
    void jmhIsThatOfTheModule() {
        assertThat(MODULE.jmh()).isEqualTo(files("jmh-core.jar", "jopt.jar"));
        assertThat(path("math.jar", "org.apache.commons:commons-math3").jmh()).isEmpty();
    }

    @Test
    void commitsAndArtifactsAreToldApart() {
        assertThat(ReleasedArtifacts.areCoordinates("org.example:sums:1.0")).isTrue();
        assertThat(ReleasedArtifacts.areCoordinates("origin/main")).isFalse();
        assertThat(ReleasedArtifacts.areCoordinates("HEAD~1")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sums:1.0", "a:b:c:d:e:f", ":", "org.example::1"})
    void whatIsNeitherIsRefused(String text) {
        assertThatThrownBy(() -> ReleasedArtifacts.parse("benchmark.base", text)).isInstanceOf(Breakage.class)
                .hasMessageContaining("benchmark.base is neither a commit nor an artifact: " + text)
                .hasMessageContaining("group:artifact:version");
    }
}
