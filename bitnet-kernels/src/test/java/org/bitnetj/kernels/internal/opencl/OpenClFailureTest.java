package org.bitnetj.kernels.internal.opencl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.Optional;

import org.bitnetj.kernels.Activations;
import org.bitnetj.kernels.Backend;
import org.bitnetj.kernels.BackendStatus;
import org.bitnetj.kernels.BackendUnavailableException;
import org.bitnetj.kernels.DeviceException;
import org.bitnetj.kernels.Inputs;
import org.bitnetj.kernels.Kernels;
import org.bitnetj.kernels.Shape;
import org.bitnetj.kernels.TernaryLinear;
import org.bitnetj.kernels.TernaryMatrix;
import org.bitnetj.kernels.internal.TritSource;
import org.bitnetj.kernels.internal.scalar.ScalarProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each step fails once, says so, and leaves a library behind that works. */
class OpenClFailureTest {
    private static final TernaryMatrix W = Inputs.matrix(new Shape(65, 129), Inputs.Weights.RANDOM, 3);
    private static final byte[] X = Inputs.codes(129, Inputs.Codes.GAUSSIAN, 4);

    private FakeCl cl;

    @BeforeEach
    void fake() {
        cl = new FakeCl();
    }

    @AfterEach
    void heal() {
        cl.close();
    }

    private static void assertMultiplies(Kernels kernels) {
        try (TernaryLinear linear = kernels.prepare(W); Activations x = kernels.activations(129).set(X, 1)) {
            int[] sums = new int[65];
            linear.gemv(x, sums);
            assertThat(sums).isEqualTo(Inputs.product(W, X));
        }
    }

    private static void assertAllWorks() {
        try (Kernels kernels = Kernels.open(Backend.OPENCL)) {
            assertMultiplies(kernels);
        }
    }

    @ParameterizedTest
    @CsvSource({"platforms,-1001,'library is installed, but no driver'", "platforms,-6,does not list its platforms",
        "devices,-5,there is no OpenCL device: a platform failed", "createContext,-6,cannot be opened: simulated createContext failed with "
                + "CL_OUT_OF_HOST_MEMORY (-6)",
        "createQueue,-5,cannot be opened: simulated createQueue", "build,-11,cannot be opened: simulated build failed with "
                + "CL_BUILD_PROGRAM_FAILURE (-11)"})
    void aStepOfOpeningThatFailsIsNamed(String method, int code, String message) {
        cl.fail(method, code);
        Throwable demanded = catchThrowable(() -> Kernels.open(Backend.OPENCL));
        assertThat(demanded).isInstanceOf(BackendUnavailableException.class).hasMessageContaining("demanded by the caller")
                .hasMessageContaining(message);
        assertThat(demanded).hasRootCauseInstanceOf(DeviceException.class);
        cl.gpu();
        try (Kernels kernels = Kernels.open()) {
            BackendStatus status = kernels.selection().status(Backend.OPENCL);
            assertThat(kernels.selection().chosen()).isEqualTo(Backend.VECTOR);
            assertThat(status.usable()).isFalse();
            assertThat(status.cause()).isPresent();
            assertThat(kernels.explain()).contains("not taken: opencl: not usable, ").contains(message);
            assertMultiplies(kernels);
        }
        cl.heal();
        assertAllWorks();
    }

    @Test
    void missingLibrariesAreNamed() {
        OpenClBackend.replaceLoader(library -> {
            throw new OpenClUnavailableException("no OpenCL library is installed", new UnsatisfiedLinkError("libOpenCL"));
        });
        assertThatThrownBy(() -> Kernels.open(Backend.OPENCL)).isInstanceOf(BackendUnavailableException.class)
                .hasMessageContaining("no OpenCL library is installed").hasCauseInstanceOf(UnsatisfiedLinkError.class);
        OpenClBackend.replaceLoader(library -> {
            throw new NoClassDefFoundError("org/lwjgl/system/Configuration");
        });
        assertThatThrownBy(() -> Kernels.open(Backend.OPENCL)).hasMessageContaining("LWJGL is not in this JVM")
                .hasMessageContaining("org.lwjgl:lwjgl-opencl").hasMessageContaining("natives-");
        OpenClBackend.replaceLoader(library -> {
            throw new UnsatisfiedLinkError("liblwjgl.so");
        });
        assertThatThrownBy(() -> Kernels.open(Backend.OPENCL)).hasMessageContaining("LWJGL's own native library")
                .hasMessageContaining("liblwjgl.so");
        try (Kernels kernels = Kernels.open()) {
            assertThat(kernels.selection().chosen()).isEqualTo(Backend.VECTOR);
            assertThat(kernels.explain()).contains("not taken: opencl: not usable, LWJGL's own native library");
        }
        cl.close();
        assertAllWorks();
    }

