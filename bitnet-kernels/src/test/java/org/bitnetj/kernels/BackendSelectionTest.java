package org.bitnetj.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

/** Which backend is chosen, in JVMs that were started in each of the ways that matter. */
class BackendSelectionTest {
    private static final String VECTORS = "--add-modules=jdk.incubator.vector";

    /** What a child prints: the selection, or the exception. */
    static final class Main {
        private Main() {}

        /** Opens the kernels twice, so that a warning said twice would be seen twice. */
        public static void main(String[] args) {
            try (Kernels first = Kernels.open(); Kernels second = Kernels.open()) {
                System.out.println(first.selection().explain());
                System.out.println(second.selection().chosen());
            } catch (BackendUnavailableException | IllegalArgumentException e) {
                System.out.println(e);
            }
        }
    }

    private static String child(String... jvmArgs) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(List.of(jvmArgs));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    @Test
    void withoutTheModuleItFallsBackAndSaysTheFlagOnce() throws Exception {
        String output = child();
        assertThat(output).contains("backend scalar (plain Java, the reference): the fastest that is usable")
                .contains("not taken: vector: not usable, the module jdk.incubator.vector is not in this JVM; "
                        + "start java with --add-modules jdk.incubator.vector")
                .containsOnlyOnce("WARNING: bitnetj multiplies with its slow scalar reference: the module jdk.incubator.vector");
    }

    @Test
    void withTheModuleItTakesVectorsAndWarnsOfNothing() throws Exception {
        assertThat(child(VECTORS)).containsPattern("backend vector \\((128|256|512)-bit vectors\\): the fastest that is usable")
                .contains("not taken: scalar: usable").doesNotContain("slow");
    }

    @Test
    void anInterpretedJvmTakesScalar() throws Exception {
        assertThat(child(VECTORS, "-Xint")).contains("backend scalar").contains("only interprets");
    }

    @Test
    void thePropertyDemandsABackend() throws Exception {
        assertThat(child(VECTORS, "-Dbitnet.backend=scalar")).contains("backend scalar").contains("demanded by -Dbitnet.backend=scalar")
                .doesNotContain("slow");
        assertThat(child("-Dbitnet.backend=vector")).contains("BackendUnavailableException: backend vector was demanded by "
                + "-Dbitnet.backend=vector and cannot be used").contains("--add-modules jdk.incubator.vector");
        assertThat(child("-Dbitnet.backend=gpu")).contains("-Dbitnet.backend=gpu: choose auto, scalar, vector, opencl");
    }

    @Test
    void thePropertyNarrowsTheVectors() throws Exception {
        assertThat(child(VECTORS, "-Dbitnet.vector.bits=128")).contains("backend vector (128-bit vectors)");
        assertThat(child(VECTORS, "-XX:MaxVectorSize=16", "-Dbitnet.vector.bits=512")).contains("backend scalar")
                .contains("-Dbitnet.vector.bits=512 asks for more than the 128 bits");
        assertThat(child(VECTORS, "-Dbitnet.vector.bits=100")).contains("-Dbitnet.vector.bits=100: choose auto, 128, 256 or 512");
    }

    @Test
    void theApiDemandsABackend() {
        try (Kernels kernels = Kernels.open(Backend.SCALAR)) {
            assertThat(kernels.selection().chosen()).isEqualTo(Backend.SCALAR);
            assertThat(kernels.selection().reason()).isEqualTo("demanded by the caller");
            assertThat(kernels.selection().candidates()).extracting(BackendStatus::backend).containsExactly(Backend.OPENCL, Backend.VECTOR,
                    Backend.SCALAR);
            Activations x = kernels.activations(4).set(new byte[4], 1);
            try (Kernels vector = Kernels.open(Backend.VECTOR);
                    TernaryLinear linear = vector.prepare(TernaryMatrix.of(new Shape(1, 4), new byte[4], 1))) {
                assertThatThrownBy(() -> linear.gemv(x, new int[1])).hasMessageContaining("backend scalar").hasMessageContaining("vector");
            }
        }
    }
}
