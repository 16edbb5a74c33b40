package org.bitnetj.kernels.internal.opencl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

import org.bitnetj.kernels.Backend;
import org.bitnetj.kernels.BackendUnavailableException;
import org.bitnetj.kernels.ComputeDevice;
import org.bitnetj.kernels.Expected;
import org.bitnetj.kernels.Kernels;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which device is chosen, and what is said where there is none. */
class OpenClSelectionTest {
    /** What a child prints. */
    static final class Main {
        private Main() {}

        /** Opens the kernels. */
        public static void main(String[] args) {
            try (Kernels kernels = Kernels.open()) {
                System.out.println(kernels.explain());
            } catch (BackendUnavailableException | IllegalArgumentException e) {
                System.out.println(e);
            }
        }
    }

    private static String child(String classPath, String... jvmArgs) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED"));
        command.addAll(List.of(jvmArgs));
        command.addAll(List.of("-cp", classPath, Main.class.getName()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    private static String without(String artifact) {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(entry -> !Path.of(entry).getFileName().toString().contains(artifact))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static final String ALL = System.getProperty("java.class.path");

    @Test
    void withoutLwjglVectorsAreTakenAndNothingElseIsSaid() throws Exception {
        assertThat(child(without("lwjgl"))).contains("backend vector").contains("not taken: opencl: not usable, LWJGL is not in this JVM")
                .contains("org.lwjgl:lwjgl-opencl").doesNotContain("[LWJGL]").doesNotContain("WARNING: bitnetj")
                .doesNotContain("WARNING: A ");
        assertThat(child(without("lwjgl"), "-Dbitnet.backend=opencl"))
                .contains("BackendUnavailableException: backend opencl was demanded by "
                        + "-Dbitnet.backend=opencl and cannot be used: LWJGL is not in this JVM");
    }

    @Test
    void withoutLwjglsNativesThatIsSaid() throws Exception {
        assertThat(child(without("natives"), "-Dorg.lwjgl.librarypath=/nonexistent")).contains("backend vector")
                .contains("not taken: opencl: not usable, LWJGL's own native library cannot be loaded").contains("natives-");
    }

    @Test
    void withoutAnOpenClLibraryVectorsAreTakenAndNothingElseIsSaid() throws Exception {
        assertThat(child(ALL, "-Dbitnet.opencl.library=/nonexistent/libOpenCL.so")).contains("backend vector")
                .contains("not taken: opencl: not usable, the OpenCL library /nonexistent/libOpenCL.so cannot be loaded")
                .contains("name another one with -Dbitnet.opencl.library").doesNotContain("[LWJGL]").doesNotContain("WARNING: bitnetj");
        assertThat(child(ALL, "-Dbitnet.opencl.library=/nonexistent/libOpenCL.so", "-Dbitnet.backend=opencl"))
                .contains("BackendUnavailableException").contains("/nonexistent/libOpenCL.so");
    }

    @ParameterizedTest
    @CsvSource({"bitnet.opencl.gemv,fast,'choose auto, plain, local, subgroup'", "bitnet.opencl.gemm,dot,'choose auto, plain, local'",
        "bitnet.opencl.slices,3,'choose auto, 1, 2, 4, 8, 16'", "bitnet.opencl.arithmetic,float,'choose auto, multiply, dot'",
        "bitnet.opencl.quantize,gpu,'choose auto, device, host'", "bitnet.opencl.output,fp8,'choose fp32, fp16'"})
    void propertiesWithValuesThatAreNoneAreRefused(String property, String value, String message) {
        OpenClProperty.with(() -> assertThatThrownBy(() -> Kernels.open(Backend.OPENCL)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("-D" + property + "=" + value + ": " + message), property, value);
    }

    @Nested
    class WithADevice {
        @BeforeEach
        void requireDevice() {
            Expected.open(Backend.OPENCL).close();
        }

        @Test
        void aDeviceIsChosenByTypeIndexAndName() {
            try (Kernels usual = Kernels.open(Backend.OPENCL)) {
                ComputeDevice device = usual.device().orElseThrow();
                String platformPart = device.platform().substring(1, 8).toUpperCase(java.util.Locale.ROOT);
                for (String wanted : List.of("auto", device.type(), device.name(), platformPart)) {
                    try (Kernels chosen = Kernels.builder().backend(Backend.OPENCL).openClDevice(wanted).open()) {
                        assertThat(chosen.device()).as(wanted).contains(device);
                        assertThat(chosen.explain()).contains("backend opencl (" + device + "): demanded by the caller");
                    }
                }
            }
            try (Kernels first = Kernels.builder().backend(Backend.OPENCL).openClDevice("0").open()) {
                assertThat(first.device()).isPresent();
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"nosuch device", "97", "accelerator"})
        void aDeviceThatThereIsNotIsRefusedWithAListOfThoseThereAre(String wanted) {
            assertThatThrownBy(() -> Kernels.builder().backend(Backend.OPENCL).openClDevice(wanted).open())
                    .isInstanceOf(BackendUnavailableException.class)
                    .hasMessageContaining("the caller asks for the OpenCL device \"" + wanted + "\", which there is not; there are 0: ");
            OpenClProperty.with(() -> assertThatThrownBy(() -> Kernels.open(Backend.OPENCL))
                    .hasMessageContaining("-Dbitnet.opencl.device asks for the OpenCL device \"" + wanted + "\""), "bitnet.opencl.device",
                    wanted);
        }

        @Test
        void aCpuDeviceIsNeverTakenUnasked() {
            try (Kernels kernels = Kernels.builder().openClDevice("cpu").open()) {
                assertThat(kernels.selection().chosen()).isEqualTo(Backend.VECTOR);
                assertThat(kernels.selection().status(Backend.OPENCL).usable()).isTrue();
                assertThat(kernels.explain()).contains("not taken: opencl: usable, CPU ").contains("gpu hardware unavailable");
                assertThat(kernels.device()).isEmpty();
                assertThat(kernels.deviceMemory()).isEmpty();
            }
        }

        @Test
        void aGpuIsTakenUnasked() {
            try (FakeCl cl = new FakeCl().gpu(); Kernels kernels = Kernels.open()) {
                assertThat(kernels.selection().chosen()).isEqualTo(Backend.OPENCL);
                assertThat(kernels.explain()).contains("backend opencl (GPU ").contains("the fastest that is usable");
                cl.heal();
            }
        }

        @Test
        void noDriverIsLoadedIfAnotherBackendIsDemanded() {
            try (FakeCl cl = new FakeCl()) {
                cl.fail("platforms", -6);
                try (Kernels kernels = Kernels.open(Backend.VECTOR)) {
                    assertThat(kernels.explain())
                            .contains("not taken: opencl: not usable, not looked for, since another backend was demanded");
                }
            }
        }

        @Test
        void aRejectedDeviceSaysWhy() {
            try (FakeCl cl = new FakeCl()) {
                cl.instead("deviceNumber", () -> 0L);
                assertThatThrownBy(() -> Kernels.open(Backend.OPENCL)).hasMessageContaining("no OpenCL device is usable: 0: ")
                        .hasMessageContaining("rejected: it is of a custom type");
                assertThatThrownBy(() -> Kernels.builder().backend(Backend.OPENCL).openClDevice("0").open())
                        .hasMessageContaining("which cannot be used: it is of a custom type");
            }
        }

        @Test
        void anotherLibraryIsRefusedOnceOneIsLoaded() {
            assertThatThrownBy(() -> Kernels.builder().backend(Backend.OPENCL).openClLibrary("/elsewhere/libOpenCL.so").open())
                    .hasMessageContaining("a process loads one library").hasMessageContaining("/elsewhere/libOpenCL.so");
        }
    }
}