    @Test
    void aBuildLogIsInTheMessage() {
        OpenClProperty.with(() -> {
            Cl real = Devices.cl();
            long context = real.createContext(Devices.any().platform(), Devices.any().handle());
            long program = real.createProgram(context, "kernel void broken(global int *x) { x[0] = undeclared_thing; }");
            assertThatThrownBy(() -> real.build(program, Devices.any().handle(), "")).isInstanceOf(DeviceException.class)
                    .hasMessageContaining("CL_BUILD_PROGRAM_FAILURE").hasMessageContaining("build log")
                    .hasMessageContaining("undeclared_thing");
            real.releaseProgram(program);
            real.releaseContext(context);
        }, OpenClSettings.CACHE_PROPERTY, "off");
    }

    @ParameterizedTest
    @CsvSource({"createBuffer,-4,true", "createBuffer,-61,true", "write,-5,true", "write,-38,false", "await,-14,false"})
    void aFailedPreparationLeavesNothingBehind(String method, int code, boolean outOfMemory) {
        try (Kernels kernels = Kernels.open(Backend.OPENCL)) {
            long before = kernels.deviceMemory().orElseThrow().objects();
            cl.fail(method, code);
            assertThatThrownBy(() -> kernels.prepare(W)).isInstanceOf(DeviceException.class)
                    .hasMessageContaining("preparing a matrix of 65x129").hasMessageContaining("simulated " + method)
                    .matches(e -> ((DeviceException) e).isOutOfMemory() == outOfMemory);
            assertThat(kernels.deviceMemory().orElseThrow().objects()).isEqualTo(before);
            cl.heal();
            assertMultiplies(kernels);
        }
    }

    @ParameterizedTest
    @CsvSource({"createKernel,-5", "createBuffer,-4", "setHandle,-51", "run,-5", "read,-5", "await,-5"})
    void aFailedProductLeavesAMatrixThatMultiplies(String method, int code) {
        try (Kernels kernels = Kernels.open(Backend.OPENCL); TernaryLinear linear = kernels.prepare(W)) {
            Activations x = kernels.activations(129).set(X, 1);
            int[] sums = new int[65];
            cl.fail(method, code);
            assertThatThrownBy(() -> linear.gemv(x, sums)).isInstanceOf(DeviceException.class)
                    .hasMessageContaining("multiplying 1 tokens with a matrix of 65x129").hasMessageContaining("simulated " + method);
            cl.heal();
            linear.gemv(x, sums);
            assertThat(sums).isEqualTo(Inputs.product(W, X));
            x.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"createBuffer,-4", "write,-5", "flush,-5"})
    void aFailedUploadLeavesActivationsThatCanBeFilled(String method, int code) {
        try (Kernels kernels = Kernels.open(Backend.OPENCL);
                TernaryLinear linear = kernels.prepare(W);
                Activations x = kernels.activations(129)) {
            cl.fail(method, code);
            assertThatThrownBy(() -> x.set(X, 1)).isInstanceOf(DeviceException.class).hasMessageContaining("uploading activations");
            cl.heal();
            int[] sums = new int[65];
            linear.gemv(x.set(X, 1), sums);
            assertThat(sums).isEqualTo(Inputs.product(W, X));
        }
    }

    @Test
    void outOfMemorySaysHowMuchIsHeld() {
        try (Kernels kernels = Kernels.open(Backend.OPENCL); TernaryLinear first = kernels.prepare(W)) {
            assertThat(first.memoryBytes()).isPositive();
            cl.fail("createBuffer", -4);
            assertThatThrownBy(() -> kernels.prepare(W)).hasMessageContaining("ran out of memory")
                    .hasMessageContaining("hold " + kernels.deviceMemory().orElseThrow().bytes() + " of ")
                    .hasMessageContaining("close matrices");
        }
    }

    @Test
    void aMatrixTooLargeForTheDeviceIsRefusedBeforeItIsMade() {
        OpenClDevice small = Devices.withMaxBuffer(1024);
        OpenClSettings settings = OpenClSettings.read(Optional.empty(), Optional.empty());
        OpenClProvider provider = OpenClProvider.open(Devices.cl(), small, Abilities.NONE, settings, new ScalarProvider());
        try {
            assertThatThrownBy(() -> provider.prepare(TritSource.of(W))).isInstanceOf(DeviceException.class)
                    .hasMessageContaining("no buffers of more than 1024 bytes").hasMessageContaining("split the matrix by rows");
        } finally {
            provider.close();
        }
    }

    @Test
    void aLostDeviceIsNotTakenAgain() {
        cl.gpu();
        try (Kernels kernels = Kernels.open(Backend.OPENCL); TernaryLinear linear = kernels.prepare(W)) {
            Activations x = kernels.activations(129).set(X, 1);
            cl.fail("run", -9999);
            assertThatThrownBy(() -> linear.gemv(x, new int[65])).isInstanceOf(DeviceException.class).hasMessageContaining("is lost");
        }
        cl.heal();
        try (Kernels kernels = Kernels.open()) {
            assertThat(kernels.selection().chosen()).isEqualTo(Backend.VECTOR);
            assertThat(kernels.explain()).contains("it was lost: simulated run failed");
            assertMultiplies(kernels);
        }
    }
}
