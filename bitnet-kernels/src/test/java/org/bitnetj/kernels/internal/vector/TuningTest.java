package org.bitnetj.kernels.internal.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;

import org.bitnetj.kernels.Backend;
import org.bitnetj.kernels.Expected;
import org.bitnetj.kernels.Kernels;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("long")
class TuningTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void needsVectors() {
        Expected.open(Backend.VECTOR).close();
    }

    @Test
    void isMeasuredOnceAndThenReadFromTheFile() throws Exception {
        Path file = folder.resolve("tuning.properties");
        System.setProperty(Tuning.PROPERTY, file.toString());
        try (Kernels kernels = Kernels.open(Backend.VECTOR)) {
            assertThat(kernels.explain()).contains("measured on this machine").contains("tokens");
            Tuning saved = Tuning.load(file).orElseThrow();
            assertThat(saved.sparseShare()).isBetween(0.0, 1.0);
            assertThat(saved.minGemmTokens()).isBetween(1, TableGemm.TOKENS + 1);
            assertThat(saved.source()).contains(file.toString());
        } finally {
            System.clearProperty(Tuning.PROPERTY);
        }
        assertThat(folder).isDirectoryContaining(p -> p.equals(file));
        try (var files = Files.list(folder)) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void returnsWhatItSaved() throws Exception {
        Path file = folder.resolve("t");
        new Tuning(VectorDispatch.Gemv.PLANES, 0.375, 7, "x").save(file);
        assertThat(Tuning.load(file)).hasValueSatisfying(t -> {
            assertThat(t.dense()).isEqualTo(VectorDispatch.Gemv.PLANES);
            assertThat(t.sparseShare()).isEqualTo(0.375);
            assertThat(t.minGemmTokens()).isEqualTo(7);
        });
        assertThat(Tuning.load(folder.resolve("none"))).isEmpty();
    }

    @Test
    void figuresOfAnotherMachineAreNotUsed() throws Exception {
        Path file = folder.resolve("t");
        new Tuning(VectorDispatch.Gemv.PLANES, 0.375, 7, "x").save(file);
        Files.writeString(file, Files.readString(file).replace(" bits", " other bits"));
        assertThat(Tuning.load(file)).isEmpty();
    }

    @Test
    void aDamagedFileIsNamed() throws Exception {
        Path file = folder.resolve("t");
        new Tuning(VectorDispatch.Gemv.PLANES, 0.375, 7, "x").save(file);
        Files.writeString(file, Files.readString(file).replace("0.375", "1.5"));
        assertThatThrownBy(() -> Tuning.load(file)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(file.toString())
                .hasMessageContaining("damaged").hasMessageContaining("1.5");
        Files.writeString(file, Files.readString(file).replace("sparseShare", "other"));
        assertThatThrownBy(() -> Tuning.load(file)).hasMessageContaining("delete it");
    }

    @Test
    void theBuiltInFiguresSayThatTheyAre() {
        assertThat(Tuning.choose().source()).startsWith("built in");
        try (Kernels kernels = Kernels.open(Backend.VECTOR)) {
            assertThat(kernels.explain()).contains("built in").contains("threads: ");
            assertThat(kernels.explain().contains("; words from memory are read in bursts and woven by turns"))
                    .isEqualTo(LookupGemv.usable());
        }
    }
}
