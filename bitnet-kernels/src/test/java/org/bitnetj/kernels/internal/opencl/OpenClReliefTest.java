package org.bitnetj.kernels.internal.opencl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import org.bitnetj.kernels.Activations;
import org.bitnetj.kernels.Backend;
import org.bitnetj.kernels.BackendStatus;
import org.bitnetj.kernels.DeviceException;
import org.bitnetj.kernels.DispatchedKernel;
import org.bitnetj.kernels.Inputs;
import org.bitnetj.kernels.Kernels;
import org.bitnetj.kernels.Shape;
import org.bitnetj.kernels.TernaryLinear;
import org.bitnetj.kernels.TernaryMatrix;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A device that was taken unasked is lost at each step of a product: the CPU finishes it, exactly, and everything says so. */
class OpenClReliefTest {
    private static final int LOST = -9999;
    private static final TernaryMatrix W = Inputs.matrix(new Shape(65, 129), Inputs.Weights.RANDOM, 3);
    private static final byte[] X = Inputs.codes(129, Inputs.Codes.GAUSSIAN, 4);
    private static final Logger LOGGER = Logger.getLogger("org.bitnetj.kernels");

    private final List<String> warnings = new ArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public synchronized void publish(LogRecord message) {
            if (message.getLevel().equals(Level.WARNING)) {
                warnings.add(message.getMessage());
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };
    private FakeCl cl;

    @BeforeEach
    void fake() {
        cl = new FakeCl().gpu();
        LOGGER.addHandler(handler);
    }

    @AfterEach
    void heal() {
        LOGGER.removeHandler(handler);
        cl.close();
    }

    private static float[] values() {
        float[] values = new float[129];
        for (int i = 0; i < values.length; i++) {
            values[i] = X[i] * 0.37f;
        }
        return values;
    }

    private static int[] sums(TernaryLinear linear, Activations x) {
        int[] sums = new int[x.tokens() * linear.shape().m()];
        linear.gemm(x, sums);
        return sums;
    }

    @ParameterizedTest
    @ValueSource(strings = {"createKernel", "createBuffer", "setHandle", "run", "read", "await"})
    void aProductUnderWayIsFinishedByTheCpu(String method) {
        try (Kernels kernels = Kernels.open(); TernaryLinear linear = kernels.prepare(W); Activations x = kernels.activations(129)) {
            assertThat(kernels.selection().chosen()).isEqualTo(Backend.OPENCL);
            assertThat(kernels.device()).isPresent();
            x.set(X, 1);
            cl.fail(method, LOST);
            assertThat(sums(linear, x)).isEqualTo(Inputs.product(W, X));
            cl.heal();
            assertThat(sums(linear, x.set(X, 1))).isEqualTo(Inputs.product(W, X));
            assertEverythingSaysSo(kernels, linear, method);
        }
    }

    private void assertEverythingSaysSo(Kernels kernels, TernaryLinear linear, String method) {
        BackendStatus status = kernels.selection().status(Backend.OPENCL);
        assertThat(kernels.selection().chosen()).isEqualTo(Backend.VECTOR);
        assertThat(kernels.selection().reason()).contains("was lost");
        assertThat(status.usable()).isFalse();
        assertThat(status.cause()).containsInstanceOf(DeviceException.class);
        assertThat(kernels.explain()).startsWith("backend vector").contains("not taken: opencl: not usable, it was lost: ")
                .contains("simulated " + method).doesNotContain("opencl-gemv");
        assertThat(kernels.device()).isEmpty();
        assertThat(linear.kernels()).isNotEmpty().allMatch(k -> k.backend() == Backend.VECTOR).extracting(DispatchedKernel::kernel)
                .noneMatch(name -> name.contains("opencl"));
        assertThat(warnings).hasSize(1);
        assertThat(warnings.getFirst()).contains("goes on with vector kernels on the CPU").contains("is lost: simulated " + method);
    }

    @ParameterizedTest
    @CsvSource({"write,false", "flush,false", "write,true", "run,true"})
    void tokensThatDoNotReachTheDeviceReachTheCpu(String method, boolean quantized) {
        try (Kernels kernels = Kernels.open();
                TernaryLinear linear = kernels.prepare(W);
                Activations x = kernels.activations(129);
                Kernels scalar = Kernels.open(Backend.SCALAR);
                TernaryLinear reference = scalar.prepare(W)) {
            cl.fail(method, LOST);
            if (quantized) {
                x.quantize(values());
                Activations expected = scalar.activations(129).quantize(values());
                assertThat(x.codes()).isEqualTo(expected.codes());
                assertThat(sums(linear, x)).isEqualTo(sums(reference, expected));
            } else {
                assertThat(sums(linear, x.set(X, 1))).isEqualTo(Inputs.product(W, X));
            }
            assertThat(kernels.selection().chosen()).isEqualTo(Backend.VECTOR);
            assertThat(warnings).hasSize(1);
        }
    }

    /** The device has quantized them, and alone had their codes. */
    @Test
    void tokensThatTheLostDeviceQuantizedAreThoseOfTheCpuToTheBit() {
        try (Kernels kernels = Kernels.open();
                TernaryLinear linear = kernels.prepare(W);
                Activations x = kernels.activations(129, 2);
                Kernels scalar = Kernels.open(Backend.SCALAR);
                TernaryLinear reference = scalar.prepare(W)) {
            float[] two = new float[258];
            System.arraycopy(values(), 0, two, 0, 129);
            two[200] = -3;
            x.quantize(two);
            Activations expected = scalar.activations(129, 2).quantize(two);
            float[] y = new float[130];
            float[] expectedY = new float[130];
            cl.fail("run", LOST);
            linear.gemm(x, y);
            reference.gemm(expected, expectedY);
            assertThat(y).isEqualTo(expectedY);
            assertThat(x.codes()).isEqualTo(expected.codes());
            assertThat(linear.bytesRead(x)).isPositive();
        }
    }

    @Test
    void matricesThatComeAfterwardsAreOfTheCpu() {
        try (Kernels kernels = Kernels.open(); Activations x = kernels.activations(129)) {
            cl.fail("createBuffer", LOST);
            try (TernaryLinear first = kernels.prepare(W); TernaryLinear second = kernels.prepare(W)) {
                x.set(X, 1);
                assertThat(sums(first, x)).isEqualTo(Inputs.product(W, X));
                assertThat(sums(second, x)).isEqualTo(Inputs.product(W, X));
                assertThat(second.kernels()).allMatch(k -> k.backend() == Backend.VECTOR);
            }
            assertThat(warnings).hasSize(1);
        }
    }

    @Test
    void manyThreadsLoseItAtOnceAndAllAreRight() throws InterruptedException, ExecutionException {
        try (Kernels kernels = Kernels.open();
                TernaryLinear linear = kernels.prepare(W);
                Activations x = kernels.activations(129).set(X, 1);
                ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<int[]>> results = new ArrayList<>();
            cl.fail("read", LOST);
            for (int i = 0; i < 16; i++) {
                results.add(threads.submit(() -> sums(linear, x)));
            }
            for (Future<int[]> result : results) {
                assertThat(result.get()).isEqualTo(Inputs.product(W, X));
            }
            assertThat(warnings).hasSize(1);
        }
    }

    @Test
    void whatALostDeviceDoesNotReleaseIsClosedAllTheSame() {
        Kernels kernels = Kernels.open();
        TernaryLinear linear = kernels.prepare(W);
        Activations x = kernels.activations(129).set(X, 1);
        cl.fail("run", LOST);
        assertThat(sums(linear, x)).isEqualTo(Inputs.product(W, X));
        cl.fail("releaseBuffer", LOST).fail("finish", LOST);
        x.close();
        kernels.close();
        assertThat(linear.memoryBytes()).isZero();
        assertThatThrownBy(() -> linear.gemv(x, new int[65])).isInstanceOf(IllegalStateException.class).hasMessageContaining("closed");
    }

    @Test
    void anotherFailureIsStillAnException() {
        try (Kernels kernels = Kernels.open(); TernaryLinear linear = kernels.prepare(W); Activations x = kernels.activations(129)) {
            x.set(X, 1);
            cl.fail("run", -5);
            assertThatThrownBy(() -> linear.gemv(x, new int[65])).isInstanceOf(DeviceException.class)
                    .hasMessageContaining("ran out of memory");
            cl.heal();
            assertThat(sums(linear, x)).isEqualTo(Inputs.product(W, X));
            assertThat(kernels.selection().chosen()).isEqualTo(Backend.OPENCL);
            assertThat(linear.offHeapBytes()).isGreaterThanOrEqualTo(65 * 129 / 4);
        }
        assertThat(warnings).isEmpty();
    }
}
